"""The small instrument that most tests of forms ask questions of, and a way to read one written in a test."""

from pathlib import Path

import pytest

from forms import read_file

FOLDER = Path(__file__).parent / "instruments"


@pytest.fixture(scope="session")
def small():
    return read_file(FOLDER / "small.toml")


@pytest.fixture
def read_edited(tmp_path):
    """Reads small.toml after replacing words of it; each must occur, or the test would prove nothing."""

    def read(*replacements):
        text = (FOLDER / "small.toml").read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        (tmp_path / "edited.toml").write_text(text, encoding="utf-8")
        return read_file(tmp_path / "edited.toml")

    return read


@pytest.fixture
def read_extending(tmp_path):
    """Reads a version that extends small.toml with the differences given as TOML."""

    def read(differences, head='extends = "small"\ncode = "small"\nversion = "x"\n'):
        (tmp_path / "small.toml").write_bytes((FOLDER / "small.toml").read_bytes())
        (tmp_path / "x.toml").write_text(head + differences, encoding="utf-8")
        return read_file(tmp_path / "x.toml")

    return read
