"""Phrasings in plain files: where they may stand, and how an author is told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.problems import BrokenContent
from bot.load import load_pages
from tests.core.copies import Copy


def write(copy: Copy, name: str, text: str) -> None:
    """A file of phrasings in the copy."""
    file = copy.folder / "phrasings" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_a_phrasing_belongs_to_the_section_above_it(copy: Copy) -> None:
    write(copy, "fi/ohje.txt", "# mika\nmissä soppa kiehuu\n\n# miten\nmillä lämpö tulee\nkuka sytyttää\n")
    write(copy, "sv/ohje.txt", "# mika\nvar kokar soppan\n")
    phrasings = load_pages(copy.folder).phrasings
    assert phrasings.of("ohje", "miten", "fi") == ("millä lämpö tulee", "kuka sytyttää")
    assert phrasings.of("ohje", "mika", "sv") == ("var kokar soppan",)
    assert phrasings.of("ohje", "mika", "en") == ()
    assert phrasings.of_cards("sv") == ["var kokar soppan"]


def test_phrasings_of_no_card_stand_in_files_of_their_own(copy: Copy) -> None:
    write(copy, "fi/_elsewhere.txt", "mitä bussilippu maksaa\n")
    assert load_pages(copy.folder).phrasings.beside("_elsewhere", "fi") == ("mitä bussilippu maksaa",)


def test_the_edition_changes_with_the_phrasings(copy: Copy) -> None:
    before = load_pages(copy.folder).edition
    write(copy, "fi/ohje.txt", "# mika\nmissä soppa kiehuu\n")
    assert load_pages(copy.folder).edition != before


WRONG = {
    "a card that is none": ("fi/talonmies.txt", "# mika\nkuka\n", "flows/phrasings/fi/talonmies.txt:2:1", "talonmies"),
    "a section that is none": ("fi/ohje.txt", "# hissi\nkuka\n", "flows/phrasings/fi/ohje.txt:2:1", "`hissi`"),
    "no section": ("fi/ohje.txt", "kuka\n", "flows/phrasings/fi/ohje.txt:1:1", "no section ``"),
    "a heading without a card": (
        "fi/_danger.txt",
        "# mika\napua\n",
        "flows/phrasings/fi/_danger.txt:2:1",
        "no heading",
    ),
    "said twice": ("fi/ohje.txt", "# mika\nKuka tulee?\n# miten\nkuka tulee\n", ":4:1", "ohje.txt:2 too"),
    "a story": ("fi/ohje.txt", f"# mika\n{'pitkä ' * 30}\n", ":2:1", "at most 140 characters, got 179"),
}


@pytest.mark.parametrize(("name", "text", "where", "says"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_with_its_file_and_line(copy: Copy, name: str, text: str, where: str, says: str) -> None:
    write(copy, name, text)
    with pytest.raises(BrokenContent) as caught:
        load_pages(copy.folder)
    (problem,) = (str(one) for one in caught.value.problems)
    assert where in problem
    assert says in problem


def test_the_phrasings_of_an_edition_that_is_known_are_read_only_to_learn_from(copy: Copy) -> None:
    write(copy, "fi/ohje.txt", "# mika\nkuka tulee\nkuka tulee\n")
    pages = load_pages(copy.folder, known=lambda _: True)
    assert pages.phrasings.of("ohje", "mika", "fi") == ("kuka tulee", "kuka tulee")
    with pytest.raises(BrokenContent):
        load_pages(copy.folder, known=lambda edition: edition != pages.edition)


def test_an_edition_is_the_same_wherever_a_countys_folder_stands(copy: Copy, tmp_path: Path) -> None:
    def edition(place: str) -> str:
        file = tmp_path / place / "phrasings" / "fi" / "ohje.txt"
        file.parent.mkdir(parents=True)
        file.write_text("# mika\nmeidän köökki\n", encoding="utf-8")
        return load_pages(copy.folder, tmp_path / place).edition

    assert edition("here") == edition("there")


def test_a_county_adds_phrasings_of_its_own(copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> None:
    overlay = tmp_path_factory.mktemp("county")
    (overlay / "phrasings" / "fi").mkdir(parents=True)
    (overlay / "phrasings" / "fi" / "ohje.txt").write_text("# mika\nmeidän köökki\n", encoding="utf-8")
    assert "meidän köökki" in load_pages(copy.folder, overlay).phrasings.of("ohje", "mika", "fi")
