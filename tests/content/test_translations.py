"""The catalogues follow the content, and nothing wrong in a translation gets past `check --release`."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.alike import weight
from bot.catalogues import LOCALES, catalogue_path, tongues
from bot.core.problems import ContentError, Problem
from bot.translations import fill, problems, same_meaning, todo, update
from bot.wording import wording_faults

ROOT = Path(__file__).parents[2]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The toy book with catalogues made for it, nothing translated."""
    shutil.copytree(ROOT / "tests" / "toys", tmp_path / "flows")
    (tmp_path / "locales").mkdir()
    shutil.copy(LOCALES / "languages.yaml", tmp_path / "locales")
    update(tmp_path)
    return tmp_path


@pytest.fixture
def translated(root: Path) -> Path:
    """The toy book, translated into every language by repeating the Finnish."""
    for lang in ("sv", "en"):
        assert fill(root, lang, [{**one, "string": one["id"]} for one in todo(root, lang)]) == []
    return root


def edit(path: Path, old: str, new: str) -> None:
    raw = path.read_text(encoding="utf-8")
    assert old in raw
    path.write_text(raw.replace(old, new), encoding="utf-8")


def swedish(root: Path) -> Path:
    return catalogue_path(root / "locales", "sv")


def release(root: Path) -> list[Problem]:
    return [problem for problem in problems(root, release=True) if not problem.warning]


def test_a_finished_catalogue_has_no_problems(translated: Path) -> None:
    assert list(problems(translated, release=True)) == []


def test_updating_twice_changes_no_byte_and_writes_neither_dates_nor_line_numbers(translated: Path) -> None:
    files = [translated / "locales" / "messages.pot", swedish(translated)]
    before = [path.read_bytes() for path in files]
    update(translated)
    assert [path.read_bytes() for path in files] == before
    assert not re.search(rb"^#: .*:\d|Date|POT-", b"".join(before), re.MULTILINE)
    assert b"#: flows/keittio.yaml\n" in before[0]


def test_the_template_is_in_the_order_of_files_and_of_lines(root: Path) -> None:
    raw = (root / "locales" / "messages.pot").read_text(encoding="utf-8")
    texts = [
        'msgid "Leikkikirja"',
        'msgid "Keittiön ohjekortti"',
        'msgid "Onko nälkä?"',
        'msgid "Retki metsään"',
    ]
    assert [raw.index(text) for text in texts] == sorted(raw.index(text) for text in texts)


def test_content_that_changed_makes_a_release_fail_until_the_catalogues_are_updated(translated: Path) -> None:
    edit(translated / "flows" / "retki.yaml", "Ota takki.", "Ota sateenvarjo mukaan.")
    found = list(problems(translated, release=True))
    assert [problem.file.rpartition("/")[2] for problem in found] == [
        "messages.pot",
        "messages.po",
        "messages.po",
    ]
    assert all("1 texts are new, 1 gone" in problem.says for problem in found)
    assert all(problem.warning for problem in problems(translated, release=False))
    assert any("dropped with its translation: “Ota takki.”" in line for line in update(translated))
    (missing,) = [problem for problem in release(translated) if "sv/" in problem.file]
    assert "“Ota sateenvarjo mukaan.” is not translated" in missing.says
    assert swedish(translated).read_text(encoding="utf-8").split("\n")[missing.line - 1].startswith("msgid")


def test_what_is_not_translated_is_one_warning_while_the_work_goes_on(root: Path) -> None:
    found = list(problems(root, release=False))
    assert len(found) == 2
    assert all(problem.warning and "not translated yet" in problem.says for problem in found)
    assert len(release(root)) > 300


def test_a_fuzzy_entry_fails_a_release_and_stays_fuzzy_when_updated(translated: Path) -> None:
    edit(
        swedish(translated),
        'msgctxt "body"\nmsgid "Ota takki."',
        '#, fuzzy\nmsgctxt "body"\nmsgid "Ota takki."',
    )
    update(translated)
    assert ["fuzzy" in problem.says for problem in release(translated)] == [True]
    assert ("body", "Ota takki.") not in tongues(translated / "locales")["sv"].catalogue


def test_a_translators_note_survives_an_update(translated: Path) -> None:
    edit(
        swedish(translated),
        'msgctxt "body"\nmsgid "Ota takki."',
        '# Kolla!\nmsgctxt "body"\nmsgid "Ota takki."',
    )
    update(translated)
    assert "# Kolla!\n" in swedish(translated).read_text(encoding="utf-8")


def test_one_broken_catalogue_does_not_hide_the_faults_of_another(root: Path) -> None:
    swedish(root).write_text("hello\n", encoding="utf-8")
    assert {problem.file for problem in release(root)} == {
        "locales/sv/LC_MESSAGES/messages.po",
        "locales/en/LC_MESSAGES/messages.po",
    }


