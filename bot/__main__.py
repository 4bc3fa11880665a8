"""`python -m bot`: puts everything together. Serving is the default; the rest is for authors and translators."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from starlette.applications import Starlette

from bot import catalogues, checked, draw, ledger, schema, translations
from bot.core.book import Book
from bot.core.checks import check_book, check_pages, prove_all
from bot.core.checks.findings import Report
from bot.core.checks.readable import Reading, finnish_readings, unreadable
from bot.core.links import Links
from bot.core.problems import BrokenContent, ContentError, Problem
from bot.learned import learn
from bot.load import CONTENT, load_pages
from bot.settings import Settings, WrongSetting, read
from storage import Counts

ROOT = CONTENT.parent
HELSINKI = ZoneInfo("Europe/Helsinki")
CONTENT_FAULT, WRONG_USE = 1, 2


def today() -> date:
    """The date in Finland, wherever the server stands."""
    return datetime.now(HELSINKI).date()


def build(settings: Settings) -> Book:
    """Read, check and compile the book. Raises `BrokenContent` with every fault that keeps it from being used."""
    overlay = settings.content
    pages = load_pages(CONTENT, overlay, checked.is_checked)
    known = checked.is_checked(pages.edition)
    _must_be_whole([] if known else check_pages(pages, today()))
    tongues = catalogues.tongues(ROOT / "locales", overlay / "locales" if overlay else None)
    book = Book(pages, tongues, Links(web=settings.public_url))
    if not known:
        _must_be_whole(check_book(book))
        checked.remember(pages.edition)
    return book


def _must_be_whole(problems: Iterable[Problem]) -> None:
    faults = [problem for problem in problems if not problem.warning]
    if faults:
        raise BrokenContent(faults)


def serve(settings: Settings, _: argparse.Namespace) -> int:
    """Serve the web chat, and Telegram as well when there is a token."""
    from bot.channels.serving import nothing
    from bot.channels.serving import serve as serve_app
    from bot.channels.web import make_app
    from storage.writer import WrittenCounts

    book = build(settings)
    with closing(WrittenCounts(settings.database_url, today)) as counts:
        app = make_app(book, settings, today, counts)
        if settings.telegram_token:
            return _with_telegram(app, book, settings, counts)
        return serve_app(app, settings, partial(_warming, book, nothing))


def _with_telegram(app: Starlette, book: Book, settings: Settings, counts: Counts) -> int:
    from bot.channels.serving import serve as serve_app
    from bot.channels.telegram import Hook, NotABot, Telegram

    telegram = Telegram(book, settings, today, counts)
    hooked = Hook(app, telegram, settings.telegram_webhook_secret) if settings.telegram_webhook_url else app
    try:
        return serve_app(hooked, settings, partial(_warming, book, telegram.open))
    except NotABot as error:
        raise WrongSetting(str(error)) from None


@asynccontextmanager
async def _warming(book: Book, beside: Callable[[], AbstractAsyncContextManager[None]]) -> AsyncIterator[None]:
    """While the first person is answered, do what would slow the next ones, in a thread.

    Until the search has learned, typed questions get the topics; words of danger are heard all the same.
    """
    book.shelves = {}
    async with beside():
        warmed = asyncio.create_task(asyncio.to_thread(_warm, book))
        yield
        await warmed


def _warm(book: Book) -> None:
    book.warm(today())
    learn(book)
    gc.freeze()  # the book lives as long as the process; the collector need not look at it again


def talk(settings: Settings, asked: argparse.Namespace) -> int:
    """Chat in the terminal."""
    from bot.channels.console import chat

    book = build(settings)
    if asked.lang not in book.tongues:
        print(f"huolipolku: expected one of {', '.join(book.tongues)}, got {asked.lang!r}.", file=sys.stderr)
        return WRONG_USE
    learn(book, partial(print, file=sys.stderr))
    chat(book, asked.lang, today, lambda: input("> "), print, repro=asked.repro)
    return 0


def check(settings: Settings, asked: argparse.Namespace) -> int:
    """Check the content: names, texts, cases, catalogues, and every rule on every state."""
    if asked.same_meaning:
        _say(translations.same_meaning(ROOT))
        return 0
    if asked.claims:
        book = build(settings)
        _say(ledger.ledger(book, book.tongues[asked.lang]))
        return 0
    pages = load_pages(CONTENT, settings.content)
    problems = check_pages(pages, today(), release=asked.release)
    problems += translations.problems(ROOT, release=asked.release)
    if any(not problem.warning for problem in problems):
        return _report(problems)
    book = Book(pages, catalogues.tongues(ROOT / "locales"))
    problems += check_book(book)
    for finnish in finnish_readings(pages):
        translated = list(translations.readings(ROOT, finnish))
        problems += [problem for reading in translated for problem in unreadable(reading)]
        _say([_ease(finnish, *translated)])
    _say(ledger.conditions_of(book, today()))
    for report in prove_all(book):
        _say(_summary(report))
        problems += [
            Problem(
                f"flows/{report.flow}.yaml",
                0,
                0,
                f"rule {finding.rule} is broken {finding.count} times: {finding.broken[0]}",
                finding.says,
            )
            for finding in report.broken
        ]
        problems += [
            Problem(
                "flows/_rules.yaml", 0, 0, f"rule {finding.rule} met no state of {report.flow}, so it proves nothing."
            )
            for finding in report.findings.values()
            if not finding.met
        ]
    return _report(problems)


def _summary(report: Report) -> Iterable[str]:
    taps = sorted(report.taps)
    yield (
        f"{report.flow}: {report.states} states, {report.edges} edges, {report.outcomes} outcomes, "
        f"{report.duty_lists} duty lists; "
        f"taps to the end: shortest {taps[0]}, median {taps[len(taps) // 2]}, longest {taps[-1]}"
    )
    for finding in report.findings.values():
        yield f"  {'broken' if finding.count else 'holds'}  {finding.rule} ({finding.met} met its premise)"


def _ease(*readings: Reading) -> str:
    measured = ", ".join(f"{one.lang} {one.index} (at most {one.limit})" for one in readings)
    return f"{readings[0].file}: plain, LIX {measured}"


def _report(problems: Iterable[Problem]) -> int:
    problems = sorted(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    faults = [problem for problem in problems if not problem.warning]
    _say([f"check: {len(faults)} faults, {len(problems) - len(faults)} warnings"])
    return CONTENT_FAULT if faults else 0


def draw_flows(settings: Settings, asked: argparse.Namespace) -> int:
    """Print each flow as Mermaid text."""
    book = build(settings)
    for flow in asked.flows or book.paths:
        if flow not in book.paths:
            print(f"huolipolku: expected a flow, got {flow!r}. Flows: {', '.join(book.paths)}", file=sys.stderr)
            return WRONG_USE
        _say([draw.mermaid(book, flow, asked.lang)])
    return 0


def schema_file(_: Settings, asked: argparse.Namespace) -> int:
    """Write the JSON Schema of the content, or check that it is fresh."""
    if not asked.check:
        schema.write(ROOT)
        return 0
    if schema.is_fresh(ROOT):
        return 0
    print("flows/_schema.json is older than the models. Run: python -m bot schema", file=sys.stderr)
    return CONTENT_FAULT


def review_since(_: Settings, asked: argparse.Namespace) -> int:
    """Print what changed in the content since a revision."""
    from tempfile import TemporaryDirectory

    from bot import review

    with TemporaryDirectory() as folder:
        _say(review.review(review.book_at(ROOT, asked.since, Path(folder)), review.read_book(ROOT)))
    return 0


def translate(_: Settings, asked: argparse.Namespace) -> int:
    """Extract the texts and update the catalogues, or hand work to a translator and take it back."""
    if asked.todo:
        _say([json.dumps(translations.todo(ROOT, asked.todo), ensure_ascii=False, indent=1)])
    elif asked.fill:
        lang, file = asked.fill
        return _report(translations.fill(ROOT, lang, _read_json(Path(file))))
    else:
        _say(translations.update(ROOT))
    return 0


def show_counts(settings: Settings, asked: argparse.Namespace) -> int:
    """Print what was counted, as far as it may be shown."""
    from bot import counting
    from storage.shown import CannotRead, read

    first, last = _day(asked.first) or date.min, _day(asked.last) or today()
    try:
        counted = read(settings.database_url, first, last)
    except CannotRead as fault:
        print(f"huolipolku: cannot read the counts ({fault}). See HUOLIPOLKU_DATABASE_URL.", file=sys.stderr)
        return CONTENT_FAULT
    if asked.csv:
        print(counting.as_csv(counted), end="")
        return 0
    _say(list(counting.as_text(counted)) or ["Nothing to show: no count of these days has come to five."])
    return 0


def _day(text: str) -> date | None:
    """A day as it was given. Raises `WrongSetting` when it is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongSetting(f"expected a day such as 2026-11-21, got {text!r}.") from None


