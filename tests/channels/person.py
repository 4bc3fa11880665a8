"""A person with a plain browser: reads a page's forms and presses buttons by their words. No JavaScript."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx


@dataclass
class Button:
    """A submit button: what it sends, and what can be read on it."""

    name: str
    value: str
    label: str = ""
    spoken: str = ""


@dataclass
class Form:
    """A form with what it sends by itself."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[tuple[str, str, bool]] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)


class Page(HTMLParser):
    """The parts of a page that a person acts on, and its words."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.lang = self.title = self.heading = self.words = ""
        self._inside: list[str] = []
        self._button: Button | None = None
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._inside.append(tag)
        if tag == "html":
            self.lang = given["lang"]
        elif tag == "form":
            self.forms.append(Form(given["action"]))
        elif tag == "button" and self.forms:
            self._button = Button(given.get("name", ""), given.get("value", ""), spoken=given.get("aria-label", ""))
            self.forms[-1].buttons.append(self._button)
        elif tag == "input":
            self._take_input(given)
        elif tag == "a":
            self.links.append((given["href"], ""))

    def _take_input(self, given: dict[str, str]) -> None:
        form = self.forms[-1]
        match given["type"]:
            case "hidden":
                form.fields.append((given["name"], given["value"]))
            case "checkbox":
                form.boxes.append((given["name"], given["value"], "checked" in given))
            case _:
                form.inputs.append(given["name"])

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop() != tag:
            pass
        if tag == "button":
            self._button = None

    def handle_data(self, data: str) -> None:
        said = " ".join(data.split())
        if "title" in self._inside:
            self.title += said
        elif said and "svg" not in self._inside:
            self.words += said + "\n"
            if self._button:
                self._button.label = f"{self._button.label} {said}".strip()
            if "h1" in self._inside:
                self.heading += said

    def form_with(self, name: str) -> Form:
        """The form that has an input of this name."""
        return next(form for form in self.forms if name in form.inputs or any(box[0] == name for box in form.boxes))

    def labels(self) -> list[str]:
        """What can be read on the buttons."""
        return [button.label for form in self.forms for button in form.buttons]


def read(response: httpx.Response) -> Page:
    """The page of an answer that is one."""
    assert response.status_code == 200, response.text[:300]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return Page(response)


async def press(client: httpx.AsyncClient, page: Page, words: str) -> Page:
    """Press the first button that begins with these words, in its own form."""
    form, button = next(
        (form, button)
        for form in page.forms
        for button in form.buttons
        if words in (button.value, button.spoken) or button.label.removeprefix("1 ").startswith(words)
    )
    fields = [*form.fields, *((name, value) for name, value, ticked in form.boxes if ticked)]
    if button.name:
        fields.append((button.name, button.value))
    return read(await send(client, form.action, fields))


async def send(client: httpx.AsyncClient, action: str, fields: list[tuple[str, str]]) -> httpx.Response:
    """Send a form as a browser does."""
    data: dict[str, list[str]] = {}
    for name, value in fields:
        data.setdefault(name, []).append(value)
    return await client.post(action.partition("#")[0], data=data)


async def say(client: httpx.AsyncClient, page: Page, name: str, value: str) -> Page:
    """Fill in the one field of a form and send it."""
    form = page.form_with(name)
    return read(await send(client, form.action, [*form.fields, (name, value)]))


async def tick(client: httpx.AsyncClient, page: Page, *values: str) -> Page:
    """Tick some boxes and send them."""
    form = page.form_with("several")
    assert set(values) <= {value for _, value, _ in form.boxes}
    return read(await send(client, form.action, [*form.fields, *(("several", value) for value in values)]))
