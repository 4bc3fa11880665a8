"""What a flow for learning has beside questions: pages to leaf through, and a quiz that says at once what is right."""

from __future__ import annotations

from bot.core.conditions import Value
from bot.core.model import Question, Step
from bot.core.reply import Block, Choice
from bot.core.scene import Scene
from bot.core.telling import answer_words, cite, fill, option_words, question_name, question_title
from bot.core.walk import Walk, asking_again, offered


def next_page(scene: Scene, walk: Walk, step: Step) -> list[Choice]:
    """At an end that is a page: the button to the next page, the next option of the question that led here."""
    if step.page_of is None:
        return []
    question = walk.path.questions[step.page_of]
    pages = offered(scene.book, question, walk.known)
    names = list(pages)
    after = names[names.index(str(walk.known.values[step.page_of])) + 1 :]
    if not after:
        return []
    page = option_words(scene.book, scene.tongue, pages[after[0]], walk.known)[0]
    label = fill(scene.tongue.button(scene.book.words.next_page), {"page": page})
    return [Choice("seuraava-sivu", label, walk.place.having(question.key or "", pages[after[0]].key))]


def shown_sources(scene: Scene, walk: Walk, step: Step) -> list[Block]:
    """The sources of the lines that are shown, at a step that cites them."""
    lines = [line for line in (*step.says, *step.then) if scene.book.test(line.when)(walk.known)]
    tags = [tag for line in lines for tag in line.sources] if step.cites else []
    title = scene.tongue.title(scene.book.words.sources_title)
    return [Block("sources", cite(scene.book, scene.tongue, tags), title)] if tags else []


def asked_in_quiz(walk: Walk) -> list[tuple[str, Question, Value]]:
    """The quiz questions that were answered: step, question, answer."""
    found = ((step, walk.path.questions[step], value) for step, value in walk.taken)
    return [(step, question, value) for step, question, value in found if question.right is not None]


def verdict(scene: Scene, walk: Walk) -> list[Block]:
    """Whether the last answer was right, and why, with the sources; nothing when it was no quiz question."""
    asked = asked_in_quiz(walk)
    if not asked or asked[-1][0] != walk.taken[-1][0]:
        return []
    _, question, value = asked[-1]
    words, tongue = scene.book.words, scene.tongue
    said = tongue.body(words.quiz_right if value == question.right else words.quiz_wrong)
    known = walk.known
    right = {"answer": answer_words(scene.book, tongue, question, question.right or "", known)}
    because = [line for line in question.because if scene.book.test(line.when)(known)]
    sources = cite(scene.book, tongue, [tag for line in because for tag in line.sources])
    parts = (fill(said, right), *(tongue.body(line.words) for line in because), sources)
    return [Block("notice", "\n\n".join(part for part in parts if part), question_name(tongue, question))]


def score(scene: Scene, walk: Walk) -> tuple[list[Block], list[Choice]]:
    """At the end of a quiz: how many were right, which were not, and the ways to answer them again."""
    asked = asked_in_quiz(walk)
    if not asked:
        return [], []
    book, tongue, words = scene.book, scene.tongue, scene.book.words
    missed = [(step, question) for step, question, value in asked if value != question.right]
    count = {"count": str(len(asked) - len(missed)), "of": str(len(asked))}
    lines = [
        f"- {question_title(book, tongue, question, walk.known)} – "
        f"**{answer_words(book, tongue, question, question.right or '', walk.known)}**"
        for _, question in missed
    ]
    text = fill(tongue.body(words.quiz_score), count)
    again = [
        Choice(
            f"uudelleen-{step}",
            fill(tongue.button(words.change_this), {"question": question_name(tongue, question)}),
            asking_again(walk, step),
            "change",
        )
        for step, question in missed
    ]
    afresh = walk.place.without(question.key or "" for _, question, _ in asked)
    return (
        [Block("answers", "\n\n".join(part for part in (text, "\n".join(lines)) if part))],
        [*again, Choice("visa-alusta", tongue.button(words.start_again), afresh, "change")],
    )
