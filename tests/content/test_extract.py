"""Every text that people read reaches the translators, and nothing else does."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import sys
from collections import Counter, deque
from datetime import date
from pathlib import Path

import pytest

from bot.catalogues import entries, read_catalogue
from bot.core.book import Book
from bot.core.place import HELPED, MASK
from bot.core.problems import BrokenContent
from bot.core.turn import reply_at, turn
from bot.extract import all_texts, entries_of, extract, texts_in
from bot.load import load_pages
from tests.pseudo import PSEUDO, in_pseudo, outside, pseudo_tongue, same_in_every_language, texts_of

ROOT = Path(__file__).parents[2]
TOYS = ROOT / "tests" / "toys"
MONDAY = date(2026, 11, 23)
MOST_FORMS, MOST_WALKS = 3, 60
FLOW = """\
flow: retki
title: Retki
label: Retki
about: Lyhyt "polku".
steps:
  saa:
    key: s
    title: Sataako?
    options:
      sataa: {key: "1", label: "Kyllä"}
      poutaa: {key: "2", label: Ei, hint: Poutaa.}
  loppu: {ask: end, title: Kyllä}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(TOYS, tmp_path / "flows")
    return tmp_path


def ends_of(book: Book) -> list[str]:
    """Where hurried people end up who tap any option of every flow."""
    hurry = random.Random(1)
    ends = []
    for flow in list(book.paths) * MOST_WALKS:
        reply = turn(book, f"{flow}_{PSEUDO}", None, MONDAY)
        while options := [one for one in reply.choices if one.kind in ("option", "date") and not one.group]:
            reply = turn(book, str(hurry.choice(options).place), None, MONDAY)
        ends.append(str(reply.place))
    return ends


def unbracketed(book: Book) -> dict[str, list[str]]:
    """Place → words outside brackets, for every screen that taps lead to, each in a few of its forms."""
    book = in_pseudo(book)
    known = same_in_every_language(book)
    waiting = deque([f"alku_{PSEUDO}", *ends_of(book)])
    forms, found = Counter[object](), dict[str, list[str]]()
    while waiting:
        token = waiting.popleft()
        if token in found:
            continue
        reply = turn(book, token, None, MONDAY)
        duties = () if reply.place.base in HELPED else reply.duties  # thanks say the same at every end
        ticks = reply.place.base.startswith(MASK)  # sixteen boxes alone can be ticked in 65,536 ways
        screen = (reply.flow, reply.step, reply.place.over, MASK if ticks else reply.place.base, duties)
        forms[screen] += 1
        if forms[screen] > MOST_FORMS:
            continue
        found[token] = [word for text in texts_of(reply) for word in outside(text) if word not in known]
        places = (choice.place for choice in reply.choices)
        waiting.extend(str(place) for place in places if place.lang == PSEUDO)
    reply_at.cache_clear()
    return found


def test_a_text_comes_with_its_kind_its_length_and_its_address() -> None:
    file = io.BytesIO(FLOW.encode())
    file.name = "flows/retki.yaml"
    found = list(extract(file, {}, [], {}))
    assert found == [
        (2, "pgettext", ("title", "Retki"), ["max 160 characters", "title"]),
        (3, "pgettext", ("button", "Retki"), ["max 60 characters", "label"]),
        (4, "pgettext", ("body", 'Lyhyt "polku".'), ["max 240 characters", "about"]),
        (8, "pgettext", ("title", "Sataako?"), ["max 160 characters", "steps › saa › title"]),
        (10, "pgettext", ("button", "Kyllä"), ["max 60 characters", "steps › saa › options › sataa › label"]),
        (11, "pgettext", ("button", "Ei"), ["max 60 characters", "steps › saa › options › poutaa › label"]),
        (
            11,
            "pgettext",
            ("body", "Poutaa."),
            ["max 240 characters", "steps › saa › options › poutaa › hint"],
        ),
        (12, "pgettext", ("title", "Kyllä"), ["max 160 characters", "steps › loppu › title"]),
    ]


def test_the_line_of_a_text_is_the_line_where_it_stands(root: Path) -> None:
    found = all_texts(root)
    assert len(found) > 150
    for text in found:
        line = (root / text.file).read_text(encoding="utf-8").splitlines()[text.line - 1]
        first = text.text.split("\n", maxsplit=1)[0]
        assert first in line or line.rstrip().endswith(("|", "|-")), text


def test_the_names_of_card_sections_are_extracted(root: Path) -> None:
    buttons = {text.text for text in all_texts(root) if text.where.startswith("sections ›")}
    assert {"Mitä tämä on", "Miten toimit"} <= buttons


def test_a_text_of_two_places_is_one_entry_with_the_shorter_limit(root: Path) -> None:
    path = root / "flows" / "retki.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("Ota takki.", "Lyhyt leikkipolku."), encoding="utf-8")
    entry = entries_of(all_texts(root))["body", "Lyhyt leikkipolku."]
    assert (entry.limit, entry.files, entry.places) == (
        240,
        ("flows/retki.yaml",),
        ("about", "steps › loppu › says › text"),
    )
    shared = entries_of(all_texts(root))["button", "En tiedä"]
    assert len(shared.files) > 1


def test_the_same_words_on_a_button_and_in_a_title_are_two_entries() -> None:
    kinds = sorted(text.kind for text in texts_in(FLOW, "flows/retki.yaml") if text.text == "Kyllä")
    assert kinds == ["button", "title"]


def test_the_faults_of_all_files_are_told_at_once(root: Path) -> None:
    (root / "flows" / "retki.yaml").write_text("flow: retki\ntitel: x\n", encoding="utf-8")
    (root / "flows" / "cards" / "ohje.yaml").write_bytes("card: öhje".encode("latin-1"))
    with pytest.raises(BrokenContent) as broken:
        all_texts(root)
    assert {problem.file for problem in broken.value.problems} == {
        "flows/retki.yaml",
        "flows/cards/ohje.yaml",
    }


def test_babels_own_command_finds_the_same_texts(root: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", root)
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "pyproject.toml"]
    subprocess.run([*command, "-o", "made.pot", "."], cwd=root, env={"PYTHONPATH": str(ROOT)}, check=True)
    made = {key for key, _ in entries(read_catalogue(root / "made.pot"))}
    assert made == set(entries_of(all_texts(root)))


def test_no_screen_of_the_toy_book_says_a_word_that_was_not_extracted() -> None:
    found = unbracketed(Book(load_pages(TOYS)))
    assert len(found) > 100
    assert {place: words for place, words in found.items() if words} == {}


def test_no_screen_of_the_real_book_says_a_word_that_was_not_extracted() -> None:
    found = unbracketed(Book(load_pages()))
    assert len(found) > 300
    assert {place: words for place, words in found.items() if words} == {}


def test_a_text_that_was_not_extracted_is_seen_outside_the_brackets() -> None:
    book = Book(load_pages(TOYS))
    tongue = pseudo_tongue(book)
    assert outside(f"{tongue.title('Onko nälkä?')} {tongue.button('Kokki')}") == []
    assert outside(tongue.title("Ei missään") + " hups") == ["fi", "Ei", "missään", "hups"]
    assert tongue.body("Vastaa *rauhassa*. **Syö ensin**, jos huimaa.").endswith("ö⟧")
