"""A copy of the toys for the tests that break content."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.core.copies import Copy


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    """The toys in a folder of their own."""
    return Copy(tmp_path / "toys")
