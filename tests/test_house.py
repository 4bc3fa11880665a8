"""The house: who may import whom, what the core must not touch, how big things get, what lies around."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOP_LEVEL = frozenset(
    {"pyproject.toml", "bot", "flows", "locales", "storage", "tests", "README.md", "Makefile", "LICENSE"}
)
PURE = frozenset({"pydantic", "transitions", "babel", "markdown_it", "holidays", "phonenumbers"})
IMPURE = frozenset(
    {
        "asyncio",
        "concurrent",
        "http",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "queue",
        "random",
        "secrets",
    }
    | {
        "shutil",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
        "threading",
        "time",
        "urllib",
        "uuid",
    }
)
IMPURE_CALLS = frozenset({"open", "print", "input", "eval", "exec", "breakpoint", "__import__"})
CLOCKS = frozenset({"now", "today", "utcnow", "fromtimestamp"})
LONGEST_FUNCTION, LONGEST_FILE = 60, 400
TEXTS = frozenset(
    {
        ".py",
        ".yaml",
        ".md",
        ".toml",
        ".html",
        ".css",
        ".js",
        ".svg",
        ".json",
        ".po",
        ".pot",
        ".lock",
        ".sql",
        ".txt",
        "",
    }
)
FORBIDDEN = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE = re.compile(r"(?<![\w./:])/(?:work|home|root|Users|mnt|srv)" + r"/|\b[A-Z]:\\\\?Users")
REGISTRY = re.compile(
    r"(?:pypi\.|python" + r"hosted\.|registry\.npm" + r"js|artifact" + r"ory|index" + r"-url)", re.IGNORECASE
)
SENTENCE = 3
"""Words in a test's name (or docstring) from which it can say what is true."""


# -- what there is ---------------------------------------------------------------------------------


@cache
def ignored() -> list[str]:
    lines = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    return [line.rstrip("/") for line in lines if line and not line.startswith("#")]


def is_ignored(path: Path) -> bool:
    return any(fnmatch(part, pattern) for part in path.relative_to(ROOT).parts for pattern in ignored())


def files(*under: str, suffix: str = "") -> list[Path]:
    """Every file of some top-level entries that is not ignored, and is not empty handed."""
    tops = [ROOT / name for name in under]
    found = [path for top in tops for path in ([top] if top.is_file() else sorted(top.rglob("*")))]
    found = [
        path for path in found if path.is_file() and (not suffix or path.suffix == suffix) and not is_ignored(path)
    ]
    assert found, f"found nothing in {under}"
    return found


def everything() -> list[Path]:
    entries = [path.name for path in ROOT.iterdir() if path.name != ".git" and not is_ignored(path)]
    return [path for path in files(*entries) if path.suffix in TEXTS]


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


