"""Whether every place fits its token: the longest place of every flow, card and view, measured."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.book import Book
from bot.core.checks.names import problem
from bot.core.model import Flow
from bot.core.place import CARD, HELPED, TOKEN_LIMIT, Place, Size
from bot.core.problems import Problem
from bot.core.walk import PRACTICE, shared_key

LONGEST_CODE = "c-12345678"
MONTH = "d-2611"
LONGEST_THANKS = max(HELPED, key=len)


def longest_place(book: Book, name: str) -> Place:
    """The longest place that a flow or card can have.

    Every key answered and the longest view open over help, or thanks at the end, where practice is not asked
    whether it helped; or every shared key and a campaign code, as in a link.
    """
    answers = tuple(
        (key, "0" * size.length) for key, size in book.sizes(name).items() if not _is_retired(book, name, key)
    )
    walked = Place(name, "fi", answers, "h", _longest_base(book, name))
    linked = walked.at(name, LONGEST_CODE)
    thanked = walked.without([shared_key(book, PRACTICE)]).showing("" if name.startswith(CARD) else LONGEST_THANKS)
    return max(walked, thanked, linked, key=lambda place: len(str(place)))


def _is_retired(book: Book, name: str, key: str) -> bool:
    flow = book.pages.flows.get(name)
    return bool(flow) and key in flow.retired if flow else False


def _longest_base(book: Book, name: str) -> str:
    if name.startswith(CARD):
        return max((section for section in book.pages.cards[name.removeprefix(CARD)].sections), key=len)
    flow = book.pages.flows[name]
    masks = ["m-" + "0" * size.length for size in _masks(book, flow)]
    months = [MONTH] if any(step.ask == "date" for step in flow.steps.values()) else []
    return max(("", *masks, *months), key=len)


def _masks(book: Book, flow: Flow) -> Iterator[Size]:
    own = {question.key for question in book.paths[flow.flow].questions.values()}
    return (size for key, size in book.sizes(flow.flow).items() if size.kind == "several" and key in own)


def budget(book: Book) -> Iterator[Problem]:
    """Every flow and card whose longest place does not fit 64 characters."""
    for name in (*book.pages.flows, *(CARD + card for card in book.pages.cards)):
        place = str(longest_place(book, name))
        if len(place) > TOKEN_LIMIT:
            file = f"cards/{name.removeprefix(CARD)}.yaml" if name.startswith(CARD) else f"{name}.yaml"
            yield problem(
                book.pages,
                file,
                (),
                f"expected places of at most {TOKEN_LIMIT} characters, the longest has {len(place)}: {place}",
                "Fewer or smaller questions, or a shorter id.",
            )
