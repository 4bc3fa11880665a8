"""What an author writes in `flows/`: the shape of every YAML file, as frozen pydantic models.

The models say what is allowed and what a value means. They read text only: a YAML scalar is always a string
when it arrives here, so `no`, `0800` and `12:30` mean what they look like.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.core.marks import (
    Body,
    Condition,
    FlowId,
    Hint,
    Id,
    Label,
    OptionKey,
    Part,
    QuestionKey,
    SectionId,
    SourceTag,
    Title,
    frozen,
)  # fmt: skip
from bot.core.words import SharingWords, TelegramWords, Words


class Line(Part):
    """A paragraph or a list in light markup. `text` says what is so; `practice` what usually works."""

    text: Body | None = None
    practice: Body | None = None
    when: Condition | None = None
    sources: tuple[SourceTag, ...] = ()
    copy_text: bool = Field(default=False, alias="copy")

    @model_validator(mode="after")
    def _says_one_thing(self) -> Line:
        if (self.text is None) == (self.practice is None):
            raise ValueError("expected either `text` or `practice`, got both or neither")
        return self

    @property
    def words(self) -> str:
        """The Finnish text, whichever field holds it."""
        return self.text or self.practice or ""


class Placed(Line):
    """A line of an outcome, with the slot of the page where it stands."""

    at: Literal["lead", "do", "not", "call", "tell", "family", "next", "after", "last"]


class Variant(Part):
    """Other words for the same place when a condition holds; the first that holds wins."""

    when: Condition
    label: Label | None = None
    hint: Hint | None = None
    title: Title | None = None


class Option(Part):
    """One answer. `key` is permanent: it stands in links that people keep."""

    key: OptionKey
    label: Label
    hint: Hint | None = None
    offered_when: Condition | None = None
    to: Id | None = None
    variants: tuple[Variant, ...] = ()


class Route(Part):
    """One way on. Without `when` it is taken when no other route of the step holds."""

    to: Id
    when: Condition | None = None


Options = Annotated[dict[Id, Option], Field(min_length=1), AfterValidator(frozen)]
Kind = Literal["one", "several", "checklist", "date", "case", "end"]


class Question(Part):
    """What is asked: in one step of a flow, or shared by all flows.

    A quiz question says which option is `right`, and `because` why: both are shown after the answer.
    """

    ask: Kind = "one"
    key: QuestionKey | None = None
    title: Title
    short: Label | None = None
    says: tuple[Line, ...] = ()
    options: Options | None = None
    options_from: Literal["regions", "roles"] | None = None
    variants: tuple[Variant, ...] = ()
    capacity: Annotated[int, Field(ge=1, le=60)] | None = None
    earliest: Annotated[int, Field(ge=-3660, le=0)] = -365
    latest: Annotated[int, Field(ge=0, le=3660)] = 0
    asks_again: tuple[Id, ...] = ()
    dont_know_counts_as: Id | None = None
    gravity: tuple[tuple[Id, ...], ...] = ()
    typical: Id | None = None
    what_if: tuple[Id, ...] | None = None
    right: Id | None = None
    because: tuple[Line, ...] = ()


Reasons = Annotated[dict[Id, Hint], AfterValidator(frozen)]
"""One sentence for each need (an option of the step that `needs` names)."""


class Actor(Part):
    """Somebody who can help, named by their card, with a reason for each need that they answer.

    `reasons` say what is so; `practice` what usually works. A need has one of the two.
    """

    card: Id
    when: Condition | None = None
    reasons: Reasons = {}
    practice: Reasons = {}
    sources: Annotated[tuple[SourceTag, ...], Field(min_length=1)]

    @property
    def answers(self) -> frozenset[str]:
        """The needs that this actor answers."""
        return frozenset(self.reasons) | frozenset(self.practice)


class LinkFrom(Part):
    """Which earlier steps say what a link opens: the page, its card, and the language, county and role set in it."""

    page: Id
    cards: tuple[Id, ...] = ()
    language: Id
    region: Id
    role: Id


class Step(Question):
    """One screen of a flow. `shared` names a question of `_shared.yaml` instead of its own.

    An end with `contacts` shows whom to call where the child lives; its `cards` are linked when `cards_when` holds.
    An end of `actors` lists those who answer what was ticked at the step `needs`; `then` are its lines after them.
    An end of `link` gives the address of the page that the steps of `link` chose.
    An end that is `page_of` a question is reached by one of its options, and leads on to the next one's page.
    A step that `cites` lists the sources of its lines below them.
    """

    title: Title | None = None  # type: ignore[assignment]
    shared: Id | None = None
    asked_when: Condition | None = None
    to: tuple[Route, ...] = ()
    outcome: Literal["duties", "text", "actors", "link"] = "text"
    needs: Id | None = None
    actors: tuple[Actor, ...] = ()
    link: LinkFrom | None = None
    then: tuple[Line, ...] = ()
    contacts: bool = False
    cites: bool = False
    page_of: Id | None = None
    documents: tuple[Id, ...] = ()
    flows: tuple[FlowId, ...] = ()
    cards: tuple[Id, ...] = ()
    cards_when: Condition | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Step:
        if self.shared is None and self.title is None:
            raise ValueError("expected `title`, or `shared` naming a shared question")
        if self.ask != "end" and self.shared is None and self.key is None:
            raise ValueError("expected `key`: one permanent character for this question in links")
        return self


class Flow(Part):
    """One topic's path of steps, in the order they are asked. A `plain` one is for children, and measured so."""

    flow: FlowId
    title: Title
    label: Label
    about: Hint
    plain: bool = False
    practice_cases: bool = False
    steps: Annotated[dict[Id, Step], Field(min_length=1), AfterValidator(frozen)]
    retired: dict[QuestionKey, Retired] = {}


