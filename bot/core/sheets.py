"""What stands beside the flows: sources, counties, rules and practice cases, as frozen pydantic models.

Like `bot.core.model`, these say what an author may write and what a value means; scalars arrive as text.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.core.marks import Body, Condition, Day, Hint, Id, Label, OptionKey, Part, Title, frozen


class Act(Part):
    """A statute. `sections` lists what is cited, as the law writes it: `25.1 §`, `25 a §`."""

    title: Title
    address: Annotated[str, Field(pattern=r"^https://")]
    checked: Day
    review_by: Day
    note: str = ""
    sections: tuple[str, ...] = ()


class Guide(Part):
    """A guide, an authority's page or a model."""

    title: Title
    address: Annotated[str, Field(pattern=r"^https://")] | None = None
    checked: Day
    review_by: Day
    note: str = ""


class Sources(Part):
    """`_sources.yaml`: everything that is cited, once."""

    acts: Annotated[dict[str, Act], AfterValidator(frozen)]
    guides: Annotated[dict[str, Guide], AfterValidator(frozen)]


class Contact(Part):
    """One way to reach help; a number is shown only with its source and date."""

    kind: Literal["social-emergency", "office", "page", "police", "helpline"]
    title: Title | None = None
    number: Annotated[str, Field(pattern=r"^[0-9][0-9 ]{2,14}$")] | None = None
    address: Annotated[str, Field(pattern=r"^https://")] | None = None
    hours: Hint | None = None
    source: Annotated[str, Field(min_length=3)]
    dated: Annotated[str, Field(min_length=4)]


class Region(Part):
    """A wellbeing services county, Helsinki, Åland or "I don't know"."""

    key: OptionKey
    name: Title
    label: Label
    find: Hint | None = None
    contacts: tuple[Contact, ...] = ()


class Regions(Part):
    """`_regions.yaml`."""

    regions: Annotated[dict[Id, Region], Field(min_length=1), AfterValidator(frozen)]
    helplines: Annotated[dict[Id, Contact], AfterValidator(frozen)] = {}


class Rule(Part):
    """A sentence that must hold on every state. `check` names how it is proved."""

    says: str
    check: str
    when: Condition | None = None
    all_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    exactly_one_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


class CountsAs(Part):
    """On a ladder, one duty stands as another when the condition holds."""

    duty: str
    value: str = Field(alias="as")
    when: Condition


class Ladder(Part):
    """Rungs from low to high; an outcome stands on the highest rung it reaches.

    A rung is a list of duties, each alone (`poliisi`) or with its strength or urgency (`poliisi/l`,
    `konsultointi/today`).
    """

    rungs: Annotated[tuple[tuple[str, ...], ...], Field(min_length=1)]
    only_for: tuple[Id, ...] = ()
    counts_as: tuple[CountsAs, ...] = ()


class Implied(Part):
    """An answer that follows from others when its question is not asked."""

    question: Id
    value: Id = Field(alias="is")
    when: Condition


class Rules(Part):
    """`_rules.yaml`."""

    rules: Annotated[dict[Id, Rule], Field(min_length=1), AfterValidator(frozen)]
    ladders: Annotated[dict[Id, Ladder], AfterValidator(frozen)] = {}
    same_for: tuple[Id, ...] = ()
    implied: tuple[Implied, ...] = ()


class Case(Part):
    """An invented case: practice for new staff and a regression test at once.

    `answers` is its good walk, `because` says for a step why that answer is the good one, `why` the same of the whole.
    """

    key: Annotated[str, Field(pattern=r"^[0-9a-z]{2}$")]
    title: Title
    role: Id
    region: Id
    story: Body
    answers: Annotated[dict[Id, str], Field(min_length=1), AfterValidator(frozen)]
    duties: Annotated[tuple[str, ...], Field(min_length=1)]
    because: Annotated[dict[Id, Hint], AfterValidator(frozen)] = {}
    why: Body


class Cases(Part):
    """`_cases.yaml`."""

    cases: Annotated[dict[Id, Case], Field(min_length=1), AfterValidator(frozen)]


class Names(Part):
    """`_names.yaml`: names of people, and words that tell one, in texts of words parted by spaces.

    `ordinary` are forms that are everyday words too, `places` and `never` no names at all (`_` stands for the space of
    a phrase). After `before` (by language), and before `after` (in the genitive) and `called`, an unknown word with a
    capital is a name; a verb of `does` tells that an everyday word before it is a first name. `no_streets` are words
    that only end like a street.
    """

    given: str
    family: str
    ordinary: str = ""
    places: str = ""
    never: str = ""
    before: Annotated[dict[str, str], AfterValidator(frozen)] = {}
    after: str = ""
    called: str = ""
    does: str = ""
    no_streets: str = ""
