"""Reading the content: everything stays text, and every fault is told at once with its place and a hint."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.book import Book
from bot.core.problems import BrokenContent, Problem
from bot.core.turn import turn
from bot.load import MAX_BYTES, load_pages, read_text
from tests.conftest import TODAY, TOYS
from tests.core.copies import Copy


def test_every_scalar_stays_text() -> None:
    raw = "a: no\nb: 0800\nc: 12:30\nd: 2026-11-21\ne: ~\nf: 1e3\ng: 0x10\nh: yes\ni: 1_000\nj: =\nk: '5'\nl:\n"
    assert read_text(raw, "x").data == {
        **{"a": "no", "b": "0800", "c": "12:30", "d": "2026-11-21", "e": "~", "f": "1e3", "g": "0x10"},
        **{"h": "yes", "i": "1_000", "j": "=", "k": "5", "l": ""},
    }


def test_a_date_of_the_content_is_read_where_a_date_is_meant(kitchen: Book) -> None:
    assert kitchen.pages.sources.acts["KL"].checked == date(2026, 11, 1)


def test_a_file_of_a_windows_editor_is_read_too(copy: Copy) -> None:
    before = load_pages(copy.folder)
    text = (copy.folder / "retki.yaml").read_text(encoding="utf-8")
    copy.add("retki.yaml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert load_pages(copy.folder) == before


def test_the_edition_changes_with_the_content_only(copy: Copy, kitchen: Book) -> None:
    assert load_pages(copy.folder).edition == kitchen.edition
    assert len(kitchen.edition) == 12
    copy.change("retki.yaml", "Sataako?", "Sataako nyt?")
    assert load_pages(copy.folder).edition != kitchen.edition


FAULTS = {
    "a key twice": (
        ("retki.yaml", "label: Retki\n", "label: Retki\nlabel: Reissu\n"),
        ("label: Reissu", "the key `label` stands here twice."),
    ),
    "a tab": (
        ("retki.yaml", "    title: Sataako?", "\ttitle: Sataako?"),
        ("\ttitle", "this is not YAML: "),
    ),
    "a second colon": (
        ("retki.yaml", "title: Sataako?", "title: Sataa: vai ei"),
        (": vai ei", "this is not YAML: mapping values are not allowed"),
    ),
    "a part used twice": (
        ("retki.yaml", "    title: Sataako?", "    title: &a Sataako?\n    short: *a"),
        ("&a Sataako?", "this part is used twice (& and *)."),
    ),
    "a list as a key": (
        ("retki.yaml", "label: Retki\n", "label: Retki\n? [a, b]\n: c\n"),
        ("[a, b]", "expected a word as the key, got a list or a mapping."),
    ),
    "a control character": (
        ("retki.yaml", "title: Sataako?", "title: Sata\x07ko?"),
        ("\x07ko?", "expected letters, got a control character."),
    ),
    "an unknown key": (
        ("retki.yaml", "    title: Sataako?", "    titel: Sade\n    title: Sataako?"),
        ("titel", "expected no key `titel` here."),
    ),
    "a missing key": (
        ("retki.yaml", "label: Retki\n", ""),
        ("flow: retki", "expected `label` in the file, got nothing."),
    ),
    "a missing key further in": (
        ("retki.yaml", '{key: "1", label: "Kyllä, sataa"}', '{label: "Kyllä, sataa"}'),
        ('{label: "Kyllä, sataa"}', "expected `key` in steps.saa.options.sataa, got nothing."),
    ),
    "a wrong id": (
        ("retki.yaml", "      sataa: {", "      Sataa Kovaa: {"),
        ("Sataa Kovaa", "steps.saa.options.Sataa Kovaa: expected it to match pattern"),
    ),
    "a wrong word": (
        ("keittio.yaml", "ask: checklist", "ask: checkbox"),
        ("checkbox", "steps.tehty.ask: expected it to be 'one', 'several'"),
    ),
    "a wrong key": (
        ("retki.yaml", 'poutaa: {key: "2"', 'poutaa: {key: "22"'),
        ('"22"', "steps.saa.options.poutaa.key: expected it to match pattern"),
    ),
    "a text where a list is meant": (
        ("keittio.yaml", "flows: [retki]", "flows: retki"),
        ("retki\n    cards", "steps.leipaloppu.flows: expected it to be a valid tuple, got “retki”."),
    ),
    "a condition's value that is no list": (
        ("keittio.yaml", "asked_when: {has-spice: [\"yes\"]}", "asked_when: {has-spice: \"yes\"}"),
        ('"yes"}\n    earliest', "steps.paiva.asked_when.has-spice: expected it to be a valid tuple, got “yes”."),
    ),
    "an empty text": (
        ("retki.yaml", "title: Sataako?", 'title: ""'),
        ('""', "steps.saa.title: expected it to have at least 1 character, got “”."),
    ),
    "a day that is none": (
        ("_sources.yaml", "    address: https://example.org/keittiolaki\n    checked: 2026-11-01", "    address: https://example.org/keittiolaki\n    checked: 2026-13-01"),
        ("2026-13-01", "acts.KL.checked: month must be in 1..12, got “2026-13-01”."),
    ),
    "both text and practice": (
        ("retki.yaml", "    - text: Ota takki.", "    - text: Ota takki.\n      practice: Ja hattu."),
        ("text: Ota takki.", "steps.loppu.says.0: expected either `text` or `practice`, got both or neither"),
    ),
    "another id than the file's name": (
        ("retki.yaml", "flow: retki\n", "flow: reissu\n"),
        ("reissu", "expected `flow: retki` as the file is named, got `reissu`."),
    ),
    "a card with another id": (
        ("cards/ohje.yaml", "card: ohje\n", "card: neuvo\n"),
        ("neuvo", "expected `card: ohje` as the file is named, got `neuvo`."),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_file_line_and_column_and_a_hint(
    copy: Copy, change: tuple[str, str, str], expected: tuple[str, str]
) -> None:
    """`expected` is the text that stands where the fault is, and how the problem begins."""
    copy.change(*change)
    (problem,) = copy.unreadable()
    assert problem.file == f"flows/{change[0]}"
    assert (problem.line, problem.column) == copy.spot(change[0], expected[0]), problem
    assert problem.says.startswith(expected[1]), problem
    assert problem.hint
    assert not problem.warning


def test_a_file_that_is_not_utf_8_is_told_with_the_place_of_the_byte(copy: Copy) -> None:
    copy.add("retki.yaml", "flow: retki\ntitle: Äiti".encode("latin-1"))
    (problem,) = copy.unreadable()
    assert str(problem).startswith("flows/retki.yaml:2:8 expected UTF-8 text, got the byte 0xc4.")
    assert problem.hint


def test_a_file_that_is_too_big_is_not_read(copy: Copy) -> None:
    copy.add("retki.yaml", b"# " + b"x" * MAX_BYTES)
    (problem,) = copy.unreadable()
    assert (problem.file, problem.line) == ("flows/retki.yaml", 0)
    assert problem.says == f"expected at most {MAX_BYTES} bytes, got {MAX_BYTES + 2}."
    assert problem.hint


def test_an_empty_file_lacks_its_keys(copy: Copy) -> None:
    copy.add("retki.yaml", "# nothing yet\n")
    assert [problem.says.split("`")[1] for problem in copy.unreadable()] == ["about", "flow", "label", "steps", "title"]


def test_a_list_where_a_mapping_is_meant_is_one_fault(copy: Copy) -> None:
    copy.add("retki.yaml", "- flow\n- title\n")
    (problem,) = copy.unreadable()
    assert problem.says == "the file: expected it to be a valid dictionary or instance of Flow, got list."


def test_every_file_that_a_book_has_must_be_there(copy: Copy) -> None:
    for name in ("_book.yaml", "_rules.yaml"):
        (copy.folder / name).unlink()
    assert [problem.says for problem in copy.unreadable()] == [
        "expected the file _book.yaml, found none.",
        "expected the file _rules.yaml, found none.",
    ]


@pytest.mark.parametrize("name", ["_ruels.yaml", "retki.yml", "card/ohje.yaml", "cards/old/ohje.yaml"])
def test_a_file_that_no_book_has_is_a_fault_not_a_silence(copy: Copy, name: str) -> None:
    copy.add(name, "a: b\n")
    (problem,) = copy.unreadable()
    assert (problem.file, problem.says) == (
        f"flows/{name}",
        "expected <flow>.yaml, cards/<card>.yaml or a file that every book has.",
    )


def test_all_faults_of_all_files_are_told_at_once_in_the_order_of_the_files(copy: Copy) -> None:
    copy.change("retki.yaml", "label: Retki\n", "label: Retki\nlabel: Reissu\nlable: Retki\n")
    copy.change("retki.yaml", "title: Sataako?", 'title: ""')
    copy.change("keittio.yaml", "flow: keittio\n", "flow: keitto\n")
    copy.change("cards/ohje.yaml", "about: Kertoo, miten keittiössä toimitaan.\n", "")
    copy.add("cards/opaskortti.yaml", b"\xff")
    copy.add("_rules.yaml", "rules: [\n")
    problems = copy.unreadable()
    assert [(problem.file.removeprefix("flows/"), problem.line) for problem in problems] == [
        *(("_rules.yaml", 2), ("cards/ohje.yaml", 1), ("cards/opaskortti.yaml", 1), ("keittio.yaml", 1)),
        *(("retki.yaml", 4), ("retki.yaml", 5), ("retki.yaml", 10)),
    ]
    with pytest.raises(BrokenContent) as broken:
        load_pages(copy.folder)
    assert str(broken.value).splitlines() == [str(problem) for problem in problems]


def test_a_problem_reads_as_file_line_column_what_and_hint() -> None:
    assert str(Problem("a.yaml", 1, 2, "expected x.", "Do y.")) == "a.yaml:1:2 expected x. Hint: Do y."
    assert str(Problem("a.yaml", 0, 0, "expected x.", warning=True)) == "a.yaml warning: expected x."


@given(st.one_of(st.text(max_size=60), st.text("ab:-[]{}&*!|>'\"#? \n\t,%@`", max_size=40)))
@settings(max_examples=250)
def test_any_text_is_read_or_refused_with_a_problem(raw: str) -> None:
    text = read_text(raw, "any.yaml")
    assert text.data is not None or text.problems
    for problem in text.problems:
        assert problem.line >= 1
        assert problem.column >= 1


def test_a_text_nested_without_end_is_refused() -> None:
    assert read_text("[" * 5000 + "]" * 5000, "deep.yaml").problems


# -- an overlay -------------------------------------------------------------------------------------------------------


@pytest.fixture
def overlay(tmp_path: Path) -> Copy:
    """An empty overlay folder, filled by the test."""
    folder = Copy(tmp_path / "overlay")
    for path in sorted(folder.folder.rglob("*.yaml")):
        path.unlink()
    return folder


def laid(overlay: Copy) -> Book:
    return Book(load_pages(TOYS, overlay.folder))


def refused(overlay: Copy) -> list[Problem]:
    with pytest.raises(BrokenContent) as broken:
        load_pages(TOYS, overlay.folder)
    return list(broken.value.problems)


def test_an_empty_overlay_changes_nothing(overlay: Copy, kitchen: Book) -> None:
    assert load_pages(TOYS, overlay.folder) == kitchen.pages


def test_mappings_are_merged_key_by_key_and_lists_are_replaced(overlay: Copy, kitchen: Book) -> None:
    overlay.add("_regions.yaml", "regions:\n  manner:\n    label: Mantere\n    contacts:\n    - {kind: office, number: '0123', source: opas, dated: '2026'}\n")
    overlay.add("_book.yaml", "topics: [retki]\nwords: {back: Palaa}\n")
    found = laid(overlay)
    region, before = found.pages.regions.regions["manner"], kitchen.pages.regions.regions["manner"]
    assert (region.label, region.name, region.key) == ("Mantere", before.name, before.key)
    assert [contact.number for contact in region.contacts] == ["0123"]
    assert list(found.pages.regions.regions) == list(kitchen.pages.regions.regions)
    assert found.cover.topics == ("retki",)
    assert (found.words.back, found.words.settings) == ("Palaa", kitchen.words.settings)
    assert found.edition != kitchen.edition


def test_a_condition_is_replaced_whole_and_never_mixed(overlay: Copy) -> None:
    overlay.add("keittio.yaml", "steps:\n  mauste:\n    asked_when: {nalka: [kova]}\n")
    assert [dict(clause) for clause in laid(overlay).pages.flows["keittio"].steps["mauste"].asked_when or ()] == [{"nalka": ("kova",)}]


def test_what_an_overlay_adds_is_there_when_its_id_is_its_own(overlay: Copy) -> None:
    overlay.add("_regions.yaml", "regions:\n  x-kyla: {key: k, name: Kylä, label: Kylä}\nhelplines:\n  x-apu: {kind: helpline, number: '0123', source: opas, dated: '2026'}\n")
    overlay.add("_shared.yaml", "questions:\n  rooli:\n    options:\n      x-apulainen: {key: a, label: Apulainen}\n  x-kieli: {key: X, title: Kieli?, options: {suomi: {key: '1', label: Suomi}}}\n")
    overlay.add("_duties.yaml", "duties:\n  x-laula: {group: support, order: '80', urgency: none, strength: v, when: {nalka: [ei]}, title: Laula, because: Ilo., sources: [x-opas]}\n")
    overlay.add("_sources.yaml", "guides:\n  x-opas: {title: Oma opas, checked: 2026-11-01, review_by: 2030-01-01}\n")
    overlay.add("x-leikki.yaml", "flow: x-leikki\ntitle: Leikki\nlabel: Leikki\nabout: Leikki.\nsteps:\n  loppu: {ask: end, title: Loppu}\n")
    overlay.add("cards/x-oma.yaml", "card: x-oma\ntitle: Oma\nlabel: Oma\nabout: Oma.\nsections:\n  mika:\n    says:\n    - {text: Oma., sources: [x-opas]}\n")
    overlay.add("_book.yaml", "topics: [keittio, x-leikki]\ncard_groups:\n- {title: Kortit, cards: [ohje, opaskortti, x-oma]}\n")
    overlay.add("locales/languages.yaml", "not: content\n")
    found = laid(overlay)
    assert overlay.faults(overlay=None) == [] if (overlay.folder / "_cases.yaml").exists() else True
    assert "x-kyla" in (found.shared["alue"].options or {})
    assert turn(found, "keittio_fi_AkRan3", None, TODAY).duties == ("x-laula",)
    assert turn(found, "x-leikki", None, TODAY).title == "Loppu"
    assert turn(found, "kortti-x-oma", None, TODAY).title == "Oma"
    assert turn(found, "alku_fi_X1", None, TODAY).notices == ()


NOT_ITS_OWN = {
    "a region": ("_regions.yaml", "regions:\n  kyla: {key: k, name: Kylä, label: Kylä}\n", (2, 3), "kyla"),
    "an option of a role": ("_shared.yaml", "questions:\n  rooli:\n    options:\n      apu: {key: a, label: Apu}\n", (4, 7), "apu"),
    "a shared question": ("_shared.yaml", "questions:\n  kieli: {key: X, title: Kieli?}\n", (2, 3), "kieli"),
    "an option of a step": ("retki.yaml", "steps:\n  saa:\n    options:\n      lumi: {key: '3', label: Lunta}\n", (4, 7), "lumi"),
    "a step": ("retki.yaml", "steps:\n  uusi: {ask: end, title: Uusi}\n", (2, 3), "uusi"),
    "a duty": ("_duties.yaml", "duties:\n  laula: {}\n", (2, 3), "laula"),
    "a fact": ("_duties.yaml", "facts:\n  iloinen: {when: {nalka: [ei]}}\n", (2, 3), "iloinen"),
    "a rule": ("_rules.yaml", "rules:\n  uusi: {says: x, check: duties}\n", (2, 3), "uusi"),
    "a guide": ("_sources.yaml", "guides:\n  oma: {title: Oma, checked: 2026-11-01, review_by: 2030-01-01}\n", (2, 3), "oma"),
    "a case": ("_cases.yaml", "cases:\n  ilta: {}\n", (2, 3), "ilta"),
    "a helpline, where the book has none": (
        "_regions.yaml",
        "helplines:\n  apu: {kind: helpline, source: opas, dated: '2026'}\n",
        (2, 3),
        "apu",
    ),
}


@pytest.mark.parametrize(("name", "text", "place", "key"), NOT_ITS_OWN.values(), ids=NOT_ITS_OWN)
def test_an_added_id_that_does_not_begin_with_x_is_refused_where_it_stands(
    overlay: Copy, name: str, text: str, place: tuple[int, int], key: str
) -> None:
    overlay.add(name, text)
    found = [problem for problem in refused(overlay) if "begins with x-" in problem.says]
    assert [(one.file, one.line, one.column) for one in found] == [(f"{overlay.folder.as_posix()}/{name}", *place)]
    assert f"`{key}`" in found[0].says
    assert found[0].hint


@pytest.mark.parametrize("name", ["leikki.yaml", "cards/oma.yaml"])
def test_an_added_file_whose_name_does_not_begin_with_x_is_refused(overlay: Copy, name: str) -> None:
    overlay.add(name, "a: b\n")
    assert any(name in problem.says and "begins with x-" in problem.says for problem in refused(overlay))


def test_a_fault_of_an_overlay_is_told_in_the_overlays_file_and_others_in_the_books(overlay: Copy) -> None:
    overlay.add("retki.yaml", "# ours\nsteps:\n  saa:\n    options:\n      sataa:\n        label: ''\n        hinta: ei\n")
    assert [(problem.file, problem.line, problem.column) for problem in refused(overlay)] == [
        (f"{overlay.folder.as_posix()}/retki.yaml", 6, 16),
        (f"{overlay.folder.as_posix()}/retki.yaml", 7, 9),
    ]
    overlay.add("retki.yaml", "# ours\nsteps:\n  saa:\n    options:\n      sataa:\n        label: Sataa\n")
    positions = load_pages(TOYS, overlay.folder).positions["retki.yaml"]
    assert positions.of(("steps", "saa", "options", "sataa", "label"))[0].startswith(overlay.folder.as_posix())
    assert positions.of(("steps", "saa", "options", "poutaa", "label"))[0] == "flows/retki.yaml"


def test_an_overlay_that_is_no_yaml_or_no_mapping_is_refused_in_its_own_name(overlay: Copy) -> None:
    overlay.add("retki.yaml", "steps: [\n")
    overlay.add("keittio.yaml", "- a\n")
    assert [(problem.file.rpartition("/")[2], problem.line) for problem in refused(overlay)] == [
        ("keittio.yaml", 1),
        ("retki.yaml", 2),
    ]
    assert all(problem.file.startswith(overlay.folder.as_posix()) for problem in refused(overlay))
