"""Two client libraries use the server as they use Telegram."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tests.botapi import BotApi
from tests.botapi.clients import Client, told
from tests.botapi.conftest import Make, refusal_of

YES_NO = [[{"text": "Kyllä", "callback_data": "kylla"}, {"text": "Ei", "callback_data": "ei"}]]


async def raw(api: BotApi, method: str, verb: str = "POST", **given: Any) -> tuple[int, dict[str, Any]]:
    """A call without any library: the status and the body."""
    url = f"{api.base_url}{api.token}/{method}"
    async with aiohttp.ClientSession() as session, session.request(verb, url, **given) as answer:
        return answer.status, await answer.json()


# -- calls -----------------------------------------------------------------------------------------


async def test_a_bot_asks_who_it_is(client: Client, api: BotApi) -> None:
    assert await client.me() == "polku_bot"
    assert [call.method for call in api.calls] == ["getMe"]
    assert api.calls[0].ok


async def test_a_bot_sends_and_the_person_sees_text_and_buttons(client: Client, api: BotApi) -> None:
    phone = api.phone()
    await phone.types("/start")
    await client.send(phone.id, "<b>Onko hätä?</b> 112 &amp; apu", YES_NO)
    message = await phone.sees()
    assert (message.text, message.labels) == ("Onko hätä? 112 & apu", ["Kyllä", "Ei"])
    assert message.html == "<b>Onko hätä?</b> 112 &amp; apu"
    assert [bubble.text for bubble in phone.chat] == ["/start", "Onko hätä? 112 & apu"]


async def test_a_tap_goes_round_update_answer_and_edit(client: Client, api: BotApi) -> None:
    phone = api.phone()
    await phone.types("/start")
    await client.send(phone.id, "Onko hätä?", YES_NO)
    tapping = asyncio.create_task(phone.taps("Kyllä"))
    *_, update = await client.updates(seconds=5)
    while not update.callback_query:
        *_, update = await client.updates(update.update_id + 1, seconds=5)
    query = update.callback_query
    assert (query.data, query.message.text, query.from_user.id) == ("kylla", "Onko hätä?", phone.id)
    await client.answer(query.id, "Selvä")
    await client.edit(phone.id, query.message.message_id, "Soita 112")
    message = await tapping
    assert (message.text, message.labels, message.editions) == ("Soita 112", [], 1)
    assert phone.tapped
    assert phone.tapped.text == "Selvä"
    assert len(phone.chat) == 2


async def test_a_callback_is_answered_once(client: Client, api: BotApi) -> None:
    phone = api.phone()
    await phone.types("/start")
    await client.send(phone.id, "Onko hätä?", YES_NO)
    await phone.taps("Ei", wait=False)
    query = (await client.updates())[-1].callback_query
    await client.answer(query.id)
    error = await refusal_of(client.answer(query.id))
    assert told(error) == "query is too old and response timeout expired or query id is invalid"


async def test_deleted_messages_are_gone(client: Client, api: BotApi) -> None:
    phone = api.phone()
    own = await phone.types("/start")
    numbers = [await client.send(phone.id, text) for text in ("yksi", "kaksi", "kolme")]
    await client.delete(phone.id, numbers[0])
    assert [bubble.text for bubble in phone.chat] == ["/start", "kaksi", "kolme"]
    await client.delete(phone.id, numbers[1], 999_999, own.id)
    assert [bubble.text for bubble in phone.chat] == ["kolme"]
    assert told(await refusal_of(client.delete(phone.id, numbers[0]))) == "message to delete not found"


async def test_a_sent_file_can_be_read(client: Client, api: BotApi) -> None:
    phone = api.phone()
    await phone.types("/start")
    data = bytes(range(256)) * 300
    number = await client.document(phone.id, "yhteenveto ä.pdf", data, "Yhteenveto")
    message = await phone.sees()
    assert message.document
    assert (message.document.name, message.document.data, message.text) == ("yhteenveto ä.pdf", data, "Yhteenveto")
    assert api.world.files[number] is message.document


async def test_commands_are_kept_by_language_and_shown_to_a_person_in_theirs(client: Client, api: BotApi) -> None:
    await client.set_commands({"kortit": "Toimintakortit"})
    await client.set_commands({"cards": "Action cards"}, "en")
    assert await client.commands("en") == {"cards": "Action cards"}
    assert await client.commands("sv") == {}
    assert api.phone("en").commands == {"cards": "Action cards"}
    assert api.phone("sv").commands == {"kortit": "Toimintakortit"}


async def test_a_webhook_is_told_of_and_needs_tls(client: Client, api: BotApi) -> None:
    assert await client.webhook_url() == ""
    await client.set_webhook("https://127.0.0.1:9/hook", secret_token="s-1", max_connections=7)
    assert await client.webhook_url() == "https://127.0.0.1:9/hook"
    assert api.webhook.connections == 7
    api.webhook.allow_http = False
    error = await refusal_of(client.set_webhook("http://127.0.0.1:9/hook"))
    assert told(error) == "bad webhook: an https url must be provided for webhook"
    assert "webhook is active" in told(await refusal_of(client.updates()))


# -- updates ---------------------------------------------------------------------------------------


async def test_an_update_comes_again_until_it_is_confirmed(client: Client, api: BotApi) -> None:
    phone = api.phone()
    for text in ("yksi", "kaksi", "kolme"):
        await phone.types(text)
    first, second, third = await client.updates()
    assert [one.message.text for one in (first, second, third)] == ["yksi", "kaksi", "kolme"]
    assert [one.update_id for one in await client.updates(limit=2)] == [first.update_id, second.update_id]
    assert [one.update_id for one in await client.updates(third.update_id)] == [third.update_id]
    assert await client.updates(third.update_id + 1) == []


async def test_a_negative_offset_keeps_only_the_newest(client: Client, api: BotApi) -> None:
    phone = api.phone()
    for text in ("yksi", "kaksi", "kolme"):
        await phone.types(text)
    assert [one.message.text for one in await client.updates(-1)] == ["kolme"]
    assert [one.message.text for one in await client.updates()] == ["kolme"]


async def test_a_long_poll_waits_for_what_comes(client: Client, api: BotApi) -> None:
    polling = asyncio.create_task(client.updates(seconds=5))
    await api.until(lambda: api.updates.poll)
    await api.phone("sv").types("hej")
    (update,) = await polling
    assert (update.message.text, update.message.from_user.language_code) == ("hej", "sv")


async def test_the_older_of_two_pollers_is_told_of_the_conflict(make: Make, api: BotApi) -> None:
    old, new = make(), make()
    first = asyncio.create_task(old.updates(seconds=5))
    await api.until(lambda: api.updates.polls == 1 and api.updates.poll)
    second = asyncio.create_task(new.updates(seconds=5))
    error = await refusal_of(first)
    assert "terminated by other getupdates request; make sure that only one bot instance is running" in told(error)
    await api.phone().types("hei")
    assert len(await second) == 1


async def test_a_webhook_ends_a_poll(make: Make, api: BotApi) -> None:
    polling = asyncio.create_task(make().updates(seconds=5))
    await api.until(lambda: api.updates.poll)
    await make().set_webhook("https://127.0.0.1:9/hook")
    assert "terminated by setwebhook request" in told(await refusal_of(polling))


# -- the address and the body ----------------------------------------------------------------------


async def test_another_token_is_unauthorized_for_both(make: Make) -> None:
    assert "unauthorized" in told(await refusal_of(make(token="1:other").me()))


@pytest.mark.parametrize("method", ["sendMessage", "sendmessage", "SENDMESSAGE"])
async def test_any_case_and_any_kind_of_body_will_do(api: BotApi, method: str) -> None:
    """JSON, a form, multipart and the address itself bring the same parameters."""
    phone = api.phone()
    await phone.types("/start")
    values = {"chat_id": str(phone.id), "text": "hei"}
    parts = aiohttp.FormData(values, default_to_multipart=True)
    bodies: list[dict[str, Any]] = [
        {"json": values}, {"data": values}, {"data": parts}, {"verb": "GET", "params": values}
    ]  # fmt: skip
    for body in bodies:
        status, answer = await raw(api, method, **body)
        assert (status, answer["result"]["text"]) == (200, "hei")
    assert [call.method for call in api.calls] == ["sendMessage"] * 4


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("sendNothing", 404, "Not Found: method not found"),
        ("sendMessage", 400, "Bad Request: chat_id is empty"),
        ("getMe?x=1", 200, None),
    ],
)
async def test_a_call_that_cannot_be_is_refused(api: BotApi, path: str, status: int, words: str | None) -> None:
    code, answer = await raw(api, path)
    assert (code, answer.get("description")) == (status, words)
    assert answer["ok"] == (status == 200)


async def test_a_logged_out_bot_may_do_nothing(api: BotApi) -> None:
    assert (await raw(api, "logOut"))[1]["result"] is True
    code, answer = await raw(api, "getMe")
    assert (code, answer["description"]) == (400, "Bad Request: Logged out")


async def test_a_profile_is_kept_by_language(api: BotApi) -> None:
    for kind, method in (("name", "Name"), ("description", "Description"), ("short_description", "ShortDescription")):
        for language, text in (("", "Polku"), ("sv", "Stigen")):
            body = {kind: text, "language_code": language}
            assert (await raw(api, f"setMy{method}", json=body))[0] == 200
        got = await raw(api, f"getMy{method}", json={"language_code": "sv"})
        assert got[1]["result"] == {kind: "Stigen"}
        assert (api.phone("sv").about(kind), api.phone("fi").about(kind)) == ("Stigen", "Polku")
        code, _ = await raw(api, f"setMy{method}", json={kind: "x" * 513})
        assert code == 400


async def test_the_menu_button_and_the_chat_action_are_checked(api: BotApi) -> None:
    phone = api.phone()
    await phone.types("/start")
    for method, good, wrong in (
        ("setChatMenuButton", {"menu_button": {"type": "commands"}}, {"menu_button": {"type": "x"}}),
        ("sendChatAction", {"action": "typing"}, {"action": "sleeping"}),
    ):
        asked = {"chat_id": phone.id}
        assert (await raw(api, method, json=asked | good))[0] == 200
        assert (await raw(api, method, json=asked | wrong))[0] == 400
    assert phone.inside.action == "typing"