def _read_json(file: Path) -> Any:
    """A translator's file. Raises `ContentError` with where it cannot be read."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{file}: expected a JSON file in UTF-8 ({type(error).__name__}).") from None
    except json.JSONDecodeError as error:
        raise ContentError(f"{file}:{error.lineno}:{error.colno} this is not JSON: {error.msg}.") from None


def _say(lines: Iterable[object] | None) -> None:
    for line in lines or ():
        print(line, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="huolipolku", description="A guided assistant in child welfare.")
    commands = parser.add_subparsers(title="commands")
    parser.set_defaults(run=serve)
    commands.add_parser("serve", help="serve the chat (the default)").set_defaults(run=serve)
    talking = commands.add_parser("chat", help="chat in the terminal")
    talking.add_argument("--lang", default="fi")
    talking.add_argument("--repro", action="store_true", help="print the walk as a journey test at the end")
    talking.set_defaults(run=talk)
    checking = commands.add_parser("check", help="check the content")
    checking.add_argument(
        "--release", action="store_true", help="also fail on missing translations and overdue reviews"
    )
    checking.add_argument(
        "--same-meaning", action="store_true", help="carry translations over small corrections of the Finnish text"
    )
    checking.add_argument("--claims", action="store_true", help="print every sentence of law with its source")
    checking.add_argument("--lang", default="fi", help="the language of --claims")
    checking.set_defaults(run=check)
    drawing = commands.add_parser("draw", help="print flows as Mermaid text")
    drawing.add_argument("flows", nargs="*")
    drawing.add_argument("--lang", default="fi")
    drawing.set_defaults(run=draw_flows)
    describing = commands.add_parser("schema", help="write flows/_schema.json for editors")
    describing.add_argument("--check", action="store_true", help="only say whether it is fresh")
    describing.set_defaults(run=schema_file)
    reviewing = commands.add_parser("review", help="print what changed in the content since a git revision")
    reviewing.add_argument("--since", metavar="REVISION", required=True)
    reviewing.set_defaults(run=review_since)
    translating = commands.add_parser("translations", help="update the catalogues from the content")
    translating.add_argument("--todo", metavar="LANG", help="print what is not translated, as JSON")
    translating.add_argument("--fill", nargs=2, metavar=("LANG", "FILE"), help="take translations from a JSON file")
    translating.set_defaults(run=translate)
    counting = commands.add_parser("counts", help="print the anonymous counts, numbers of five and more")
    counting.add_argument("--from", dest="first", metavar="DAY", default="", help="first day, such as 2026-11-01")
    counting.add_argument("--to", dest="last", metavar="DAY", default="", help="last day")
    counting.add_argument("--csv", action="store_true", help="as CSV")
    counting.set_defaults(run=show_counts)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0 well, 1 a fault in the content, 2 a wrong setting or use."""
    asked = _parser().parse_args(arguments)
    run: Callable[[Settings, argparse.Namespace], int] = asked.run
    try:
        return run(read(), asked)
    except WrongSetting as error:
        print(f"huolipolku: {error}", file=sys.stderr)
        return WRONG_USE
    except ContentError as error:
        print(error, file=sys.stderr)
        return CONTENT_FAULT
    except BrokenPipeError:  # whoever reads, such as `head`, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


if __name__ == "__main__":
    sys.exit(main())