class Retired(Part):
    """A key that is no longer asked. Its kind stays, so that old links still parse."""

    ask: Kind
    capacity: int | None = None


class CardGroup(Part):
    """Cards that people look for together."""

    title: Title
    cards: Annotated[tuple[Id, ...], Field(min_length=1)]


class Answer(Part):
    """What is said to words that ask nothing of the cards: a greeting, thanks, a curse.

    `anywhere`: also when they stand in a longer text.
    """

    asks: dict[str, tuple[str, ...]]
    anywhere: bool = False
    says: Annotated[tuple[Line, ...], Field(min_length=1)]


class Talk(Part):
    """How typed questions are read, by language, and what is said to those that no card answers.

    The stems in `elsewhere_words` and `crisis_words` are written as those of `emergency_words`.
    """

    stop_words: dict[str, tuple[str, ...]] = {}
    same_words: dict[str, tuple[tuple[str, ...], ...]] = {}
    elsewhere_words: dict[str, tuple[str, ...]] = {}
    answers: Annotated[dict[Id, Answer], AfterValidator(frozen)] = {}
    foreign: Id | None = None
    """The answer to words of another language."""
    crisis_words: dict[str, tuple[str, ...]] = {}
    crisis: tuple[Line, ...] = ()
    danger_cards: tuple[Id, ...] = ()
    crisis_cards: tuple[Id, ...] = ()
    """Who comes at once: offered first when somebody is in danger, or may harm themselves."""


class Cover(Part):
    """`_book.yaml`: the front page, the order of topics, and the words that belong to no flow."""

    title: Title
    tagline: Hint
    intro: tuple[Line, ...]
    topics: Annotated[tuple[FlowId, ...], Field(min_length=1)]
    card_groups: tuple[CardGroup, ...] = ()
    emergency: tuple[Line, ...]
    about: tuple[Page, ...] = ()
    accessibility: tuple[Page, ...] = ()
    emergency_words: dict[str, tuple[str, ...]]
    yes_words: dict[str, tuple[str, ...]] = {}
    no_words: dict[str, tuple[str, ...]] = {}
    talk: Talk = Talk()
    quick_exit: Annotated[str, Field(pattern=r"^https://")]
    sections: Annotated[dict[SectionId, Label], AfterValidator(frozen)]
    words: Words
    telegram: TelegramWords
    sharing: SharingWords


class Page(Part):
    """One headed part of a plain page."""

    title: Title
    says: Annotated[tuple[Line, ...], Field(min_length=1)]


class Shared(Part):
    """`_shared.yaml`: the questions every flow shares; their keys are capitals."""

    questions: Annotated[dict[Id, Question], AfterValidator(frozen)]


class Choose(Part):
    """`is` when the condition holds; without `when`, otherwise."""

    value: str = Field(alias="is")
    when: Condition | None = None


def _as_choices(value: object) -> object:
    return [{"is": value}] if isinstance(value, str | int) else value


Chosen = Annotated[tuple[Choose, ...], BeforeValidator(_as_choices), Field(min_length=1)]


class Duty(Part):
    """One thing that must, should or may be done."""

    group: Literal["rescue", "police", "notify", "support", "protect", "after"]
    order: Chosen
    urgency: Chosen
    strength: Chosen
    when: Condition
    title: Title
    title_variants: tuple[Variant, ...] = ()
    because: Body
    lines: tuple[Placed, ...] = ()
    sources: Annotated[tuple[SourceTag, ...], Field(min_length=1)]
    flow: FlowId | None = None
    card: Id | None = None
    documents: tuple[Id, ...] = ()


class Fact(Part):
    """A named truth about the answers: `yes` when the condition holds, otherwise `no`."""

    when: Condition
    says: str = ""


class Policy(Part):
    """`_duties.yaml`: facts, duties, and the lines that belong to several duties."""

    facts: Annotated[dict[Id, Fact], AfterValidator(frozen)]
    duties: Annotated[dict[Id, Duty], Field(min_length=1), AfterValidator(frozen)]
    outcome: tuple[Placed, ...] = ()


class Section(Part):
    """One section of a card, and the words people really use for it."""

    says: Annotated[tuple[Line, ...], Field(min_length=1)]
    asks: dict[str, tuple[str, ...]] = {}


class Card(Part):
    """An actor's or a topic's action card. A `plain` one is for children, and measured so."""

    card: Id
    title: Title
    label: Label
    about: Hint
    plain: bool = False
    sections: Annotated[dict[SectionId, Section], Field(min_length=1), AfterValidator(frozen)]
    related: tuple[Id, ...] = ()
    flows: tuple[FlowId, ...] = ()


Flow.model_rebuild()
Cover.model_rebuild()
