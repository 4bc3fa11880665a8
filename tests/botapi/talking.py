"""The methods that say something: send, edit, answer, delete."""

from __future__ import annotations

from typing import Any

from tests.botapi.asked import Asked, File
from tests.botapi.limits import (
    ANSWER,
    DELETED_AT_ONCE,
    INLINE_RESULTS,
    RESULT_ID,
    checked_caption,
    checked_markup,
    checked_text,
)
from tests.botapi.markup import units
from tests.botapi.refusals import Refused, bad, refusal
from tests.botapi.world import Chat, Json, Message, World, file_body, now

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
FORCED = {"force_reply", "remove_keyboard", "keyboard"}


def send_message(world: World, asked: Asked) -> Json:
    chat = world.writable(asked.values.get("chat_id", ""))
    text, entities = checked_text(asked)
    content: Json = {**reply_of(chat, asked), "text": text}
    if entities:
        content["entities"] = entities
    return post(world, chat, asked, content)


def send_document(world: World, asked: Asked) -> Json:
    chat = world.writable(asked.values.get("chat_id", ""))
    caption, entities = checked_caption(asked)
    content: Json = {**reply_of(chat, asked), "document": document_of(world, asked)}
    if caption:
        content["caption"] = caption
    if entities:
        content["caption_entities"] = entities
    return post(world, chat, asked, content)


def document_of(world: World, asked: Asked) -> Json:
    """The file of a call: uploaded now, or known by its id."""
    file = asked.file("document")
    if file is None:
        number = asked.text("document")
        if not number:
            raise bad("there is no document in the request")
        if number not in world.files:
            raise bad("wrong file identifier/HTTP URL specified")
        return file_body(number, world.files[number])
    check_upload(world, file)
    return file_body(world.store(file), file)


def check_upload(world: World, file: File) -> None:
    if not file.data:
        raise bad("file must be non-empty")
    if len(file.data) > world.upload_limit:
        raise Refused(413, "Request Entity Too Large")


def post(world: World, chat: Chat, asked: Asked, content: Json) -> Json:
    """Put the bot's message into the chat; gives what the bot is given of it."""
    markup = checked_markup(asked)
    if asked.truth("protect_content"):
        content["has_protected_content"] = True
    if options := asked.json("link_preview_options"):
        content["link_preview_options"] = options
    if markup and "inline_keyboard" in markup:
        content["reply_markup"] = markup
    message = world.add(chat, world.bot, content)
    chat.news, chat.action, message.at = chat.news + 1, "", chat.news + 1
    if markup and FORCED & markup.keys():
        chat.action = ""  # a keyboard of the phone itself is accepted, and shown nowhere here
    return message.body


def reply_of(chat: Chat, asked: Asked) -> Json:
    """The message that is replied to, if any."""
    parameters = asked.json("reply_parameters") or {}
    number = int(parameters.get("message_id") or asked.number("reply_to_message_id"))
    if not number:
        return {}
    if number not in chat.messages:
        if parameters.get("allow_sending_without_reply") or asked.truth("allow_sending_without_reply"):
            return {}
        raise refusal("reply-not-found")
    return {"reply_to_message": quoted(chat.messages[number])}


def quoted(message: Message) -> Json:
    """A message as a reply quotes it: without what it replied to itself."""
    return {key: value for key, value in message.body.items() if key != "reply_to_message"}


def send_chat_action(world: World, asked: Asked) -> bool:
    chat = world.writable(asked.values.get("chat_id", ""))
    if asked.text("action") not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat.action = asked.text("action")
    return True


def editable(world: World, asked: Asked) -> Message:
    if not asked.values.get("chat_id") and asked.text("inline_message_id"):
        raise bad("MESSAGE_ID_INVALID")  # messages sent in inline mode are not kept here
    if not asked.values.get("chat_id") and not asked.number("message_id"):
        raise bad("message identifier is not specified")
    chat = world.chat(asked.values.get("chat_id", ""))
    message = chat.message(asked.number("message_id"), "edit-not-found")
    if not message.mine or message.faded:
        raise refusal("cannot-edit")
    return message


