"""Which actors answer the needs of a situation, and why: the end of a flow with `outcome: actors`.

Every reason belongs to one need and does not look at the others. So what is shown for several needs is what is shown
for each of them, put together; single needs, pairs and all of them prove the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.core.book import Book
from bot.core.conditions import Known
from bot.core.model import Actor, Step
from bot.core.reply import Block
from bot.core.telling import cite
from bot.core.tongue import Tongue


@dataclass(frozen=True, slots=True)
class Answering:
    """An actor that answers at least one ticked need. `needs` are those it answers, in the order they are asked."""

    actor: Actor
    needs: tuple[str, ...]


def actors_for(book: Book, step: Step, needs: tuple[str, ...], known: Known) -> list[Answering]:
    """The actors of an end that answer one of `needs`: those that answer most of them first, then in file order."""
    fitting = (actor for actor in step.actors if book.test(actor.when)(known))
    found = [Answering(actor, tuple(need for need in needs if need in actor.answers)) for actor in fitting]
    return sorted((one for one in found if one.needs), key=lambda one: -len(one.needs))


def ticked(book: Book, flow: str, step: Step, known: Known) -> tuple[str, ...]:
    """The needs that were ticked on the way to an end of actors, in the order of the question."""
    if step.needs is None:
        return ()
    question, chosen = book.paths[flow].questions[step.needs], known.value(step.needs)
    return tuple(name for name in question.options or {} if isinstance(chosen, frozenset) and name in chosen)


def actor_blocks(book: Book, tongue: Tongue, found: list[Answering]) -> Iterator[Block]:
    """A block for each actor: its card's name, then its reasons, those of practice marked as practice.

    The name is the short one, as on the button: the title of a card may speak to the actor itself.
    """
    for one in found:
        yield Block("text", _reasons(book, tongue, one), tongue.button(book.pages.cards[one.actor.card].label))


def _reasons(book: Book, tongue: Tongue, one: Answering) -> str:
    so, practice = (
        list(dict.fromkeys(f"- {tongue.body(said[need])}" for need in one.needs if need in said))
        for said in (one.actor.reasons, one.actor.practice)
    )
    mark = f"*{tongue.button(book.words.in_practice)}:*"
    parts = ["\n".join(so), *([mark, "\n".join(practice)] if practice else [])]
    return "\n\n".join(part for part in parts if part)


def sources_block(book: Book, tongue: Tongue, step: Step, found: list[Answering], known: Known) -> Block:
    """The sources of the actors and lines that are shown."""
    tags = [tag for one in found for tag in one.actor.sources]
    for line in (*step.says, *step.then):
        tags.extend(line.sources if book.test(line.when)(known) else ())
    return Block("sources", cite(book, tongue, tags), tongue.title(book.words.sources_title))
