"""After everything that a person can send to the web channel, nothing of it is left: in no file, no log, no memory.

The real program is watched from outside (`tests.memory`). Two things outlive an answer, both outside our own code:
- uvloop reads every connection into one buffer of 250 kB, which the next request overwrites from its beginning. So
  the end of a request stays there until some request comes that is as long: other people's going on clears it.
- uvicorn keeps the headers and the body of the last request of a connection until the next one on it, or until five
  seconds after its answer, also when the other end is lost meanwhile. Requests that were sent one after another without
  waiting, over a connection that was then lost, it keeps in a circle of objects until Python next collects rubbish.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from tests.memory import (
    CODE,
    ROOT,
    Server,
    coded,
    collected,
    in_files,
    learned,
    live,
    only_glibc,
    own,
    places,
    remains,
    serving,
    texts,
)
from tests.waiting import PATIENCE, until

WORD = "".join(reversed("xuttnilavoluhip"))
"""No file holds it whole, so that wherever it is found, it was sent."""
WANTED = coded((WORD, CODE[:-1]))
OPEN = 5.0
"""Seconds that a connection is kept open after an answer."""
FORM = "application/x-www-form-urlencoded"
KINDS = {"front", "cards", "section", "one", "several", "date", "outcome", "end", "settings", "help", "answers"}


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the search has learned already."""
    return learned(tmp_path_factory)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Iterator[Server]:
    """The program, watched, for more than one test."""
    with serving(own(tmp_path_factory.mktemp("watched"), cache)) as server:
        yield server


def word(kind: str) -> str:
    """What is sent in this way."""
    return f"{WORD}{kind}x"


def kinds_of_place(server: Server) -> dict[str, str]:
    """A place of each kind, found by walking as people do: always the choice that was taken least."""
    front = server.turn("alku_fi")
    flows = [choice["place"] for choice in front["choices"] if choice["kind"] == "flow"]
    cards = [choice["place"] for choice in server.turn("kortti_fi")["choices"] if choice["kind"] == "card"]
    sections = [choice["place"] for choice in server.turn(cards[0])["choices"] if "__" in choice["place"]]
    found = {"front": "alku_fi", "cards": "kortti_fi", "card": cards[0], "section": sections[0]}
    taken: Counter[tuple[str, str, str]] = Counter()
    for start in flows * 40:
        place = start
        while place and not found.keys() >= KINDS:
            place = _step(server, place, found, taken)
    return found


def _step(server: Server, place: str, found: dict[str, str], taken: Counter[tuple[str, str, str]]) -> str:
    """Note the kind of a place, and go on. Returns the next place, none at an end."""
    reply = server.turn(place)
    ends = any(choice["place"].endswith("_joo") for choice in reply["choices"])
    asked = reply["asks"]["kind"] if reply["asks"] else "one"
    found.setdefault("outcome" if reply["duties"] else "end" if ends else asked, place)
    if reply["answers"]:
        for kind, over in (("settings", "s"), ("help", "h"), ("answers", "v")):
            found.setdefault(kind, "_".join([*[*place.split("_"), "", ""][:3], over]))
    answering = [choice for choice in reply["choices"] if choice["kind"] in ("option", "flow", "date")]
    ways = [(taken[reply["flow"], reply["step"], choice["id"]], choice["id"], choice["place"]) for choice in answering]
    if ends or not ways:
        return ""
    _, name, onward = min(ways, key=lambda way: way[0])
    taken[reply["flow"], reply["step"], name] += 1
    return str(onward)


# -- what a person does ----------------------------------------------------------------------------


def types_everywhere(server: Server, found: Mapping[str, str]) -> int:
    """Type each kind of text at each kind of place, into the page and through the API. Returns how often."""
    sent = 0
    for kind, place in found.items():
        for number, (form, program) in enumerate(
            zip(texts(word(f"form{kind}")), texts(word(f"json{kind}")), strict=True)
        ):
            long = number == 7
            page = server.ask("POST", "/", data={"place": place, "from": found["one"], "text": form})
            assert page.status_code == 200
            answer = server.ask("POST", "/api/turn", json={"place": place, "text": program})
            assert answer.status_code == (400 if long else 200)
            sent += 2
    return sent


