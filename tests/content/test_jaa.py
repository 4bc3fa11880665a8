"""The flow `jaa`: what can be shared, what the link carries, and that it opens what was chosen."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogues import tongues
from bot.core.book import Book
from bot.core.checks.sharing import languages, sharing
from bot.core.links import NOWHERE, Links, link_of, to_share
from bot.core.place import CARD, CARDS, FRONT, TOKEN_LIMIT, Place
from bot.core.reply import Reply
from bot.core.sharing import ONE_CARD
from bot.core.turn import opened, turn
from bot.core.walk import read_place, walk
from bot.load import load_pages
from tests.conftest import TODAY, tap, walk_by_labels

FLOW = "jaa"
BOTH = Links("https://t.me/huolipolkubot", "https://huolipolku.example")
SETTING = "HUOLIPOLKU_PUBLIC_URL"
ASKED = "kysytaan"
PLANNED_KEYS = "fgkhlar"


@cache
def real_book(links: Links = BOTH) -> Book:
    """The real book, reached at some addresses."""
    return Book(load_pages(), tongues(), links)


def questions() -> dict[str, list[str]]:
    """Each question of the flow with its options."""
    path = real_book().paths[FLOW]
    return {step: list(question.options or {}) for step, question in path.questions.items() if question.options}


def group_of(card: str) -> tuple[str, str]:
    """The step that offers a card, and the group under which it stands."""
    for step in ("jaettava-toimija", "jaettava-aihe"):
        option = (real_book().paths[FLOW].questions[step].options or {}).get(card)
        if option is not None and option.offered_when is not None:
            (clause,) = option.offered_when
            (group,) = tuple(clause["jaettava-ryhma"])
            return step, str(group)
    raise AssertionError(card)


def shared(page: str, lang: str = "lukijan", region: str = ASKED, role: str = ASKED, start: str = "jaa_fi") -> Reply:
    """The end of the flow after tapping a page (a flow, or a card by its place), a language, a county and a role."""
    card = page.removeprefix(CARD) if page.startswith(CARD) else ""
    taps = [ONE_CARD, group_of(card)[1], card] if card else [page]
    reply = turn(real_book(), start, None, TODAY)
    for choice in (*taps, lang, region, role):
        reply = tap(real_book(), reply, choice)
    assert reply.step == "linkki"
    return reply


def token_of(reply: Reply) -> str:
    """The token that the web link ends in."""
    (address,) = [choice.href for choice in reply.choices if choice.id == "avaa-selain"]
    assert address.startswith(BOTH.web + "/")
    return address.removeprefix(BOTH.web + "/")


PAGES = [page for page in questions()["jaettava"] if page != ONE_CARD]
CARD_PAGES = [CARD + card for step in ("jaettava-toimija", "jaettava-aihe") for card in questions()[step]]
LANGUAGES = questions()["linkin-kieli"]
REGIONS, ROLES = questions()["linkin-alue"], questions()["linkin-rooli"]


def test_everything_of_the_book_can_be_shared_under_its_own_name(book: Book) -> None:
    assert set(PAGES) == {*book.pages.flows, FRONT, CARDS} - {FLOW}
    assert {page.removeprefix(CARD) for page in CARD_PAGES} == set(book.pages.cards)
    assert len(CARD_PAGES) == len(book.pages.cards) == 47
    asked = book.paths[FLOW].questions
    for page, option in (asked["jaettava"].options or {}).items():
        assert page not in book.pages.flows or option.label == book.pages.flows[page].label
    for step in ("jaettava-toimija", "jaettava-aihe"):
        for card, option in (asked[step].options or {}).items():
            assert option.label == book.pages.cards[card].label


def test_cards_stand_in_the_groups_in_which_people_look_for_them(book: Book) -> None:
    groups = book.paths[FLOW].questions["jaettava-ryhma"].options or {}
    labels = {option.label: name for name, option in groups.items()}
    assert len(labels) == len(book.cover.card_groups) == 8
    for group in book.cover.card_groups:
        assert {group_of(card)[1] for card in group.cards} == {labels[group.title]}


def test_county_role_and_language_are_those_of_the_book_or_left_to_the_reader(book: Book) -> None:
    assert set(REGIONS) == {ASKED, *book.pages.regions.regions} - {"en-tieda"}
    assert {ASKED, *(book.shared["rooli"].options or {})} == set(ROLES)
    assert set(LANGUAGES) == {"lukijan", *book.tongues}
    assert (REGIONS[0], ROLES[0], LANGUAGES[0]) == (ASKED, ASKED, "lukijan")


def test_the_keys_of_the_flow_are_its_own_and_permanent(book: Book) -> None:
    keys = [question.key for question in book.paths[FLOW].questions.values() if question.ask != "end"]
    assert "".join(key or "" for key in keys) == PLANNED_KEYS
    options = (book.paths[FLOW].questions["jaettava"].options or {}).items()
    assert {name: option.key for name, option in options} == {
        "alku": "a", "huoli": "h", "konsultointi": "k", "puheeksi": "p", "toimijat": "t", "vireilletulo": "v",
        "arviointi": "r", "vastuutiimi": "i", "hoitopolku": "o", "asiakkaalle": "s", "perehdytys": "e",
        "kortti": "c", "yksi-kortti": "y",
    }  # fmt: skip


@given(
    page=st.sampled_from(PAGES + CARD_PAGES), lang=st.sampled_from(LANGUAGES), region=st.sampled_from(REGIONS),
    role=st.sampled_from(ROLES), start=st.sampled_from(["jaa_fi", "jaa_sv_AvRk", "jaa_en_AaRl"]),
)  # fmt: skip
def test_whatever_is_chosen_opens_without_a_notice(page: str, lang: str, region: str, role: str, start: str) -> None:
    """The link opens the page that was chosen, in the language, with the county and the role, and nothing more."""
    book = real_book()
    token = token_of(shared(page, lang, region, role, start))
    assert len(token) <= TOKEN_LIMIT
    assert read_place(book, token, "en") == (read_place(book, token, "en")[0], False)
    assert read_place(book, token, "en")[0].is_open_link
    reply = opened(book, token, TODAY, "en")
    assert reply.notices == ()
    assert reply.place.flow == page
    assert reply.lang == ("en" if lang == "lukijan" else lang)
    assert reply.settings.region == (None if region == ASKED else region)
    assert reply.settings.role == (None if role == ASKED else role)
    assert all(key in ("A", "R") for key, _ in reply.place.answers)


def test_every_page_with_every_county_and_every_role_fits_a_button_and_a_start_parameter(book: Book) -> None:
    """All of them, as places: what taps make of them is sampled above."""
    counties = [option.key for option in (book.shared["alue"].options or {}).values() if option.key != "0"]
    roles = [option.key for option in (book.shared["rooli"].options or {}).values()]
    presets = [(), *((("A", a),) for a in counties), *((("R", r),) for r in roles)]
    presets += [(("A", a), ("R", r)) for a in counties for r in roles]
    assert len(presets) == 24 * 14
    for page in PAGES + CARD_PAGES:
        for answers in presets:
            place = Place(page, "sv", answers)
            assert len(str(place)) <= TOKEN_LIMIT
            assert read_place(book, str(place)) == (place, False)
            assert to_share(place) == place


def test_sharing_leaves_the_settings_of_the_one_who_shares_alone() -> None:
    reply = shared("huoli", "sv", "pirha", "vaka", start="jaa_fi_AhRl")
    assert (reply.settings.region, reply.settings.role, reply.lang) == ("helsinki", "lastensuojelu", "fi")
    assert token_of(reply) == "huoli_sv_ApRv"
    assert token_of(shared("huoli", start="jaa_fi_AhRl")) == "huoli"


def test_nothing_of_a_path_comes_along_even_when_the_token_asks_for_it(book: Book) -> None:
    place, _ = read_place(book, "huoli_fi_AhRlv4k1_h-s")
    assert link_of(BOTH, place) == {
        "Telegram": "https://t.me/huolipolkubot?start=huoli_fi_AhRl",
        "Web": "https://huolipolku.example/huoli_fi_AhRl",
    }


def test_a_coordinator_shares_the_path_of_a_day_care_centre_in_five_taps() -> None:
    taps = ("Jaa linkki tai QR-koodi", "Huoli lapsesta", "Svenska", "Pirkanmaa (Pirha)", "Varhaiskasvatus")
    reply = walk_by_labels(real_book(), "alku_fi", *taps)
    assert token_of(reply) == "huoli_sv_ApRv"
    texts = [block.text for block in reply.blocks]
    assert any("Siinä ei ole vastauksia" in text for text in texts)
    assert any("**Kokeile ennen kuin jaat.**" in text for text in texts)


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_both_links_are_shown_copied_and_opened_when_both_are_known(lang: str) -> None:
    reply = shared("puheeksi", "fi", start=f"jaa_{lang}")
    web, bot = "https://huolipolku.example/puheeksi_fi", "https://t.me/huolipolkubot?start=puheeksi_fi"
    carried = [choice for choice in reply.choices if choice.kind in ("copy", "url")]
    assert [(choice.kind, choice.text or choice.href) for choice in carried] == [
        ("copy", web), ("url", web), ("copy", bot), ("url", bot),
    ]  # fmt: skip
    first, second = (block.text for block in reply.blocks if block.kind == "copy")
    assert web in first
    assert bot in second
    assert [choice.id for choice in reply.documents] == ["qr-png", "qr-svg"]
    assert SETTING not in "".join(block.text for block in reply.blocks)


def test_the_end_says_what_the_link_opens() -> None:
    (block,) = [block for block in shared("kortti-poliisi", "sv", "kainuu").blocks if block.kind == "answers"]
    for said in ("Poliisi ja turva", "**Kortti**: Poliisi", "Svenska", "Kainuu", "rooli kysytään lukijalta"):
        assert said in block.text


def test_with_telegram_alone_its_link_is_given_and_the_missing_setting_is_named() -> None:
    book = real_book(replace(BOTH, web=""))
    reply = turn(book, "jaa_fi_fhlsaprv", None, TODAY)
    assert [choice.text for choice in reply.choices if choice.kind == "copy"] == [
        "https://t.me/huolipolkubot?start=huoli_sv_ApRv"
    ]
    assert [choice.id for choice in reply.documents] == ["qr-png", "qr-svg"]
    assert [block.kind for block in reply.blocks if SETTING in block.text] == ["notice"]


def test_with_the_web_alone_nothing_is_said_of_telegram() -> None:
    reply = turn(real_book(replace(BOTH, bot="")), "jaa_fi_fhlsaprv", None, TODAY)
    addresses = [choice.text for choice in reply.choices if choice.kind == "copy"]
    assert addresses == ["https://huolipolku.example/huoli_sv_ApRv"]
    assert [choice.id for choice in reply.choices if choice.kind == "url"] == ["avaa-selain"]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_without_any_address_the_token_is_shown_and_the_missing_setting_is_named(lang: str) -> None:
    reply = turn(real_book(NOWHERE), f"jaa_{lang}_fhlsaprv", None, TODAY)
    assert [choice.text for choice in reply.choices if choice.kind == "copy"] == ["huoli_sv_ApRv"]
    assert [choice.href for choice in reply.choices if choice.kind == "url"] == ["/huoli_sv_ApRv"]
    assert reply.documents == ()
    assert [block.kind for block in reply.blocks if SETTING in block.text] == ["notice"]


def test_a_reply_kept_before_the_address_was_known_is_not_served_afterwards() -> None:
    book = Book(load_pages(), tongues())
    before = turn(book, "jaa_fi_fhl0a0r0", None, TODAY)
    assert turn(book, "jaa_fi_fhl0a0r0", None, TODAY) is before
    book.links = BOTH
    after = turn(book, "jaa_fi_fhl0a0r0", None, TODAY)
    assert token_of(after) == "huoli"
    assert before.documents == ()
    assert len(after.documents) == 2


def test_thanks_at_the_end_keep_the_link(book: Book) -> None:
    reply = turn(real_book(), "jaa_fi_fhl0a0r0_joo", None, TODAY)
    assert token_of(reply) == "huoli"
    assert [choice.id for choice in reply.documents] == ["qr-png", "qr-svg"]


def test_another_group_asks_for_the_card_again() -> None:
    reply = turn(real_book(), "jaa_fi_fyggka", None, TODAY)
    assert reply.step == "jaettava-aihe"
    assert walk(real_book(), reply.place).step == "jaettava-aihe"


def test_the_checks_find_nothing_in_the_book(book: Book) -> None:
    assert book.pages.flows[FLOW].steps["linkki"].link is not None
    assert list(sharing(book.pages)) == []
    assert list(languages(book)) == []


def broken(field: str, **change: object) -> list[str]:
    """What is said when a step of the flow is changed."""
    book = real_book()
    flow = book.pages.flows[FLOW]
    steps = {**flow.steps, field: flow.steps[field].model_copy(update=change)}
    pages = replace(book.pages, flows={**book.pages.flows, FLOW: flow.model_copy(update={"steps": steps})})
    said = [problem.says for problem in sharing(pages)]
    return said or [problem.says for problem in languages(Book(pages, book.tongues))]


def without(step: str, *gone: str) -> dict[str, object]:
    options = real_book().pages.flows[FLOW].steps[step].options or {}
    assert set(gone) <= set(options)
    return {name: option for name, option in options.items() if name not in gone}


def test_a_flow_a_card_or_a_language_that_nobody_can_share_is_a_fault() -> None:
    assert broken("jaettava", options=without("jaettava", "huoli")) == [
        "the flow `huoli` is no option of `jaettava`, so nobody can share it."
    ]
    assert broken("jaettava-aihe", options=without("jaettava-aihe", "vakivalta")) == [
        "the card `vakivalta` is no option of jaettava-toimija, jaettava-aihe, so nobody can share it."
    ]
    assert broken("linkin-kieli", options=without("linkin-kieli", "en")) == [
        "the language `en` is no option of `linkin-kieli`."
    ]


def test_an_option_that_opens_nothing_is_a_fault() -> None:
    huoli = (real_book().pages.flows[FLOW].steps["jaettava"].options or {})["huoli"]
    (said,) = broken("jaettava", options={**without("jaettava"), "olematon": huoli})
    assert said.startswith("expected a flow, `alku`, `kortti` or `yksi-kortti`, got `olematon`")
    (said,) = broken("jaettava-aihe", options={**without("jaettava-aihe"), "poliisi": huoli})
    assert said == "expected a card that is offered once, got `poliisi`."


def test_a_county_without_a_way_to_leave_it_to_the_reader_is_a_fault() -> None:
    assert broken("linkin-alue", options=None) == [
        "expected an option of its own that leaves the choice to the reader, got none."
    ]
    assert broken("linkin-rooli", options_from=None) == ["expected `options_from: roles`, got nothing."]


def test_a_key_that_means_two_counties_is_a_fault() -> None:
    own = (real_book().pages.flows[FLOW].steps["linkin-alue"].options or {})[ASKED]
    assert broken("linkin-alue", options={ASKED: own.model_copy(update={"key": "p"})}) == [
        "an option of its own has the key of a county or a role."
    ]


def test_a_link_that_would_set_the_county_of_the_one_who_shares_is_a_fault() -> None:
    (said,) = broken("linkin-alue", shared="alue", options=None, options_from=None)
    assert said == "expected `link` to name earlier questions of this flow with one answer, got `linkin-alue`."


def test_an_end_without_its_link_is_a_fault() -> None:
    assert broken("linkki", link=None) == ["the step `linkki` has one of `outcome: link` and `link`."]
    assert broken("linkki", outcome="text") == ["the step `linkki` has one of `outcome: link` and `link`."]
