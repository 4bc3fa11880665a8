"""An overlay: a folder that a county lays over the book, merged key by key, with ids of its own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from bot.core.book import Book
from bot.core.checks import check_pages
from bot.core.problems import BrokenContent, Problem
from bot.core.turn import turn
from bot.load import load_pages
from tests.conftest import TODAY, TOYS


class Overlay:
    """A folder to be laid over the toys."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.folder.mkdir()

    def add(self, name: str, text: str) -> None:
        """One file, its text moved to the left margin."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")

    def laid(self) -> Book:
        """The toys under this overlay."""
        return Book(load_pages(TOYS, self.folder))

    def refused(self) -> list[Problem]:
        """Why the toys under this overlay make no book."""
        with pytest.raises(BrokenContent) as broken:
            load_pages(TOYS, self.folder)
        return list(broken.value.problems)

    def spots(self) -> list[tuple[str, int, int]]:
        """Where those faults stand; each in a file of this folder."""
        folder = f"{self.folder.as_posix()}/"
        assert all(problem.file.startswith(folder) for problem in self.refused())
        return [(one.file.removeprefix(folder), one.line, one.column) for one in self.refused()]


@pytest.fixture
def overlay(tmp_path: Path) -> Overlay:
    """An empty overlay."""
    return Overlay(tmp_path / "overlay")


def test_an_empty_overlay_changes_nothing(overlay: Overlay, kitchen: Book) -> None:
    assert load_pages(TOYS, overlay.folder) == kitchen.pages


def test_mappings_are_merged_key_by_key_and_lists_are_replaced(overlay: Overlay, kitchen: Book) -> None:
    overlay.add(
        "_regions.yaml",
        """\
        regions:
          manner:
            label: Mantere
            contacts:
            - {kind: office, number: '0123', source: opas, dated: '2026'}
        """,
    )
    overlay.add("_book.yaml", "topics: [retki]\nwords: {back: Palaa}\n")
    found = overlay.laid()
    region, before = found.pages.regions.regions["manner"], kitchen.pages.regions.regions["manner"]
    assert (region.label, region.name, region.key) == ("Mantere", before.name, before.key)
    assert [contact.number for contact in region.contacts] == ["0123"]
    assert list(found.pages.regions.regions) == list(kitchen.pages.regions.regions)
    assert found.cover.topics == ("retki",)
    assert (found.words.back, found.words.settings) == ("Palaa", kitchen.words.settings)
    assert found.edition != kitchen.edition


def test_a_condition_is_replaced_whole_and_never_mixed(overlay: Overlay) -> None:
    overlay.add("keittio.yaml", "steps:\n  mauste:\n    asked_when: {nalka: [kova]}\n")
    condition = overlay.laid().pages.flows["keittio"].steps["mauste"].asked_when
    assert [dict(clause) for clause in condition or ()] == [{"nalka": ("kova",)}]


COUNTY = {
    "_regions.yaml": """\
        regions:
          x-kyla: {key: k, name: Kylä, label: Kylä}
        helplines:
          x-apu: {kind: helpline, number: '0123', source: opas, dated: '2026'}
        """,
    "_shared.yaml": """\
        questions:
          rooli:
            options:
              x-apulainen: {key: a, label: Apulainen}
          x-kieli: {key: X, title: Kieli?, options: {suomi: {key: '1', label: Suomi}}}
        """,
    "_duties.yaml": """\
        duties:
          x-laula:
            {group: support, order: '80', urgency: none, strength: v, when: {nalka: [ei]}, title: Laula,
             because: Ilo., sources: [x-opas]}
        """,
    "_sources.yaml": """\
        guides:
          x-opas: {title: Oma opas, checked: 2026-11-01, review_by: 2030-01-01}
        """,
    "x-leikki.yaml": """\
        flow: x-leikki
        title: Leikki
        label: Leikki
        about: Leikki.
        steps:
          loppu: {ask: end, title: Loppu}
        """,
    "cards/x-oma.yaml": """\
        card: x-oma
        title: Oma
        label: Oma
        about: Oma.
        sections:
          mika:
            says:
            - {text: Oma., sources: [x-opas]}
        """,
    "_book.yaml": """\
        topics: [keittio, x-leikki]
        card_groups:
        - {title: Kortit, cards: [ohje, opaskortti, x-oma]}
        """,
    "locales/languages.yaml": "not: content\n",
}


def test_what_an_overlay_adds_is_there_when_its_ids_are_its_own(overlay: Overlay) -> None:
    for name, text in COUNTY.items():
        overlay.add(name, text)
    found = overlay.laid()
    assert check_pages(found.pages, TODAY) == []
    assert "x-kyla" in (found.shared["alue"].options or {})
    assert turn(found, "keittio_fi_AkRan3", None, TODAY).duties == ("x-laula",)
    assert turn(found, "x-leikki", None, TODAY).title == "Loppu"
    assert turn(found, "kortti-x-oma", None, TODAY).title == "Oma"
    assert turn(found, "alku_fi_X1", None, TODAY).notices == ()


NOT_ITS_OWN = {
    "a region": ("_regions.yaml", "regions:\n  kyla: {key: k, name: Kylä, label: Kylä}\n"),
    "an option of a role": (
        "_shared.yaml",
        "questions: {rooli: {options:\n  {apu: {key: a, label: Apu}}}}\n",
    ),
    "a shared question": ("_shared.yaml", "questions:\n  kieli: {key: X, title: Kieli?}\n"),
    "an option of a step": ("retki.yaml", "steps: {saa: {options:\n  {lumi: {key: '3', label: Lunta}}}}\n"),
    "a step": ("retki.yaml", "steps:\n  uusi: {ask: end, title: Uusi}\n"),
    "a duty": ("_duties.yaml", "duties:\n  laula: {}\n"),
    "a fact": ("_duties.yaml", "facts:\n  iloinen: {when: {nalka: [ei]}}\n"),
    "a rule": ("_rules.yaml", "rules:\n  uusi: {says: x, check: duties}\n"),
    "a guide": (
        "_sources.yaml",
        "guides:\n  oma: {title: Oma, checked: 2026-11-01, review_by: 2030-01-01}\n",
    ),
    "a case": ("_cases.yaml", "cases:\n  ilta: {}\n"),
    "a helpline, where the book has none": ("_regions.yaml", "helplines:\n  apu: {kind: helpline}\n"),
}


@pytest.mark.parametrize(("name", "text"), NOT_ITS_OWN.values(), ids=NOT_ITS_OWN)
def test_an_added_id_that_does_not_begin_with_x_is_refused_where_it_stands(
    overlay: Overlay, name: str, text: str
) -> None:
    overlay.add(name, text)
    (found,) = [problem for problem in overlay.refused() if "begins with x-" in problem.says]
    key = text.splitlines()[1].strip(" {").partition(":")[0]
    column = text.splitlines()[1].index(key) + 1
    assert (found.file, found.line, found.column) == (f"{overlay.folder.as_posix()}/{name}", 2, column)
    assert f"`{key}`" in found.says
    assert found.hint


@pytest.mark.parametrize("name", ["leikki.yaml", "cards/oma.yaml"])
def test_an_added_file_whose_name_does_not_begin_with_x_is_refused(overlay: Overlay, name: str) -> None:
    overlay.add(name, "a: b\n")
    assert any(name in one.says and "begins with x-" in one.says for one in overlay.refused())


def test_a_fault_of_an_overlay_is_told_in_the_overlays_own_file(overlay: Overlay) -> None:
    overlay.add("retki.yaml", "# ours\nsteps:\n  saa:\n    options: {sataa: {\n      label: '',\n      hinta: ei}}\n")
    assert overlay.spots() == [("retki.yaml", 5, 14), ("retki.yaml", 6, 7)]


def test_the_positions_of_what_was_not_replaced_stay_in_the_book(overlay: Overlay) -> None:
    overlay.add("retki.yaml", "steps: {saa: {options: {sataa: {label: Sataa}}}}\n")
    positions = load_pages(TOYS, overlay.folder).positions["retki.yaml"]
    ours, theirs = (positions.of(("steps", "saa", "options", name, "label")) for name in ("sataa", "poutaa"))
    assert ours == (f"{overlay.folder.as_posix()}/retki.yaml", 1, 40)
    assert theirs[0] == "flows/retki.yaml"


def test_a_part_that_the_book_has_not_stands_in_the_overlay(overlay: Overlay) -> None:
    overlay.add("_regions.yaml", COUNTY["_regions.yaml"])
    positions = load_pages(TOYS, overlay.folder).positions["_regions.yaml"]
    assert positions.of(("helplines",)) == (f"{overlay.folder.as_posix()}/_regions.yaml", 4, 3)
    assert positions.of(("regions",))[0] == "flows/_regions.yaml"


def test_a_label_of_an_overlay_that_is_too_long_is_told_in_the_overlays_own_file(overlay: Overlay) -> None:
    overlay.add("retki.yaml", f"steps: {{saa: {{options: {{sataa: {{label: {'a' * 61}}}}}}}}}\n")
    (problem,) = check_pages(load_pages(TOYS, overlay.folder), TODAY)
    assert (problem.file, problem.line, problem.column) == (f"{overlay.folder.as_posix()}/retki.yaml", 1, 40)


def test_an_overlay_that_is_no_yaml_or_no_mapping_is_refused_in_its_own_name(overlay: Overlay) -> None:
    overlay.add("retki.yaml", "steps: [\n")
    overlay.add("keittio.yaml", "- a\n")
    assert [spot[:2] for spot in overlay.spots()] == [("keittio.yaml", 1), ("retki.yaml", 2)]