@pytest.mark.parametrize(
    ("lang", "kind", "source", "text", "told"),
    [
        ("sv", "body", "Viimeistään {day}.", "Senast {dag}.", ["lost {day}", "invented {dag}"]),
        ("sv", "body", "Soita.", "Ring <b>nu</b>.", ["HTML"]),
        ("sv", "body", "Soita.", "Ring&nbsp;nu.", ["HTML"]),
        ("en", "body", "Soita.", "Call. ", ["spaces at the end"]),
        ("en", "title", "Soita.", "\nCall.", ["spaces at the start"]),
        ("en", "button", "Soita.", "Call " * 12 + "now.", ["at most 60"]),
        ("en", "body", "Soita.", "# Call", ["markup"]),
        ("en", "body", "Soita.", "[Call](https://example.org)", ["markup"]),
        ("en", "body", "**Soita** nyt.", "**Call now.", ["a * that marks nothing"]),
        ("en", "body", "- a\n- b", "- a", ["expected 2 bullets"]),
        ("en", "body", "Sano “hei”.", 'Say "hi".', ["curved quotes"]),
        ("sv", "body", "Soita.", "Ring socialnämnden.", ["Sweden’s law"]),
        ("sv", "body", "Soita.", "Se SoL 14 kap.", ["Sweden’s law"]),
        ("sv", "body", "Soita.", "Socialtjänsten svarar.", ["Sweden’s law"]),
        ("sv", "body", "Soita.", "Kommunernas socialtjänst och socialtjänsten.", ["Sweden’s law"]),
    ],
)
def test_a_fault_in_a_translation_is_told(lang: str, kind: str, source: str, text: str, told: list[str]) -> None:
    found = [fault.says for fault in wording_faults(lang, kind, source, text, 60)]
    assert len(found) == len(told)
    assert all(part in says for part, says in zip(told, found, strict=True))


@pytest.mark.parametrize(
    ("lang", "source", "text"),
    [
        ("sv", "KST", "Kommunernas socialtjänst (KST)"),
        ("sv", "Aurinko", "Sol i sinnet, socialtjänster för barnfamiljer"),
        ("en", "Socialtjänst", "The Swedish word socialtjänst"),
        ("sv", "Yli 3 {x} < 5", "Över 3 {x} < 5"),
        ("en", "1. kerta", "1. time"),
        ("en", "- **a**\n- *b*", "- **c**\n- *d*"),
        ("sv", "Soita.", ""),
    ],
)
def test_a_good_translation_has_no_faults(lang: str, source: str, text: str) -> None:
    assert list(wording_faults(lang, "body", source, text, 900)) == []


def test_a_corrected_comma_keeps_its_translation_when_a_person_says_it_means_the_same(
    translated: Path,
) -> None:
    fill(translated, "sv", [{"context": "body", "id": "Lyhyt leikkipolku.", "string": "En kort lek."}])
    edit(translated / "flows" / "retki.yaml", "Lyhyt leikkipolku.", "Lyhyt, leikkipolku.")
    said = same_meaning(translated)
    assert "sv: carried over: “Lyhyt leikkipolku.” → “Lyhyt, leikkipolku.”" in said
    assert tongues(translated / "locales")["sv"].body("Lyhyt, leikkipolku.") == "En kort lek."
    assert release(translated) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Usein siellä on lämmin.", "Usein siellä ei ole lämmin."),
        ("Kertoo, miten keittiössä toimitaan.", "Kertoo, miten keittiössä saa toimia."),
        ("Leikkikirja kokeita varten.", "Leikkikirja 2 kokeita varten."),
    ],
)
def test_a_changed_number_negation_or_duty_is_never_carried_over(translated: Path, old: str, new: str) -> None:
    (path,) = [path for path in (translated / "flows").rglob("*.yaml") if old in path.read_text(encoding="utf-8")]
    edit(path, old, new)
    said = "\n".join(same_meaning(translated))
    assert "carried over" not in said
    assert f"dropped with its translation: “{old}”" in said
    assert weight(old) != weight(new)


def test_an_update_that_drops_a_nearly_same_text_says_how_to_keep_it(translated: Path) -> None:
    edit(translated / "flows" / "retki.yaml", "Lyhyt leikkipolku.", "Lyhyt, leikkipolku.")
    assert "--same-meaning" in "\n".join(update(translated))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("keittio.yaml", "Leikkipolku, jossa on jokainen askeleen laji.", "Lyhyt leikkipolku!"),
        ("retki.yaml", "title: Lähde retkelle", "title: Lyhyt leikkipolku!"),
    ],
)
def test_a_translation_is_not_carried_to_another_file_or_kind(translated: Path, file: str, old: str, new: str) -> None:
    edit(translated / "flows" / "retki.yaml", "about: Lyhyt leikkipolku.", "about: Aivan toisin sanoin.")
    edit(translated / "flows" / file, old, new)
    assert "carried over" not in "\n".join(same_meaning(translated))


def test_what_is_to_do_is_done_by_filling_it_in(root: Path) -> None:
    work = todo(root, "en")
    assert work[0] == {"context": "title", "id": "Leikkikirja", "limit": 160}
    assert fill(root, "en", [{**work[0], "string": "A toy book"}]) == []
    assert todo(root, "en") == work[1:]
    assert tongues(root / "locales")["en"].title("Leikkikirja") == "A toy book"


def test_a_faulty_translation_is_reported_and_the_others_are_written(root: Path) -> None:
    done: list[object] = [
        {"context": "button", "id": "Retki", "string": "Utflykt"},
        {"context": "button", "id": "Muuta: {question}", "string": "Ändra"},
        {"context": "button", "id": "Ei tällaista", "string": "Nej"},
        {"context": "title", "id": "Onko nälkä?"},
        {"id": 3},
        "Nej",
    ]
    found = fill(root, "sv", done)
    assert [problem.says.split(" ")[1] for problem in found] == ["2", "3", "4", "5", "6"]
    written = tongues(root / "locales")["sv"].catalogue
    assert dict(written) == {("button", "Retki"): "Utflykt"}


def test_an_unknown_language_is_refused_with_the_known_ones_named(root: Path) -> None:
    with pytest.raises(ContentError, match="expected one of the languages sv, en, got fi"):
        todo(root, "fi")


def test_nothing_is_wrong_in_the_wording_of_the_real_catalogues() -> None:
    assert [str(problem) for problem in problems(ROOT, release=False) if not problem.warning] == []
