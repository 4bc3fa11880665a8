"""A flow that calls itself plain is measured in every language, and what is too hard is named at its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.book import Book
from bot.core.checks.readable import LIMITS, MOST_WORDS, Reading, Told, finnish_readings, lix, sentences, unreadable
from bot.core.problems import Problem
from bot.load import load_pages
from tests.core.copies import Copy

CHILD = {
    "fi": "Joku aikuinen on huolissaan sinusta. Siksi hän on ottanut yhteyttä lastensuojeluun. "
    "Nyt työntekijä haluaa tavata sinut. Hän kysyy, miten sinulla menee kotona ja koulussa. "
    "Saat kertoa niin vähän tai paljon kuin haluat. Voit myös piirtää tai kirjoittaa. "
    "Työntekijä kirjoittaa muistiin, mitä sanot. Hän puhuu myös vanhempiesi kanssa. "
    "Yhdessä mietitte, mikä auttaisi teitä. Et ole tehnyt mitään väärää. "
    "Jos et ymmärrä jotain, pyydä häntä selittämään uudestaan. Jos sinua pelottaa, kerro se heti.",
    "sv": "En vuxen är orolig för dig. Därför har hen kontaktat barnskyddet. "
    "Nu vill en arbetstagare träffa dig. Hen frågar hur du har det hemma och i skolan. "
    "Du får berätta så lite eller så mycket du vill. Du får också rita eller skriva. "
    "Arbetstagaren skriver upp det du säger. Hen talar också med dina föräldrar. "
    "Tillsammans tänker ni ut vad som kan hjälpa er. Du har inte gjort något fel. "
    "Om du inte förstår något, be hen förklara igen. Om du är rädd, berätta det genast.",
    "en": "An adult is worried about you. So they have called child protection. "
    "Now a worker wants to meet you. They ask how things are at home and at school. "
    "You can tell as little or as much as you like. You can also draw or write. "
    "The worker writes down what you say. They also talk with your parents. "
    "Together you think about what would help. You have not done anything wrong. "
    "If you do not understand something, ask them to explain again. If you are afraid, tell them at once.",
}
AUTHORITY = {
    "fi": "Palvelutarpeen arviointi toteutetaan yhteistyössä asiakkaan ja tarvittaessa hänen läheistensä kanssa. "
    "Arvioinnin yhteydessä selvitetään lastensuojelun tarve, jollei se ole ilmeisen tarpeetonta. "
    "Lapsen mielipide huomioidaan hänen kehitystasonsa edellyttämällä tavalla.",
    "sv": "Bedömningen av servicebehovet genomförs i samarbete med klienten och vid behov med närstående personer. "
    "I samband med bedömningen utreds barnskyddsbehovet, om detta inte är uppenbart onödigt. "
    "Barnets åsikter beaktas i enlighet med barnets utvecklingsnivå.",
    "en": "The assessment of service needs is conducted in cooperation with the client and, if necessary, relatives. "
    "The assessment includes clarification of child protection requirements unless evidently unnecessary. "
    "The opinions of the child are considered according to the child’s developmental level.",
}


def reading(lang: str, *texts: str, kind: str = "body") -> Reading:
    """A flow whose texts stand on the lines 1, 2 and so on."""
    told = [Told(kind, text, text, ("flows/x.yaml", line, 5)) for line, text in enumerate(texts, 1)]
    return Reading("x", lang, tuple(told))


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


MEASURED = {"fi": (37, 76), "sv": (20, 64), "en": (16, 56)}
"""What the comment of LIMITS says."""


@pytest.mark.parametrize("lang", LIMITS)
def test_the_limit_lies_between_a_childs_text_and_an_authoritys_and_near_the_childs(lang: str) -> None:
    child, authority = reading(lang, CHILD[lang]).index, reading(lang, AUTHORITY[lang]).index
    assert (child, authority) == MEASURED[lang]
    assert child < LIMITS[lang] <= child + 10 < authority


@pytest.mark.parametrize("lang", LIMITS)
def test_a_text_for_a_child_has_no_fault_and_an_authoritys_has(lang: str) -> None:
    assert list(unreadable(reading(lang, CHILD[lang]))) == []
    found = list(unreadable(reading(lang, CHILD[lang], AUTHORITY[lang])))
    assert found
    assert {problem.line for problem in found} == {2}


def test_a_sentence_too_long_is_named_with_its_line_its_length_and_what_to_do() -> None:
    long = " ".join(["sana"] * (MOST_WORDS + 1)) + "."
    problem = only(list(unreadable(reading("fi", "Lyhyt.", f"Tämä on hyvä. **{long.capitalize()}** Loppu."))))
    assert (problem.file, problem.line, problem.column) == ("flows/x.yaml", 2, 5)
    assert f"at most {MOST_WORDS} words" in problem.says
    assert f"got {MOST_WORDS + 1}: “{long.capitalize()}”" in problem.says
    assert problem.hint == "Make two sentences of it."
    assert not problem.warning


def test_a_hard_text_among_easy_ones_is_named_with_its_figure_its_hardest_sentence_and_its_long_words() -> None:
    hard = (
        "Se on tässä. Palvelutarpeen arviointi toteutetaan viivytyksettä. " + "Hyvin monialaisesti suunnitellen. " * 2
    )
    problem = only(list(unreadable(reading("fi", *[CHILD["fi"]] * 3, hard))))
    assert problem.line == 4
    assert f"at most {LIMITS['fi'] + 15} for the text, got {lix(sentences(hard))}" in problem.says
    assert "“Palvelutarpeen arviointi toteutetaan viivytyksettä.”" in problem.says
    assert "Long words: Palvelutarpeen, arviointi, toteutetaan, viivytyksettä." in problem.hint


def test_a_whole_that_is_too_hard_is_a_fault_though_no_single_text_is() -> None:
    middling = "Nyt perheenne tilannetta selvitetään. Sinä saat kertoa siitä työntekijälle ja koulun kuraattorille."
    found = only(list(unreadable(reading("fi", middling, middling))))
    assert f"at most {LIMITS['fi']} for x in fi, got {lix(sentences(middling))}" in found.says


def test_a_language_nobody_measured_has_the_strictest_limit() -> None:
    assert reading("uk", "a").limit < min(LIMITS.values())


def test_buttons_and_titles_do_not_flatter_the_figure_but_have_no_long_sentences_either() -> None:
    running, button = reading("sv", AUTHORITY["sv"]), reading("sv", *["Ja"] * 50, kind="button")
    assert replace(running, told=running.told + button.told).index == running.index
    title = reading("sv", " ".join(["ord"] * (MOST_WORDS + 1)), kind="title")
    assert "words in a sentence" in only(list(unreadable(title))).says


def test_bullets_paragraphs_and_colons_end_a_sentence_and_figures_are_no_words() -> None:
    text = "**Soita** näin:\n\n- numero 09 2525 0111\n- KST:hen (heti!) nyt\n\nKlo 12.30, {start_by}. Hyvä."
    assert sentences(text) == ["Soita näin:", "numero 09 2525 0111", "KST:hen (heti!)", "nyt", "Klo 12.30, 0.", "Hyvä."]
    assert lix(["09 2525 0111"]) == 0


def test_the_index_is_words_a_sentence_and_long_words_of_a_hundred() -> None:
    assert lix(["En ole pitkä.", "Lastensuojelu."]) == 2 + 25
    assert lix(["kuusi-k kirjai-mia"]) == 2 + 50


OF_THE_TRIP = "label: Retki\n"


def test_only_what_calls_itself_plain_is_measured(copy: Copy, kitchen: Book) -> None:
    copy.change("retki.yaml", "Ota takki.", AUTHORITY["fi"])
    assert copy.faults() == []
    assert list(finnish_readings(kitchen.pages)) == []
    copy.change("retki.yaml", OF_THE_TRIP, OF_THE_TRIP + "plain: true\n")
    found = copy.faults()
    assert found
    assert {problem.line for problem in found} == {copy.spot("retki.yaml", AUTHORITY["fi"])[0]}
    assert {problem.file for problem in found} == {"flows/retki.yaml"}


def test_a_text_that_stands_in_two_places_is_measured_once_at_the_first(copy: Copy) -> None:
    copy.change("retki.yaml", OF_THE_TRIP, OF_THE_TRIP + "plain: true\n")
    copy.change("retki.yaml", "Ota takki.", "Lyhyt leikkipolku.")
    (found,) = finnish_readings(load_pages(copy.folder))
    assert [one.spot[1] for one in found.told if one.text == "Lyhyt leikkipolku."] == [
        copy.spot("retki.yaml", "about:")[0]
    ]
