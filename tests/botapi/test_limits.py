"""Telegram's limits and refusals, as both client libraries meet them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.botapi import BotApi, Phone
from tests.botapi.clients import Client, told
from tests.botapi.conftest import refusal_of
from tests.botapi.markup import read_html, units, write_html
from tests.botapi.refusals import Refused
from tests.botapi.test_botapi import raw

WOMAN = "👩"
"""One character of two UTF-16 code units."""


@pytest.fixture
async def phone(api: BotApi) -> Phone:
    """A person who has written to the bot."""
    person = api.phone()
    await person.types("/start")
    return person


def button(text: str = "Jatka", **what: Any) -> dict[str, Any]:
    return {"text": text, **what}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" * 4096, ""),
        ("<b>" + "x" * 4096 + "</b>&lt;"[:4], ""),
        (WOMAN * 2048, ""),
        ("x" * 4097, "message is too long"),
        (WOMAN * 2048 + "x", "message is too long"),
        ("x" * 33_000, "text is too long"),
        ("", "message text is empty"),
        (" \n ", "text must be non-empty"),
        ("<b></b>", "text must be non-empty"),
    ],
)
async def test_a_text_has_1_to_4096_code_units_once_its_entities_are_parsed(
    client: Client, phone: Phone, text: str, words: str
) -> None:
    if not words:
        await client.send(phone.id, text)
        assert units(phone.last.text) == 4096
    else:
        assert told(await refusal_of(client.send(phone.id, text))) == words


async def test_an_edit_that_is_too_long_is_told_otherwise(client: Client, phone: Phone) -> None:
    number = await client.send(phone.id, "hei")
    assert told(await refusal_of(client.edit(phone.id, number, "x" * 4097))) == "message_too_long"


async def test_a_caption_has_at_most_1024_code_units(client: Client, phone: Phone) -> None:
    await client.document(phone.id, "a.txt", b"a", "x" * 1024)
    error = await refusal_of(client.document(phone.id, "a.txt", b"a", "x" * 1025))
    assert told(error) == "message caption is too long"


async def test_a_file_is_neither_empty_nor_over_the_limit(client: Client, phone: Phone, api: BotApi) -> None:
    assert api.world.upload_limit == 50 * 1024 * 1024
    api.world.upload_limit = 1000
    await client.document(phone.id, "a.txt", b"a" * 1000)
    assert told(await refusal_of(client.document(phone.id, "a.txt", b""))) == "file must be non-empty"
    assert "request entity too large" in told(await refusal_of(client.document(phone.id, "a.txt", b"a" * 1001)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ä <x>", 'unsupported start tag "x" at byte offset 3'),
        ("a < b", 'unsupported start tag "" at byte offset 2'),
        ("<b>a", 'can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "unexpected end tag at byte offset 1"),
        ("<b>a</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b", "unclosed start tag at byte offset 0"),
        ("<b>a</b", "unclosed end tag at byte offset 4"),
        ("<a href='x>a</a>", "unclosed start tag at byte offset 0"),
        ("<a href=x/y>a</a>", "unexpected end of name token at byte offset 8"),
        ('<a "x">a</a>', 'empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("a<br>b", 'unsupported start tag "br" at byte offset 1'),
    ],
)
async def test_html_is_read_strictly(client: Client, phone: Phone, text: str, words: str) -> None:
    assert told(await refusal_of(client.send(phone.id, text))) == f"can't parse entities: {words}"


@pytest.mark.parametrize(
    ("text", "shown", "kinds"),
    [
        ("<b>a<i>b</i></b>", "ab", ["bold", "italic"]),
        ("&lt;b&gt; &amp;amp; &quot;&#65;&#x42; &nbsp; &", '<b> &amp; "AB &nbsp; &', []),
        ('<a href="https://a.fi">x</a>', "x", ["text_link"]),
        ('<a href="tel:112">x</a>', "x", []),
        ('<pre><code class="language-py">x</code></pre>', "x", ["pre"]),
        ("<blockquote expandable>x</blockquote>", "x", ["expandable_blockquote"]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", ["spoiler", "spoiler"]),
        ("<S>x</s><u>y</u><code>z</code>", "xyz", ["strikethrough", "underline", "code"]),
    ],
)
def test_what_telegram_reads_is_read(text: str, shown: str, kinds: list[str]) -> None:
    plain, entities = read_html(text)
    assert (plain, sorted(one["type"] for one in entities)) == (shown, sorted(kinds))


@given(st.text(st.sampled_from("ab <>/&;\"'=äb👩")))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    """What is read can be written as HTML and read again."""
    try:
        plain, entities = read_html(text)
    except Refused as refused:
        said, plain, again = refused.description, "", ""
    else:
        said, again = "Bad Request: can't parse entities: ", read_html(write_html(plain, entities))[0]
    assert said.startswith("Bad Request: can't parse entities: ")
    assert plain == again


async def test_entities_count_code_units_and_commands_and_addresses_are_found(client: Client, phone: Phone) -> None:
    await client.send(phone.id, f"  {WOMAN}<b>x</b> /kortit https://a.fi/x. ")
    entities = phone.inside.messages[phone.last.id].body["entities"]
    assert [(one["type"], one["offset"], one["length"]) for one in entities] == [
        ("bold", 2, 1), ("bot_command", 4, 7), ("url", 12, 14)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (button(callback_data="x" * 64), ""),
        (button(callback_data="ä" * 32), ""),
        (button(copy_text={"text": "x" * 256}), ""),
        (button(url="tg://user?id=1"), ""),
        (button(url="HTTPS://a.fi/x?y"), ""),
        (button(callback_data="x" * 65), "button_data_invalid"),
        (button(callback_data="ä" * 33), "button_data_invalid"),
        (button(copy_text={"text": "x" * 257}), "button_copy_text_invalid"),
        (button(copy_text={"text": ""}), "button_copy_text_invalid"),
        (button(" ", callback_data="x"), "inline keyboard button text must be non-empty"),
        (button(url="tel:112"), "inline keyboard button url 'tel:112' is invalid: wrong http url"),
        (button(url="ftp://a.fi"), "inline keyboard button url 'ftp://a.fi' is invalid: unsupported url protocol"),
        (button(url="http://localhost/"), "inline keyboard button url 'http://localhost/' is invalid: wrong http url"),
        (
            button(),
            "can't parse inline keyboard button: text buttons are unallowed in the inline keyboard",
        ),
    ],
)
async def test_a_button_says_and_does_something_telegram_takes(
    api: BotApi, phone: Phone, one: dict[str, Any], words: str
) -> None:
    """Sent without a library: the libraries would stop some of these themselves."""
    asked = {"chat_id": phone.id, "text": "hei", "reply_markup": {"inline_keyboard": [[one]]}}
    code, answer = await raw(api, "sendMessage", json=asked)
    assert (code, answer.get("description", "").lower()) == ((400, f"bad request: {words}") if words else (200, ""))


@pytest.mark.parametrize(("rows", "fits"), [([8] * 12 + [4], True), ([9], False), ([8] * 12 + [5], False)])
async def test_a_keyboard_has_at_most_8_buttons_a_row_and_100_in_all(
    client: Client, phone: Phone, rows: list[int], *, fits: bool
) -> None:
    keyboard = [[button(callback_data="x")] * width for width in rows]
    if fits:
        await client.send(phone.id, "hei", keyboard)
        assert len(phone.last.buttons) == 100
    else:
        assert told(await refusal_of(client.send(phone.id, "hei", keyboard))) == "reply markup is too long"


async def test_an_edit_must_change_something_of_an_own_message_with_text(client: Client, phone: Phone) -> None:
    own = await phone.types("hei")
    number = await client.send(phone.id, "<b>hei</b>", [[button(callback_data="x")]])
    error = await refusal_of(client.edit(phone.id, number, "<strong>hei</strong>", [[button(callback_data="x")]]))
    assert told(error).startswith("message is not modified: specified new message content and reply markup are exactly")
    await client.edit(phone.id, number, "<b>hei</b>")
    await client.document(phone.id, "a.txt", b"a")
    for message, words in (
        (own.id, "message can't be edited"), (999, "message to edit not found"),
        (phone.last.id, "there is no text in the message to edit"),
    ):  # fmt: skip
        assert told(await refusal_of(client.edit(phone.id, message, "x"))) == words


async def test_a_faded_message_can_be_neither_edited_nor_deleted(client: Client, phone: Phone) -> None:
    number = await client.send(phone.id, "hei", [[button(callback_data="x")]])
    await phone.taps("Jatka", faded=True, wait=False)
    query = (await client.updates())[-1].callback_query
    assert query.message.message_id == number
    assert not getattr(query.message, "text", None)
    assert told(await refusal_of(client.edit(phone.id, number, "x"))) == "message can't be edited"
    assert told(await refusal_of(client.delete(phone.id, number))) == "message can't be deleted"


async def test_a_stranger_is_not_found_and_who_blocked_is_not_written_to(client: Client, api: BotApi) -> None:
    phone = api.phone()
    assert told(await refusal_of(client.send(phone.id, "hei"))) == "chat not found"
    await phone.types("/start")
    await phone.blocks()
    assert told(await refusal_of(client.send(phone.id, "hei"))) == "forbidden: bot was blocked by the user"
    await phone.unblocks()
    assert await client.send(phone.id, "hei")


async def test_a_reply_needs_its_message(api: BotApi, phone: Phone) -> None:
    asked = {"chat_id": phone.id, "text": "hei", "reply_parameters": '{"message_id": 99}'}
    code, answer = await raw(api, "sendMessage", data=asked)
    assert (code, answer["description"]) == (400, "Bad Request: message to be replied not found")
    asked["reply_parameters"] = '{"message_id": 99, "allow_sending_without_reply": true}'
    assert (await raw(api, "sendMessage", data=asked))[0] == 200


@pytest.mark.parametrize(
    ("command", "text", "words"),
    [
        ("", "x", "command must be non-empty"),
        ("x" * 33, "x", "command length must not exceed 32"),
        ("Iso", "x", "BOT_COMMAND_INVALID"),
        ("x", "", "command description must be non-empty"),
        ("x", "x" * 257, "command description length must not exceed 256"),
    ],
)
async def test_a_command_is_short_small_and_described(api: BotApi, command: str, text: str, words: str) -> None:
    code, answer = await raw(api, "setMyCommands", json={"commands": [{"command": command, "description": text}]})
    assert (code, answer["description"]) == (400, f"Bad Request: {words}")
