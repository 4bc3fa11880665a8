"""What changed in the content since a revision, for sign-off.

Every text is shown before and after in each language, and every outcome whose duties changed.
A line that stands in thousands of replies is shown once, with where it stands; outcomes that change alike are shown
together, with how many they are and one walk that leads there. Both books are read by the present program.
"""

from __future__ import annotations

import subprocess
import tarfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path

import yaml

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.checks.names import parts
from bot.core.checks.states import State, walk_states
from bot.core.duties import duties_of
from bot.core.marks import translated_texts
from bot.core.problems import ContentError
from bot.load import load_pages

COVER = "_book.yaml"
Place = tuple[str, str]
"""A file, and where in it without numbers, so that an inserted line moves nothing."""
Said = Mapping[str, str]
"""A text in each language."""


@dataclass(frozen=True, slots=True)
class Change:
    """A text that changed; None where there was none, or is none any more."""

    place: Place
    before: Said | None
    after: Said | None


@dataclass(frozen=True, slots=True)
class Turned:
    """Outcomes whose duties changed alike: how many, and one walk that leads there."""

    flow: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    count: int
    walk: str


def book_at(root: Path, revision: str, folder: Path) -> Book:
    """The book as it was at a git revision, unpacked into `folder`. Raises `ContentError` in one clear line."""
    try:
        packed = subprocess.run(  # noqa: S603 - the revision is one word that git looks up
            ["git", "archive", "--end-of-options", revision, "flows", "locales"],  # noqa: S607 - the author's own git
            cwd=root, capture_output=True, check=True,
        ).stdout  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        raise ContentError(f"{revision!r}: expected a git revision that has flows/ and locales/.") from None
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")
    _fill_in(folder / "flows" / COVER, root / "flows" / COVER)
    return read_book(folder)


def _fill_in(old: Path, new: Path) -> None:
    """Give an older cover the words that the present program needs, so that it can be read at all."""
    was, now = (yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) for file in (old, new))  # noqa: S506 - text
    for name, value in now.items():
        if isinstance(value, dict) and isinstance(was.setdefault(name, value), dict):
            was[name] = {**value, **was[name]}
    old.write_text(yaml.safe_dump(was, allow_unicode=True, sort_keys=False), encoding="utf-8")


def read_book(root: Path) -> Book:
    """The book of a folder. Raises `ContentError` when the present program cannot read it."""
    return Book(load_pages(root / "flows", None), tongues(root / "locales", None))


def review(before: Book, after: Book) -> Iterator[str]:
    """Everything that changed, as Markdown."""
    changes = list(changed_texts(before, after))
    turned = [one for flow in after.paths if flow in before.paths for one in changed_outcomes(before, after, flow)]
    yield f"# {len(changes)} texts and {sum(one.count for one in turned)} outcomes changed"
    yield from _flows(before, after)
    for one in turned:
        yield from _outcome(one)
    file = ""
    for change in changes:
        if change.place[0] != file:
            file = change.place[0]
            yield from ("", f"## {file}")
        yield from _text(change)


def _flows(before: Book, after: Book) -> Iterator[str]:
    for name in sorted(before.paths.keys() ^ after.paths.keys()):
        yield f"- the flow {name} {'is new' if name in after.paths else 'is gone'}"


def changed_texts(before: Book, after: Book) -> Iterator[Change]:
    """Every text that came, went or changed, in any language, by file and place."""
    old, new = _texts(before), _texts(after)
    for place in dict.fromkeys((*new, *old)):
        was, now = old.get(place, []), new.get(place, [])
        if was != now:
            yield from _pairs(place, was, now)


def _pairs(place: Place, was: list[Said], now: list[Said]) -> Iterator[Change]:
    """What stands opposite what, where lists of texts differ: the same Finnish first, then in order."""
    match = SequenceMatcher(None, [text["fi"] for text in was], [text["fi"] for text in now], autojunk=False)
    for kind, a, b, c, d in match.get_opcodes():
        old, new = was[a:b], now[c:d]
        length = max(len(old), len(new))
        sides = zip(_filled(old, length), _filled(new, length), strict=True)
        yield from (Change(place, x, y) for x, y in sides if kind != "equal" or x != y)


def _filled(texts: list[Said], length: int) -> Iterable[Said | None]:
    return [*texts, *[None] * (length - len(texts))]


def _texts(book: Book) -> dict[Place, list[Said]]:
    """Every text of a book in each language, by place, in the order of the file."""
    found: dict[Place, list[Said]] = defaultdict(list)
    for file, part in parts(book.pages):
        for path, text, mark in translated_texts(part):
            where = " › ".join(str(step) for step in path if isinstance(step, str))
            found[f"flows/{file}", where].append(
                {lang: tongue.say(mark.kind, text) for lang, tongue in book.tongues.items()}
            )
    return found


def changed_outcomes(before: Book, after: Book, flow: str) -> Iterator[Turned]:
    """The outcomes of a flow that have other duties after the same answers, those that changed alike together."""
    was, now = _outcomes(before, flow), _outcomes(after, flow)
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
    for walk in dict.fromkeys((*was, *now)):
        pair = was.get(walk, ()), now.get(walk, ())
        if pair[0] != pair[1]:
            alike[pair].append(walk)
    for (old, new), walks in alike.items():
        yield Turned(flow, old, new, len(walks), walks[0])


def _outcomes(book: Book, flow: str) -> dict[str, tuple[str, ...]]:
    """The duties of every outcome with their strength and urgency, by the answers that lead there."""
    path = book.paths[flow]
    return {
        str(state): tuple(f"{one.id} ({one.strength}, {one.urgency})" for one in duties_of(book.duties, state.known))
        for state in walk_states(book, path, texts=False)
        if isinstance(state, State) and state.ends and path.flow.steps[state.step].outcome == "duties"
    }


def _outcome(one: Turned) -> Iterator[str]:
    yield from ("", f"## {one.flow}: {one.count} outcomes, for instance {one.walk}")
    for duty in dict.fromkeys((*one.before, *one.after)):
        sign = " " if duty in one.before and duty in one.after else "-" if duty in one.before else "+"
        yield f"    {sign} {duty}"
    if not one.before or not one.after:
        yield "    (these answers led to no such outcome " + ("before)" if not one.before else "any more)")


def _text(change: Change) -> Iterator[str]:
    yield from ("", f"### {change.place[1]}")
    for sign, said in (("-", change.before), ("+", change.after)):
        for lang, text in (said or {}).items():
            if change.before is None or change.after is None or change.before.get(lang) != change.after.get(lang):
                yield f"    {sign} {lang}: " + text.replace("\n", "\n          ")
