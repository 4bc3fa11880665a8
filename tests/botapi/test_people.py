"""People with phones: what they do reaches the bot, what the bot does is seen; and webhooks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from tests.botapi import BotApi, NoSuchButton, Phone, Silence
from tests.botapi.clients import Client
from tests.botapi.test_botapi import raw

ROW = [{"text": "Kyllä", "callback_data": "k"}, {"text": "Ei", "callback_data": "e"}]


async def say(api: BotApi, phone: Phone, text: str, *row: dict[str, Any]) -> int:
    """The bot writes something."""
    asked = {"chat_id": phone.id, "text": text, **({"reply_markup": {"inline_keyboard": [row]}} if row else {})}
    _, answer = await raw(api, "sendMessage", json=asked)
    return int(answer["result"]["message_id"])


@pytest.fixture
async def phone(api: BotApi) -> Phone:
    """A person who has written to the bot."""
    person = api.phone("sv")
    await person.types("/start huoli_fi")
    return person


# -- doing -----------------------------------------------------------------------------------------


async def test_whatever_a_person_sends_both_libraries_can_read(client: Client, api: BotApi, phone: Phone) -> None:
    kinds = ("photo", "voice", "video", "document", "contact", "location", "sticker")
    for kind in kinds:
        await phone.sends(kind)
    own = await phone.types("sana")
    await phone.edits(own, "toinen")
    await phone.types("vastaus", to=own)
    await phone.uploads("paperi.pdf", b"%PDF")
    start, *media, word, edited, reply, paper = await client.updates()
    assert [(one.type, one.offset, one.length) for one in start.message.entities] == [("bot_command", 0, 6)]
    assert [kind for kind, one in zip(kinds, media, strict=True) if getattr(one.message, kind)] == list(kinds)
    assert (word.message.text, edited.edited_message.text) == ("sana", "toinen")
    assert reply.message.reply_to_message.text == "toinen"
    assert paper.message.document.file_name == "paperi.pdf"
    assert phone.chat[-1].document
    assert phone.chat[-1].document.data == b"%PDF"


async def test_a_group_shows_the_bot_only_what_is_meant_for_it(client: Client, api: BotApi, phone: Phone) -> None:
    group = api.group("Ryhmä")
    number = (await raw(api, "sendMessage", json={"chat_id": group.id, "text": "hei"}))[1]["result"]["message_id"]
    assert number == group.last.id
    for text in ("salaa", "/kortit@polku_bot", "/kortit@toinen_bot", "hei @polku_bot"):
        await phone.types(text, into=group)
    await phone.types("vastaus", to=group.last, into=group)
    seen = [update.message for update in (await client.updates())[1:]]
    assert [message.text for message in seen] == ["/kortit@polku_bot", "hei @polku_bot", "vastaus"]
    assert {message.chat.type for message in seen} == {"group"}
    assert len(group.chat) == 6


async def test_blocking_and_unblocking_is_told(client: Client, phone: Phone) -> None:
    await phone.blocks()
    await phone.unblocks()
    told = [update.my_chat_member for update in (await client.updates())[1:]]
    assert [(one.old_chat_member.status, one.new_chat_member.status) for one in told] == [
        ("member", "kicked"), ("kicked", "member")
    ]  # fmt: skip


async def test_inline_mode_offers_and_one_is_chosen(client: Client, api: BotApi, phone: Phone) -> None:
    asking = asyncio.create_task(phone.asks("kortti"))
    *_, update = await client.updates()
    content = {"message_text": "<b>Kortti</b>", "parse_mode": "HTML"}
    results = [{"type": "article", "id": "1", "title": "Kortti", "input_message_content": content}]
    asked = {"inline_query_id": update.inline_query.id, "results": results}
    assert (await raw(api, "answerInlineQuery", json=asked))[0] == 200
    assert (await raw(api, "answerInlineQuery", json=asked))[0] == 400
    (result,) = await asking
    assert await phone.chooses(result, "kortti") == "Kortti"
    assert (await client.updates())[-1].chosen_inline_result.result_id == "1"


async def test_an_update_can_come_twice_and_updates_in_the_wrong_order(
    client: Client, api: BotApi, phone: Phone
) -> None:
    (start,) = await client.updates()
    assert await client.updates(start.update_id + 1) == []
    await phone.sends_again()
    (again,) = await client.updates(start.update_id + 1)
    assert again.update_id == start.update_id
    with api.hastily():
        await phone.types("yksi")
        await phone.types("kaksi")
        assert await client.updates(start.update_id + 1) == []
    assert [one.message.text for one in await client.updates(start.update_id + 1)] == ["kaksi", "yksi"]


async def test_an_unwanted_kind_of_update_is_not_sent(client: Client, api: BotApi, phone: Phone) -> None:
    await raw(api, "getUpdates", json={"allowed_updates": ["callback_query"], "offset": -1})
    await phone.types("hei")
    assert phone.sent is None
    assert [update.message.text for update in await client.updates()] == ["/start huoli_fi"]


# -- seeing ----------------------------------------------------------------------------------------


async def test_a_button_of_an_old_message_still_sends_what_it_said(client: Client, api: BotApi, phone: Phone) -> None:
    await say(api, phone, "Onko hätä?", *ROW)
    old = phone.last
    await raw(api, "editMessageText", json={"chat_id": phone.id, "message_id": old.id, "text": "ohi"})
    assert (phone.last.text, phone.last.labels, old.labels) == ("ohi", [], ["Kyllä", "Ei"])
    await phone.taps("Ei", on=old, wait=False)
    assert (await client.updates())[-1].callback_query.data == "e"


async def test_a_button_that_is_not_there_and_a_silent_bot_are_told(api: BotApi, phone: Phone) -> None:
    with pytest.raises(NoSuchButton):
        await phone.taps("Kyllä")
    await say(api, phone, "Onko hätä?", *ROW)
    with pytest.raises(NoSuchButton, match="Kyllä"):
        await phone.taps("Ehkä")
    await phone.types("hei")
    with pytest.raises(Silence):
        await phone.sees(within=0.02)


async def test_a_tap_is_over_when_it_is_answered_and_something_changed(api: BotApi, phone: Phone) -> None:
    number = await say(api, phone, "Onko hätä?", *ROW)
    tapping = asyncio.create_task(phone.taps("Kyllä"))
    await asyncio.sleep(0)
    assert phone.tapped
    await raw(api, "editMessageText", json={"chat_id": phone.id, "message_id": number, "text": "Soita 112"})
    assert not tapping.done()
    asked = {"callback_query_id": phone.tapped.number, "text": "Selvä", "show_alert": True}
    await raw(api, "answerCallbackQuery", json=asked)
    assert (await tapping).text == "Soita 112"
    assert (phone.tapped.text, phone.tapped.alert) == ("Selvä", True)


async def test_links_open_and_copy_buttons_copy(api: BotApi, phone: Phone) -> None:
    await say(
        api, phone, "hei", {"text": "Avaa", "url": "https://a.fi/x"}, {"text": "Kopioi", "copy_text": {"text": "a"}}
    )
    await phone.taps("Avaa")
    await phone.taps("Kopioi")
    assert (phone.opened, phone.clipboard) == ("https://a.fi/x", "a")


# -- webhooks --------------------------------------------------------------------------------------


class Hook:
    """A bot's end of a webhook: what it got, and what it answers."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.answers: list[Any] = []
        self.open = asyncio.Event()
        self.open.set()
        self.url = ""

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        self.got.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.open.wait()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A server that waits for updates."""
    one = Hook()
    server = web.Server(one.handle)
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    one.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    yield one
    one.open.set()
    listening.close()
    await server.shutdown(0.01)


async def test_a_webhook_gets_updates_with_the_secret(client: Client, api: BotApi, hook: Hook, phone: Phone) -> None:
    """What came before it was set, too."""
    await client.set_webhook(hook.url, secret_token="salainen-1")
    await phone.types("hei")
    await api.until(lambda: not api.updates.pending)
    assert [update["message"]["text"] for update in hook.got] == ["/start huoli_fi", "hei"]
    assert hook.secrets == ["salainen-1"] * 2


@pytest.mark.parametrize("kind", ["json", "form", "multipart"])
async def test_a_method_in_the_answer_of_a_webhook_is_done(api: BotApi, hook: Hook, phone: Phone, kind: str) -> None:
    values = {"method": "sendMessage", "chat_id": str(phone.id), "text": "<b>hei</b>", "parse_mode": "HTML"}
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in values.items()
    )
    hook.answers.append(
        {
            "json": web.json_response(values),
            "form": web.Response(
                text="&".join(f"{name}={value}" for name, value in values.items()),
                content_type="application/x-www-form-urlencoded",
            ),
            "multipart": web.Response(
                body=(parts + "--x--\r\n").encode(), headers={"Content-Type": "multipart/form-data; boundary=x"}
            ),
        }[kind]
    )
    await raw(api, "setWebhook", json={"url": hook.url})
    message = await phone.sees()
    assert (message.text, message.html) == ("hei", "<b>hei</b>")
    assert api.calls[-1].by_webhook


async def test_what_a_webhook_asks_for_in_vain_nobody_hears_of(api: BotApi, hook: Hook, phone: Phone) -> None:
    asked = {"method": "editMessageText", "chat_id": phone.id, "message_id": 99, "text": "x"}
    hook.answers += [web.json_response(asked), web.json_response({"method": "getMe"}), web.Response(text="{")]
    await raw(api, "setWebhook", json={"url": hook.url})
    await phone.types("hei")
    await phone.types("hei")
    await api.until(lambda: not api.updates.pending)
    assert [call.result for call in api.calls if call.by_webhook] == ["Bad Request: message to edit not found"]


async def test_a_failed_delivery_is_tried_again_in_order(client: Client, api: BotApi, hook: Hook, phone: Phone) -> None:
    hook.answers += [web.Response(status=500), web.Response(status=502), web.Response(status=503)]
    await client.set_webhook(hook.url)
    await phone.types("hei")
    await api.until(lambda: not api.updates.pending)
    assert [update["message"]["text"] for update in hook.got] == ["/start huoli_fi"] * 4 + ["hei"]
    _, answer = await raw(api, "getWebhookInfo")
    assert answer["result"]["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
    assert answer["result"]["pending_update_count"] == 0


async def test_no_more_deliveries_at_once_than_asked_for_and_one_chat_in_order(
    client: Client, api: BotApi, hook: Hook
) -> None:
    hook.open.clear()
    await client.set_webhook(hook.url, max_connections=3)
    phones = [api.phone() for _ in range(6)]
    for phone in phones:
        await phone.types("yksi")
        await phone.types("kaksi")
    await api.until(lambda: api.webhook.in_flight == 3)
    hook.open.set()
    await api.until(lambda: not api.updates.pending)
    assert (api.webhook.busiest, len(hook.got)) == (3, 12)
    for phone in phones:
        texts = [one["message"]["text"] for one in hook.got if one["message"]["from"]["id"] == phone.id]
        assert texts == ["yksi", "kaksi"]


async def test_deleting_a_webhook_keeps_or_drops_what_waits(client: Client, api: BotApi) -> None:
    await client.set_webhook("https://127.0.0.1:9/")
    phone = api.phone()
    await phone.types("hei")
    await raw(api, "deleteWebhook", json={})
    assert [update.message.text for update in await client.updates()] == ["hei"]
    await raw(api, "deleteWebhook", json={"drop_pending_updates": True})
    assert await client.updates() == []
