"""Draws a flow: Mermaid text of the ways that can be walked, and a picture of it.

The picture is made in a process of its own, `python -m bot.draw`, which reads Mermaid and writes SVG: drawing
takes some 160 MB and seconds, and the server keeps neither. One picture is drawn at a time.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from bot.core.book import Book
from bot.core.compile import Path as FlowPath
from bot.core.marks import Condition, Not, Values
from bot.core.model import Question, Step
from bot.core.telling import question_name
from bot.core.tongue import Tongue
from bot.roads import roads

LABEL_LENGTH = 60
SECONDS = 30
PICTURES = 8
ROOT = Path(__file__).resolve().parent.parent
KEPT_SETTINGS = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
"""What the drawing process sees of the environment: no token, no key."""
_drawing = asyncio.Lock()
_pictures: OrderedDict[str, bytes] = OrderedDict()
_escaped = {ord(letter): f"#{ord(letter)};" for letter in '#"<>&`%{}[]|\\'}
"""Letters that Mermaid could read as its own, as it wants them written."""


class NotDrawn(RuntimeError):
    """The picture could not be made."""


def mermaid(book: Book, flow: str, lang: str) -> str:
    """A flow as a Mermaid flowchart: a box for each step in the order of the file, an arrow for each way on.

    An arrow names the options that lead there, or what earlier answer decides; ends are rounded.
    Raises `KeyError` for a flow or a language that the book does not have.
    """
    return "\n".join(_Chart(book, book.paths[flow], book.tongues[lang]).lines()) + "\n"


class _Chart:
    """One flow in one language."""

    def __init__(self, book: Book, path: FlowPath, tongue: Tongue) -> None:
        self.book, self.path, self.tongue = book, path, tongue
        self.nodes = {step: f"s{number}" for number, step in enumerate(path.flow.steps)}
        own = {path.name(step): question for step, question in path.questions.items()}
        self.questions: Mapping[str, Question] = {**book.shared, **own}

    def lines(self) -> Iterator[str]:
        yield "flowchart TD"
        for step, node in self.nodes.items():
            title = _quoted(self.tongue.title(self.path.questions[step].title))
            ends = self.path.flow.steps[step].ask == "end"
            yield f"  {node}([{title}])" if ends else f"  {node}[{title}]"
        found = roads(self.book, self.path)
        for step, target in found:
            ways = {to: options for (start, to), options in found.items() if start == step}
            label = self._label(step, target, ways)
            arrow = f"-->|{_quoted(label)}|" if label else "-->"
            yield f"  {self.nodes[step]} {arrow} {self.nodes[target]}"

    def _label(self, step: str, target: str, ways: Mapping[str, frozenset[str]]) -> str:
        """What decides on this way, options or an earlier answer; nothing for the usual way, or when long."""
        if ways[target] != frozenset().union(*ways.values()):
            label = self._labels(self.path.questions[step], ways[target])
            return label if len(label) <= LABEL_LENGTH else ""
        if target == list(ways)[-1]:
            return ""
        this, other = self.path.flow.steps[step], self.path.flow.steps[target]
        text = " / ".join(self._said(condition) for condition in _deciding(this, other, target))
        return text if len(text) <= LABEL_LENGTH else text[: LABEL_LENGTH - 1].rstrip(" ,:·/≠(") + "…"

    def _labels(self, question: Question, names: Iterable[str]) -> str:
        """The labels of options in the order of the file."""
        wanted = frozenset(names)
        options = (question.options or {}).items()
        return " · ".join(self.tongue.button(option.label) for name, option in options if name in wanted)

    def _said(self, condition: Condition) -> str:
        """A condition in a few words: the short names of its questions and the labels of their answers."""
        return " / ".join(", ".join(self._parts(clause)) for clause in condition)

    def _parts(self, clause: Mapping[str, Values]) -> Iterator[str]:
        for name, values in clause.items():
            differs = isinstance(values, Not)
            wanted = values.values if isinstance(values, Not) else values
            fact = self.book.pages.policy.facts.get(name)
            if fact is not None:
                holds = ("yes" in wanted) != differs
                yield self._said(fact.when) if holds else f"≠ ({self._said(fact.when)})"
            elif name in self.questions:
                question = self.questions[name]
                answers = self._labels(question, wanted) or "–"
                yield f"{question_name(self.tongue, question)}{' ≠' if differs else ':'} {answers}"


def _deciding(step: Step, target: Step, name: str) -> Iterator[Condition]:
    """The conditions under which the way from a step to another is taken."""
    found = [route.when for route in step.to if route.to == name] if step.to else [target.asked_when]
    yield from (condition for condition in found if condition is not None)


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).translate(_escaped) + '"'


# -- the picture -----------------------------------------------------------------------------------


async def picture(text: str) -> bytes:
    """Mermaid text as SVG. The last pictures are kept. Raises `NotDrawn` when it fails or takes too long."""
    async with _drawing:
        if text not in _pictures:
            _pictures[text] = await _drawn(text)
        _pictures.move_to_end(text)
        while len(_pictures) > PICTURES:
            _pictures.popitem(last=False)
        return _pictures[text]


async def _drawn(text: str) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.draw", cwd=ROOT,
        env={name: os.environ[name] for name in KEPT_SETTINGS if name in os.environ},
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        svg, complaint = await asyncio.wait_for(process.communicate(text.encode()), SECONDS)
    except TimeoutError:
        raise NotDrawn(f"expected a picture within {SECONDS} s, got none. Is the machine very busy?") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not svg.startswith(b"<svg"):
        last = (complaint.decode(errors="replace").strip().splitlines() or ["nothing said"])[-1]
        raise NotDrawn(f"expected SVG, got exit code {process.returncode}: {last[:200]}")
    return svg


def main() -> None:
    """Read Mermaid, write SVG: what the drawing process does."""
    import mermaidx  # noqa: PLC0415 - only the drawing process loads it

    text = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(mermaidx.render(text).svg().encode())


if __name__ == "__main__":
    main()
