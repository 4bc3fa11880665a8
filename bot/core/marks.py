"""The marks and small types that the models of the content are made of.

`Translated` marks a field whose text goes to translators, once and for all tools: the kind becomes msgctxt, the
limit a translator's comment and a check.

Decided 2026-11-21: policy stays out of code. A condition is a mapping from a question or a named fact to
the values that fit; there is no expression language, because a lawyer must be able to read the line and a
program must be able to tell which answers it tells apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

LABEL_LIMIT, HINT_LIMIT, TITLE_LIMIT, BODY_LIMIT = 60, 240, 160, 900
SECTION_LIMIT = 760
"""Characters of one card section, all its lines together, in the Finnish source."""
COPY_LIMIT = 256
"""Telegram's limit for the text of a copy button."""


@dataclass(frozen=True, slots=True)
class Translated:
    """Marks a field whose text goes to translators; `limit` counts characters."""

    kind: Literal["button", "title", "body"]
    limit: int


def frozen(value: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(value)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


Label = Annotated[str, Translated("button", LABEL_LIMIT), Field(min_length=1)]
Title = Annotated[str, Translated("title", TITLE_LIMIT), Field(min_length=1)]
Hint = Annotated[str, Translated("body", HINT_LIMIT), Field(min_length=1)]
Body = Annotated[str, Translated("body", BODY_LIMIT), Field(min_length=1)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
FlowId = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=34)]
SectionId = Annotated[str, Field(pattern=r"^[a-z]{2,}$", max_length=12)]
QuestionKey = Annotated[str, Field(pattern=r"^[A-Za-z]$")]
OptionKey = Annotated[str, Field(pattern=r"^[0-9a-z]$")]
SourceTag = Annotated[str, Field(min_length=2)]
Day = Annotated[date, BeforeValidator(lambda text: date.fromisoformat(text) if isinstance(text, str) else text)]


class Part(BaseModel):
    """Base of every model here: frozen, and a key that is not declared is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, populate_by_name=True)


class Not(Part):
    """`{not: [a, b]}`: any other value, and also "was not asked"."""

    values: tuple[str, ...] = Field(alias="not", min_length=1)


Values = Annotated[tuple[str, ...], Field(min_length=1)] | Not
Clause = Annotated[dict[str, Values], Field(min_length=1), AfterValidator(frozen)]
Condition = Annotated[tuple[Clause, ...], BeforeValidator(_as_list), Field(min_length=1)]
"""One clause or a list of clauses: OR of ANDs. `-` as a value means "was not asked"; the key `has` means
"the outcome has one of these duties"; a fact's values are `yes` and `no`."""


def mark_of(field: FieldInfo) -> Translated | None:
    """The `Translated` of a field, also of an optional one; None when the field is not translated."""
    inner = (part for option in get_args(field.annotation) for part in get_args(option))
    return next((part for part in (*field.metadata, *inner) if isinstance(part, Translated)), None)


def _marked(
    value: object, path: tuple[str | int, ...], mark: Translated
) -> Iterator[tuple[tuple[str | int, ...], str, Translated]]:
    """The text of a translated field, or each text when the field is a mapping of them."""
    if isinstance(value, str):
        yield path, value, mark
    elif isinstance(value, Mapping):
        for name, text in value.items():
            yield from _marked(text, (*path, name), mark)


def translated_texts(
    part: object, path: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, Translated]]:
    """Yield (path in the file, text, mark) for every translated field below `part`, in file order."""
    if isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            mark = mark_of(field)
            step = (*path, field.alias or name)
            yield from translated_texts(value, step) if mark is None else _marked(value, step, mark)
    elif isinstance(part, Mapping):
        for name, value in part.items():
            yield from translated_texts(value, (*path, name))
    elif isinstance(part, tuple | list):
        for index, value in enumerate(part):
            yield from translated_texts(value, (*path, index))