def edit_message_text(world: World, asked: Asked) -> Json:
    text, entities = checked_text(asked, "edit-too-long")
    message = editable(world, asked)
    if "text" not in message.body:
        raise refusal("no-text")
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if options := asked.json("link_preview_options"):
        content["link_preview_options"] = options
    return edited(message, content, asked, drop=("text", "entities", "link_preview_options"))


def edit_message_reply_markup(world: World, asked: Asked) -> Json:
    return edited(editable(world, asked), {}, asked)


def edited(message: Message, content: Json, asked: Asked, drop: tuple[str, ...] = ()) -> Json:
    """Change a message; without a keyboard in the call, the keyboard goes."""
    markup = checked_markup(asked)
    if markup and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    old = message.body
    gone = {*drop, "reply_markup", "edit_date"}
    body = {key: value for key, value in old.items() if key not in gone}
    body |= {"edit_date": now(), **content, **({"reply_markup": markup} if markup else {})}
    if all(old.get(key) == body.get(key) for key in ("text", "entities", "reply_markup")):
        raise refusal("not-modified")
    message.body = body
    message.editions += 1
    message.chat.news += 1
    message.at = message.chat.news
    return body


def delete_message(world: World, asked: Asked) -> bool:
    if not asked.values.get("chat_id"):
        raise bad("chat identifier is not specified")
    if not asked.number("message_id"):
        raise bad("message identifier is not specified")
    chat = world.chat(asked.values["chat_id"])
    remove(chat.message(asked.number("message_id"), "delete-not-found"))
    return True


def delete_messages(world: World, asked: Asked) -> bool:
    chat, numbers = world.chat(asked.values.get("chat_id", "")), asked.json("message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if len(numbers) > DELETED_AT_ONCE:
        raise bad("too many message identifiers specified")
    for number in numbers:
        if found := chat.messages.get(int(number)):  # one that is not there is passed over
            remove(found)
    return True


def remove(message: Message) -> None:
    """A bot may delete its own messages, and in a private chat also the person's."""
    private = message.chat.body["type"] == "private"
    if message.faded or not (message.mine or private):
        raise refusal("cannot-delete")
    del message.chat.messages[message.number]
    message.chat.news += 1


def answer_callback_query(world: World, asked: Asked) -> bool:
    tap = world.tap(asked.text("callback_query_id"))
    text = asked.text("text")
    if units(text) > ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    tap.answered, tap.text, tap.alert, tap.url = True, text, asked.truth("show_alert"), asked.text("url")
    return True


def answer_inline_query(world: World, asked: Asked) -> bool:
    question = world.questions.get(asked.text("inline_query_id"))
    if question is None or question.results is not None:
        raise refusal("expired-callback")
    results = asked.json("results")
    if not isinstance(results, list):
        raise bad("expected an Array of inline query results")
    if len(results) > INLINE_RESULTS:
        raise bad("too many inline query results specified")
    kept = [checked_result(result) for result in results]
    if len({result["id"] for result in kept}) < len(kept):
        raise bad("RESULT_ID_DUPLICATE")
    question.results = kept
    question.details = {key: value for key, value in asked.values.items() if key != "results"}
    return True


def checked_result(result: Any) -> Json:
    if not isinstance(result, dict):
        raise bad("inline query result must be an object")
    if not 1 <= len(str(result.get("id", "")).encode()) <= RESULT_ID:
        raise bad("RESULT_ID_INVALID")
    content = result.get("input_message_content")
    if result.get("type") == "article" and not isinstance(content, dict):
        raise bad("input message content is not specified")
    if isinstance(content, dict) and "message_text" in content:
        checked_text(Asked({**content, "text": content["message_text"]}))
    checked_markup(Asked(result))
    return result
