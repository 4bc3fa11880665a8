"""What the API refuses: a clear error, and never a word of what was sent."""

from __future__ import annotations

import json

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SECRET = "salaisuus-9f3"

REFUSED = {
    "bad-json": [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"place": alku}', b"[" * 5000],
    "unknown-field": [json.dumps({"place": "alku", SECRET: 1}).encode(), b'{"place": "alku", "answers": []}'],
    "wrong-type": [
        b'{"place": 1}', b'{"place": null}', b'{"text": ["x"]}', b'{"place": "keittio", "several": "suola"}',
        b'{"place": "keittio", "several": [1]}', b'{"place":"keittio","date":20261121}',
    ],
    "text-too-long": [json.dumps({"text": SECRET * 100}).encode()],
    "place-alphabet": [
        b'{"place": "alku fi"}', b'{"place": "../etc"}', '{"place": "älku"}'.encode(), b'{"place": "alku\\n"}',
        b'{"place":"\\ud800"}',
    ],
    "place-too-long": [json.dumps({"place": "a" * 65}).encode()],
    "place-fields": [b'{"place": "keittio_fi_n1_h_x"}'],
    "no-place": [b"{}", b'{"lang": "sv"}', b'{"date": "2026-11-21"}', b'{"several": []}'],
    "too-much-said": [b'{"place": "keittio", "text": "x", "date": "2026-11-21"}', b'{"text": "x", "several": []}'],
    "not-a-date": [
        b'{"place": "keittio", "date": "21.11.2026"}', b'{"place": "keittio", "date": "2026-02-30"}',
        b'{"place": "keittio", "date": ""}',
    ],
    "not-an-answer": [
        b'{"place": "keittio", "date": "2026-11-21"}', b'{"place": "keittio", "several": []}',
        b'{"place": "alku", "several": []}',
        b'{"place": "keittio_fi_RkAmn1m10t0", "date": "1999-11-21"}',
        json.dumps({"place": "keittio_fi_RkAmn1", "several": [SECRET]}).encode(),
    ],
}  # fmt: skip
CASES = [(code, body) for code, bodies in REFUSED.items() for body in bodies]


@pytest.mark.parametrize(("code", "body"), CASES, ids=[f"{code}-{number}" for number, (code, _) in enumerate(CASES)])
async def test_a_faulty_request_is_refused_with_code_message_and_hint(
    client: httpx.AsyncClient, code: str, body: bytes
) -> None:
    """Each fault has its code and 400; the answer holds an error and nothing else."""
    response = await client.post("/api/turn", content=body)
    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert list(response.json()) == ["error"]
    assert list(response.json()["error"]) == ["code", "message", "hint"]
    assert all(response.json()["error"].values())
    assert SECRET not in response.text


async def test_a_thousand_characters_are_read_and_one_more_is_refused(client: httpx.AsyncClient) -> None:
    """The limit is exactly what the contract says, in characters and not in bytes."""
    for text in ("x" * 1000, "ä" * 1000, "🙂" * 1000):
        assert (await client.post("/api/turn", json={"text": text})).status_code == 200
        assert (await client.post("/api/turn", json={"text": text + "x"})).status_code == 400


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("path", ["/api/turn", "/document"])
async def test_another_method_is_not_allowed_and_the_answer_says_which_is(
    client: httpx.AsyncClient, path: str, method: str
) -> None:
    """405, an `Allow` header, and an error as JSON."""
    response = await client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    if method != "HEAD":
        assert response.json()["error"]["code"] == "wrong-method"


@pytest.mark.parametrize("path", ["/api/", "/api/turns", "/api/turn/", "/api/turn/x"])
async def test_an_unknown_address_under_api_is_an_error_as_json(client: httpx.AsyncClient, path: str) -> None:
    """A program that mistypes an address gets no web page."""
    for method in ("GET", "POST"):
        response = await client.request(method, path)
        assert (response.status_code, response.json()["error"]["code"]) == (404, "no-such-address")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    token=st.text(max_size=80)
    | st.from_regex(r"[a-z-]{0,12}_[a-z]{0,2}_[A-Za-z0-9]{0,30}_[a-z0-9-]{0,20}", fullmatch=True)
)
async def test_no_token_whatever_breaks_the_service(client: httpx.AsyncClient, token: str) -> None:
    """A token is answered or refused; nothing else ever happens."""
    response = await client.post("/api/turn", content=json.dumps({"place": token}))
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        again = await client.post("/api/turn", json={"place": response.json()["place"]})
        assert again.json()["notices"] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    body=st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner) | st.dictionaries(st.sampled_from(["place", "text", "date", "several", "lang"]), inner)
        ),
        max_leaves=6,
    ).map(lambda value: json.dumps(value).encode())
)
async def test_no_body_whatever_breaks_the_service(client: httpx.AsyncClient, body: bytes) -> None:
    """Any bytes and any JSON get a reply or a refusal."""
    response = await client.post("/api/turn", content=body)
    assert response.status_code in (200, 400)


@given(text=st.text(min_size=8, max_size=200).filter(lambda text: len(set(text)) > 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
async def test_what_was_typed_is_never_in_the_answer(client: httpx.AsyncClient, text: str) -> None:
    """Neither a reply nor an error repeats typed words."""
    typed = f"qzx{text}xzq"
    for response in (
        await client.post("/api/turn", content=json.dumps({"text": typed, "place": "keittio_fi"})),
        await client.post("/", data={"text": typed, "place": "keittio_fi"}),
    ):
        assert "qzx" not in response.text