def misuses_everything(server: Server, found: Mapping[str, str]) -> int:
    """Put words where none are expected: in fields, addresses, headers and broken bodies. Returns how often."""
    before, ask, names = len(server.answers), server.ask, (f"odd{number}" for number in count())
    for field_name in ("place", "from", "date", "several", "lang", "id"):
        ask("POST", "/", data={"place": found["date"], field_name: word(next(names))})
        ask("POST", "/", data={"place": found["several"], field_name: word(next(names))})
        ask("POST", "/api/turn", json={"place": found["several"], field_name: word(next(names))})
        ask("POST", "/api/turn", json={"place": found["several"], field_name: [word(next(names)), {}]})
        ask("POST", "/document", json={"place": found["outcome"], "id": "x", field_name: word(next(names))})
        ask("POST", "/document", data={"place": found["outcome"], "id": "x", field_name: word(next(names))})
    for name in (
        word(next(names)),
        f"{word('a')}/{word('b')}",
        f"alku_fi_{word('c')}_{word('d')}",
        "alku_fi__c-qwertyu",
    ):
        for path in ("/", "/map/", "/static/", "/api/", "/document/", "/health/"):
            ask("GET", f"{path}{name}")
            ask("POST", f"{path}{name}", content=word(next(names)))
    ask("GET", f"/{quote('ä – ' + word('quoted'))}")
    ask("GET", f"/?lang={word('query')}&text={word('query')}#{word('fragment')}")
    ask("GET", f"/map/huoli.svg?{word('query')}")
    ask("POST", f"/?text={word('query')}", data={word("name"): word("value")})
    ask("POST", "/", files={"text": (word("file"), word("file"), word("type"))}, data={"text": word("multipart")})
    ask("POST", "/", files={"text": (None, word("multipart"))})
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        ask(method, "/api/turn", content=word("method"))
        ask(method, f"/{word('method')}", content=word("method"))
    for name in ("User-Agent", "Referer", "Cookie", "Accept-Language", "Host", "X-Forwarded-For", "Accept", word("x")):
        headers = {name: f"{word('header')}={word('header')}"}
        ask("GET", "/", headers=headers)
        ask("POST", "/api/turn", headers=headers, json={"text": word("header")})
        ask("POST", "/document", headers=headers, content=word("header"))
    for body in broken_bodies():
        ask("POST", "/api/turn", content=body)
        ask("POST", "/document", content=body)
        ask("POST", "/", content=body, headers={"Content-Type": FORM})
        ask("POST", "/", content=body, headers={"Content-Type": "multipart/form-data; boundary=rajaviiva"})
        ask("POST", "/", content=body, headers={"Content-Type": f"multipart/form-data; boundary={word('edge')}"})
    return len(server.answers) - before


def broken_bodies() -> Iterator[bytes]:
    """Bodies that nothing can read, each with words in it."""
    canary = word("broken")
    yield f'{{"place": "alku", "text": "{canary}'.encode()
    yield f'{{"text": "{canary}", "{canary}": 1}}'.encode()
    yield f'{{"text": {canary}}}'.encode()
    yield f'["{canary}"]'.encode()
    yield b"[" * 5000 + canary.encode()
    yield canary.encode() + b"\xff\xfe" + canary.encode("utf-16")
    yield f"--rajaviiva\r\nContent-Disposition: form-data; name={canary}\r\n\r\n{canary}".encode()
    yield f"--rajaviiva\r\n{canary} {canary}: x\r\n\r\n{canary}\r\n--rajaviiva--\r\n{canary}".encode()
    yield f"--raja{canary}\r\n".encode()
    yield f"text={canary}&place=%{canary}&={canary}&".encode() * 3
    yield f"text={canary}&".encode() + b"x" * 17_000
    yield f"{canary}=&".encode() * 100


