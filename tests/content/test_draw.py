"""The picture of a flow shows every way that can be walked, and no other."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bot import draw
from bot.core.book import Book
from bot.core.checks.states import Edge, walk_states
from bot.draw import NotDrawn, mermaid, picture
from bot.load import load_pages
from bot.roads import roads
from tests.pseudo import PSEUDO, in_pseudo
from tests.waiting import PATIENCE

TOYS = Path(__file__).parents[1] / "toys"


@pytest.fixture(autouse=True)
def _no_pictures() -> None:
    draw._pictures.clear()


@pytest.fixture
def book() -> Book:
    return Book(load_pages(TOYS))


def toy_with(tmp_path: Path, old: str, new: str) -> Book:
    shutil.copytree(TOYS, tmp_path / "flows")
    path = tmp_path / "flows" / "retki.yaml"
    raw = path.read_text(encoding="utf-8")
    assert old in raw
    path.write_text(raw.replace(old, new), encoding="utf-8")
    return Book(load_pages(tmp_path / "flows"))


def test_a_flow_is_drawn_with_its_questions_its_ways_and_what_decides_on_them(book: Book) -> None:
    assert mermaid(book, "keittio", "fi").split("\n") == [
        "flowchart TD",
        '  s0["Onko nälkä?"]',
        '  s1["Kuka olet?"]',
        '  s2["Mitä mausteita on?"]',
        '  s3["Mitä on jo tehty?"]',
        '  s4["Milloin syödään?"]',
        '  s5["Mitä syödään?"]',
        '  s6["Missä keittiö on?"]',
        '  s7(["Näin syöt"])',
        '  s8(["Syö leipä"])',
        '  s0 -->|"Kyllä, kova · Pieni · En tiedä"| s1',
        '  s0 -->|"Ei lainkaan"| s7',
        '  s1 -->|"Kokki"| s2',
        '  s1 -->|"Vieras · En tiedä"| s5',
        "  s2 --> s3",
        '  s3 -->|"Rooli: Kokki, Mausteet: Suola · Pippuri · Kaneli · Chili…"| s4',
        "  s3 --> s5",
        "  s4 --> s5",
        '  s5 -->|"Keitto · Muu"| s6',
        '  s5 -->|"Leipä"| s8',
        '  s6 -->|"Manner · Saari"| s7',
        '  s6 -->|"En tiedä"| s8',
        "",
    ]


@pytest.mark.parametrize("folder", [TOYS, None])
def test_the_ways_drawn_are_those_that_a_walk_of_all_states_takes(folder: Path | None) -> None:
    book = Book(load_pages(folder) if folder else load_pages())
    assert book.paths
    for path in book.paths.values():
        walked = {(one.state.step, one.went_to) for one in walk_states(book, path) if isinstance(one, Edge)}
        assert set(roads(book, path)) == walked


def test_a_way_that_only_an_option_never_offered_would_take_is_not_drawn(tmp_path: Path) -> None:
    option = 'sataa: {key: "1", label: "Kyllä, sataa", to: muu}'
    muu = "  muu: {ask: end, title: Jää kotiin}\n"
    path = shutil.copytree(TOYS, tmp_path / "flows") / "retki.yaml"
    raw = path.read_text(encoding="utf-8").replace('sataa: {key: "1", label: "Kyllä, sataa"}', option)
    path.write_text(raw + muu, encoding="utf-8")
    book = Book(load_pages(path.parent))
    assert list(roads(book, book.paths["retki"])) == [("saa", "loppu"), ("saa", "muu")]
    never = option.replace("to: muu", "to: muu, offered_when: {rooli: [kokki]}")
    path.write_text(path.read_text(encoding="utf-8").replace(option, never), encoding="utf-8")
    book = Book(load_pages(path.parent))
    assert list(roads(book, book.paths["retki"])) == [("saa", "loppu")]


def test_a_picture_speaks_the_language_asked_for(book: Book) -> None:
    said = re.findall(r'"(.*)"', mermaid(in_pseudo(book), "retki", PSEUDO))
    assert said == ["⟦Sataako? ööö⟧", "⟦Lähde retkelle ööööö⟧"]


def test_letters_that_mermaid_reads_as_its_own_are_written_as_it_wants(tmp_path: Path) -> None:
    title = 'Sataako “nyt” "heti" #35; <b> & `x` %%{init}%% [a] |b| c\\d;'
    book = toy_with(tmp_path, "title: Sataako?", f"title: '{title}'")
    line = mermaid(book, "retki", "fi").split("\n")[1]
    said = line.removeprefix('  s0["').removesuffix('"]')
    assert not set(said) & set('"<>&`%{}[]|\\')
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), said) == title


async def test_a_picture_is_svg_with_the_words_of_the_flow_and_is_drawn_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = mermaid(toy_with(tmp_path, "title: Sataako?", "title: 'Yö & \"päivä\" #1; <ä>?'"), "retki", "fi")
    svg = await picture(text)
    words = " ".join("".join(ET.fromstring(svg).itertext()).split())  # noqa: S314 - our own picture
    assert 'Yö & "päivä" #1; <ä>?' in words
    assert "Lähde retkelle" in words
    assert b"<script" not in svg

    async def refuse(*command: object, **settings: object) -> None:
        raise AssertionError("drawn twice")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refuse)
    assert await picture(text) is svg


async def test_what_is_not_a_chart_is_an_error_and_not_a_picture() -> None:
    with pytest.raises(NotDrawn, match="expected SVG"):
        await picture("flowchart TD\n  s0[[[")
    assert not draw._pictures


async def test_a_drawing_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    begin = asyncio.create_subprocess_exec

    async def watched(*command: str, **settings: object) -> asyncio.subprocess.Process:
        process = await begin(*command, **settings)  # type: ignore[arg-type]
        started.append(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    monkeypatch.setattr(draw, "SECONDS", 0.05)
    start = time.monotonic()
    with pytest.raises(NotDrawn, match="within"):
        await picture("flowchart TD\n  a --> b")
    assert time.monotonic() - start < PATIENCE / 2
    assert [process.returncode for process in started] == [-9]


async def test_the_drawing_process_sees_no_secret_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:invented")
    seen: list[object] = []

    async def watched(*command: object, **settings: object) -> None:
        seen.append(settings["env"])
        raise NotDrawn("enough")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    with pytest.raises(NotDrawn, match="enough"):
        await picture("flowchart TD")
    assert seen == [{name: os.environ[name] for name in draw.KEPT_SETTINGS if name in os.environ}]
    assert "invented" not in str(seen)


async def test_only_the_last_eight_pictures_are_kept_and_they_are_drawn_one_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawing = most = 0

    async def pretend(text: str) -> bytes:
        nonlocal drawing, most
        drawing += 1
        most = max(most, drawing)
        await asyncio.sleep(0)
        drawing -= 1
        return text.encode()

    monkeypatch.setattr(draw, "_drawn", pretend)
    await asyncio.gather(*(picture(str(number)) for number in range(12)))
    await picture("4")
    await picture("12")
    assert list(draw._pictures) == ["6", "7", "8", "9", "10", "11", "4", "12"]
    assert most == 1