# -- who imports whom ------------------------------------------------------------------------------


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Every module imported anywhere in a file, also in functions; `from a import b` gives `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def layer_of(module: str) -> str:
    """The part of the house that a module belongs to; `html` serves every channel and is none."""
    parts = module.split(".")
    if parts[0] != "bot":
        return parts[0]
    if parts[1:2] == ["channels"]:
        name = parts[2] if len(parts) > 2 else ""
        if name in ("", "html"):
            return "html"
        return next((channel for channel in ("telegram", "console") if name.startswith(channel)), "web")
    if parts[1:2] in (["core"], ["documents"], ["counting"], ["__main__"]):
        return parts[1]
    return "tools"


HOUSE = frozenset(
    {"core", "documents", "tools", "counting", "html", "web", "telegram", "console", "storage", "__main__", "tests"}
)
SHARED = frozenset({"core", "documents", "tools", "counting", "storage", "html"})
MAY_IMPORT = {
    "core": frozenset({"core"}),
    "documents": frozenset({"core", "documents"}),
    "tools": frozenset({"core", "documents", "tools"}),
    "counting": frozenset({"core", "storage", "counting"}),
    "html": frozenset({"core", "html"}),
    "storage": frozenset({"storage"}),
    **{channel: SHARED | {channel} for channel in ("web", "telegram", "console")},
    "__main__": HOUSE - {"__main__", "tests"},
}


def wrong_arrows(module: str, tree: ast.AST) -> list[str]:
    """The imports of a module that its place in the house does not allow."""
    layer = layer_of(module)
    found = []
    for name in imports_of(tree):
        other, outside = layer_of(name), name.partition(".")[0]
        if name.startswith("bot.") or other in ("storage", "tests"):
            wrong = other not in MAY_IMPORT[layer]
        elif layer == "core":
            wrong = outside in IMPURE or outside not in PURE | sys.stdlib_module_names
        else:
            wrong = False
        if wrong:
            found.append(f"{module} imports {name}")
    return found


def impure_calls(tree: ast.AST) -> list[str]:
    """Calls and clocks that make a function depend on more than its arguments."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_CALLS:
            found.append(node.func.id)
        if (
            isinstance(node, ast.Attribute)
            and node.attr in CLOCKS
            and isinstance(node.value, ast.Name)
            and node.value.id in ("date", "datetime")
        ):
            found.append(f"{node.value.id}.{node.attr}")
        if isinstance(node, ast.AsyncFunctionDef | ast.Await):
            found.append("async")
    return found


def test_imports_run_one_way_through_the_house() -> None:
    seen, wrong = set(), []
    for path in files("bot", "storage", suffix=".py"):
        seen.add(layer_of(module_of(path)))
        wrong += wrong_arrows(module_of(path), tree_of(path))
    assert seen >= {"core", "tools", "documents", "web", "html", "storage", "__main__"}
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot.core.turn", "import os"),
        ("bot.core.turn", "from pathlib import Path"),
        ("bot.core.turn", "import yaml"),
        ("bot.core.turn", "from bot.load import load_pages"),
        ("bot.core.checks.names", "from bot import load"),
        ("bot.documents.poster", "from bot.channels.html import web_html"),
        ("bot.load", "from bot.channels import web"),
        ("bot.load", "from storage import counts"),
        ("bot.channels.html", "from bot.channels.web import make_app"),
        ("bot.channels.telegram", "def late():\n    from bot.channels import api"),
        ("bot.channels.web", "import bot.channels.telegram"),
        ("bot.channels.console", "from bot.channels.telegram_rows import row"),
        ("bot.channels.web", "from bot.__main__ import main"),
        ("bot.channels.web", "from bot import __main__"),
        ("storage.counts", "from bot.core.book import Book"),
        ("bot.core.turn", "from tests.conftest import tap"),
    ],
)
def test_a_wrong_arrow_would_be_seen(module: str, line: str) -> None:
    assert len(wrong_arrows(module, ast.parse(line))) == 1


@pytest.mark.parametrize(
    "line",
    ["open('x')", "print(1)", "date.today()", "datetime.now()", "f(datetime.utcnow)", "async def f(): pass"],
)
def test_an_impure_call_would_be_seen(line: str) -> None:
    assert impure_calls(ast.parse(line))


def test_the_core_opens_nothing_asks_no_clock_and_waits_for_nothing() -> None:
    found = {module_of(path): impure_calls(tree_of(path)) for path in files("bot/core", suffix=".py")}
    assert len(found) > 30
    assert {module: calls for module, calls in found.items() if calls} == {}


# -- measures --------------------------------------------------------------------------------------


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end, the docstring taken off."""
    first = function.body[0]
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if ast.get_docstring(function) else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def test_no_function_is_longer_than_sixty_lines() -> None:
    measured = [
        (length_of(function), f"{module_of(path)}.{function.name}")
        for path in files("bot", "storage", "tests", suffix=".py")
        for function in functions(tree_of(path))
    ]
    assert len(measured) > 300
    assert [found for found in measured if found[0] > LONGEST_FUNCTION] == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    measured = [
        (len(path.read_text(encoding="utf-8").splitlines()), module_of(path))
        for path in files("bot", "storage", "tests", suffix=".py")
    ]
    assert len(measured) > 60
    assert [found for found in measured if found[0] > LONGEST_FILE] == []


# -- what must not lie around ----------------------------------------------------------------------


def test_the_top_level_has_only_what_the_design_names() -> None:
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and not is_ignored(path)}
    assert {"bot", "flows", "pyproject.toml"} <= names <= TOP_LEVEL


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        (FORBIDDEN, "# TO" + "DO later"),
        (MACHINE, "open('/ho" + "me/me/x')"),
        (REGISTRY, "https://py" + "pi.org/simple"),
    ],
    ids=["unfinished work", "a path of one machine", "a package index"],
)
def test_no_file_has_unfinished_work_a_path_of_one_machine_or_a_package_index(
    pattern: re.Pattern[str], sample: str
) -> None:
    assert pattern.search(sample)
    looked_at = everything()
    assert len(looked_at) > 100
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in looked_at
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def is_a_sentence(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    words = function.name.split("_")[1:]
    said = (ast.get_docstring(function) or "").split("\n\n")[0]
    return len(words) >= SENTENCE or (len(said.split()) >= SENTENCE and said.rstrip().endswith("."))


def test_every_test_says_in_a_sentence_what_is_true() -> None:
    tests = [
        (path, function)
        for path in files("tests", suffix=".py")
        if path.name.startswith("test_")
        for function in functions(tree_of(path))
        if function.name.startswith("test_")
    ]
    assert len(tests) > 150
    assert [f"{module_of(path)}.{function.name}" for path, function in tests if not is_a_sentence(function)] == []