def breaks_off(server: Server) -> int:
    """Hang up in the middle, before the answer, and with lengths that are not true. Returns how often."""
    sent = 0
    for path, kind, body in (
        ("/", FORM, f"place=huoli_fi&text={word('raw')}"),
        ("/api/turn", "application/json", json.dumps({"place": "huoli_fi", "text": word("raw")})),
        ("/document", "application/json", json.dumps({"place": word("raw"), "id": word("raw")})),
    ):
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nUser-Agent: {word('agent')}\r\nContent-Type: {kind}\r\n"
        chunk = f"{len(body):x}\r\n{body}\r\n"
        for request in (
            f"{head}Content-Length: {len(body)}\r\n\r\n{body}",
            f"{head}Content-Length: {len(body) + 300}\r\n\r\n{body}",
            f"{head}Content-Length: {len(body) - 15}\r\n\r\n{body}",
            f"{head}Content-Length: {word('length')}\r\n\r\n{body}",
            f"{head}Transfer-Encoding: chunked\r\n\r\n{chunk}0\r\n\r\n",
            f"{head}Transfer-Encoding: chunked\r\n\r\n{chunk}",
            f"{head}Transfer-Encoding: chunked\r\n\r\n{len(body) + 9:x}\r\n{body}",
            f"{head}Transfer-Encoding: chunked\r\n\r\n{word('size')}\r\n{body}",
            f"{head}Expect: 100-continue\r\nContent-Length: {len(body) + 3}\r\n\r\n{body}",
            f"{head}Upgrade: websocket\r\nConnection: Upgrade\r\nContent-Length: {len(body)}\r\n\r\n{body}",
            head,
            f"{word('line')} {word('line')}\r\n{word('line')}\r\n\r\n",
            f"GET /{word('pipe')} HTTP/1.1\r\nHost: x\r\n\r\n" * 9,
        ):
            for resets in (False, True):
                server.sends(request.encode(), resets=resets)
                sent += 1
    return sent


# -- what goes wrong meanwhile ---------------------------------------------------------------------


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another program writes into the counts, and does not end."""
    with closing(sqlite3.connect(server.own.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def rewritten(server: Server, change: Callable[[bytes], bytes]) -> Iterator[None]:
    """The database holds something else for a while."""
    whole = server.own.database.read_bytes()
    server.own.database.write_bytes(change(whole))
    yield
    server.own.database.write_bytes(whole)


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """No file of the program may grow by a byte, wherever it is: the database, the cache, temporary files."""
    usual = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, usual[1]))
    yield
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, usual)


def garbage(_: bytes) -> bytes:
    """No database at all."""
    return b"not a database" * 1000


def read_only(whole: bytes) -> bytes:
    """The same database as of a later SQLite, which this one may read and not write, whoever asks."""
    return whole[:18] + b"\x03" + whole[19:]


def others_go_on(server: Server, times: int) -> None:
    """Other people ask and walk, one sends far too much: what stood in the buffer of the network is written over."""
    for _ in range(times):
        server.ask("POST", "/api/turn", content="x" * 30_000)
        for place in ("alku_fi", "huoli_fi", "kortti_fi"):
            server.ask("POST", "/", data={"place": place, "text": "Mikä on lastensuojeluilmoitus?"})
            server.turn(place, text="ä" * 1000)
            server.ask("POST", "/", data={"place": place, "text": "öä " * 333})
            server.ask("GET", f"/{place}")
            server.leaves()


# -- what is true ----------------------------------------------------------------------------------


def left(server: Server, *, beside: range = range(0)) -> set[str]:
    """What stands in the program's memory, but for one stretch of it."""
    return {f"{label} at {name}" for label, at, name in places(server.process.pid, WANTED) if at not in beside}


def goes(server: Server) -> bool:
    """Whether other people's going on leaves nothing of it, within the time that a connection may stay open."""
    end, found = time.monotonic() + OPEN + PATIENCE, {"not looked for"}
    while found and time.monotonic() < end:
        others_go_on(server, 1)
        collected(server.process.pid, server.own.looked)
        found = left(server)
    assert not found, live(server.process.pid, server.own.looked, [WORD, CODE])
    return True


@only_glibc
def test_nothing_that_is_sent_is_kept_whatever_goes_wrong(tmp_path: Path, cache: Path) -> None:
    with serving(own(tmp_path, cache)) as server:
        alone = server.connections
        found = kinds_of_place(server)
        assert found.keys() >= KINDS
        assert types_everywhere(server, found) > 150
        assert misuses_everything(server, found) > 150
        assert breaks_off(server) > 60
        until(lambda: server.own.database.exists() and server.status == "ok")
        for fault in (locked(server), rewritten(server, garbage), rewritten(server, read_only), full_disk(server)):
            with fault:
                assert types_everywhere(server, {"one": found["one"], "several": found["several"]}) > 30
                assert breaks_off(server) > 60
                until(lambda: server.status == "counting-off")
            until(lambda: server.status == "ok")
        server.leaves()
        until(lambda: server.connections <= alone)
        assert goes(server)
        counted = subprocess.run(
            [sys.executable, "-m", "bot", "counts"], cwd=ROOT, env=server.own.environ(), capture_output=True, check=True
        )
        with socket.create_connection(("127.0.0.1", server.port)) as half, httpx.Client() as whole:
            half.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\ntext={word('half')}".encode())
            whole.get(f"{server.address}/{word('last')}")
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(PATIENCE) == 0
    said = b"\n".join((*server.said, counted.stdout, counted.stderr, *(one.encode() for one in server.answers)))
    assert b"huoli" in counted.stdout
    assert b"step_counts" in said
    assert {label for label, pattern in WANTED.items() if pattern in said} == set()
    assert in_files(server.own.folder, WANTED) == set()


@only_glibc
def test_the_end_of_a_long_request_stays_in_one_buffer_until_a_request_as_long_comes(watched: Server) -> None:
    alone = watched.connections
    loop = collected(watched.process.pid, watched.own.looked)
    watched.ask("POST", "/", content="x" * 20_000 + f" {word('tail')}")
    watched.leaves()
    until(lambda: watched.connections <= alone)
    watched.turn("alku_fi", text="Mikä on lastensuojeluilmoitus?")
    until(lambda: not left(watched, beside=loop))
    watched.ask("POST", "/", content="x" * 30_000)
    until(lambda: not left(watched))


@only_glibc
def test_an_open_connection_forgets_its_last_request_when_it_is_closed_after_five_seconds(watched: Server) -> None:
    with httpx.Client(base_url=watched.address, headers={"User-Agent": word("agent")}) as person:
        person.post("/", data={"place": "huoli_fi", "text": word("text")})
        assert left(watched)
        assert goes(watched)


def test_the_program_as_anybody_starts_it_says_nothing_of_what_is_sent(tmp_path: Path, cache: Path) -> None:
    """Without any setting of logs, and with all that can be wrong with a request."""
    with serving(own(tmp_path, cache), watched=False) as server:
        found = kinds_of_place(server)
        assert misuses_everything(server, found) > 150
        assert breaks_off(server) > 60
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
    kinds = {line.decode().strip() for line in server.said}
    of_uvicorn = ("Invalid HTTP request received.", "Unsupported upgrade request.", "No supported WebSocket library")
    assert {kind for kind in kinds if not kind.startswith(of_uvicorn)} == set()


@only_glibc
def test_the_search_finds_what_something_holds_however_wide_its_letters() -> None:
    held = [f"{WORD}", f"{WORD}–", f"{WORD}🙂"]
    assert set(remains(os.getpid(), WANTED)) >= {f"{WORD} in {code}" for code in ("utf-8", "utf-16-le", "utf-32-le")}
    assert len(held) == 3
