"""`sipas`: every command has help, bad use ends non-zero with a clear message."""
import io
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from unittest.mock import patch

import pytest
from sqlalchemy import select

from survey_app.commands import main
from survey_app.database import open_engine
from survey_app.models import Wave
from tests.servers import SIPAS

COMMANDS = [
    ["demo"], ["serve"], ["scheduler"], ["db"], ["db", "upgrade"], ["user", "add"], ["desk", "list"], ["desk", "poster"],
    ["audit", "verify"], ["audit", "list"], ["link", "issue"], ["organisation", "add"], ["user", "place"], ["import"], ["pipeline", "run"], ["table"],
    ["token", "add"], ["token", "revoke"], ["token", "list"],
    ["pipeline", "thin"], ["wave", "add"], ["wave", "open"], ["wave", "close"], ["wave", "list"], ["estimate"],
    ["batch", "create"], ["batch", "dissolve"], ["frame", "import"], ["sample", "size"], ["sample", "draw"], ["case", "list"],
]


def empty_place(folder) -> dict[str, str]:
    """The environment of a command on an empty data folder."""
    return {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL")} | {"SIPAS_DATA": str(folder)}


def started(*words: str, tmp_path) -> subprocess.CompletedProcess:
    """Run the command as a terminal does, in a process of its own."""
    return subprocess.run([SIPAS, *words], env=empty_place(tmp_path), capture_output=True, text=True, timeout=120)


def sipas(*words: str, tmp_path) -> subprocess.CompletedProcess:
    """Run the command from its entry to its exit in this process; what a terminal of plain ASCII would have got."""
    shown, told = (io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2))
    with patch.dict(os.environ, empty_place(tmp_path), clear=True), patch.object(sys, "argv", ["sipas", *words]), redirect_stdout(shown), redirect_stderr(told):
        with pytest.raises(SystemExit) as end:
            main()
        if isinstance(end.value.code, str):
            print(end.value.code, file=sys.stderr)
    logging.captureWarnings(False)
    return subprocess.CompletedProcess(words, 1 if isinstance(end.value.code, str) else end.value.code or 0, written(shown), written(told))


def written(stream: io.TextIOWrapper) -> str:
    """What was written to a stream, in the encoding that people's programs expect."""
    stream.flush()
    return stream.buffer.getvalue().decode("utf-8")


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(words, tmp_path):
    shown = sipas(*words, "--help", tmp_path=tmp_path)
    assert shown.returncode == 0 and "Usage: sipas" in shown.stdout and len(shown.stdout) > 120


def test_the_help_lists_them_all(tmp_path):
    shown = started("--help", tmp_path=tmp_path).stdout
    assert all(words[0] in shown for words in COMMANDS)


@pytest.mark.parametrize("words", [["fly"], ["table"], ["import"], ["user", "add", "x", "--role", "king"], ["serve", "--port", "0"], ["desk", "list", "--format", "xml"]], ids=" ".join)
def test_bad_use_is_an_error_with_a_message(words, tmp_path):
    failed = sipas(*words, tmp_path=tmp_path)
    assert failed.returncode == 2 and "Error" in failed.stderr and "Traceback" not in failed.stderr


def test_serving_without_a_secret_stops(tmp_path):
    failed = started("serve", tmp_path=tmp_path)
    assert failed.returncode != 0 and "SECRET_KEY is missing" in failed.stderr and "Traceback" not in failed.stderr


def test_serving_a_database_of_another_version_stops_in_one_line(tmp_path):
    (tmp_path / "secret_key").write_text("x" * 40, encoding="ascii")
    for before, said in ((), "none yet"), (["db", "upgrade"], "earlier"):
        if before:
            assert sipas(*before, tmp_path=tmp_path).returncode == 0
            with sqlite3.connect(tmp_path / "sipas.db") as connection:
                connection.execute("UPDATE alembic_version SET version_num = 'earlier'")
        failed = sipas("serve", tmp_path=tmp_path)
        assert failed.returncode == 1 and failed.stderr.count("\n") == 1 and f"another version ({said}) than this program needs" in failed.stderr and "run: sipas db upgrade" in failed.stderr


@pytest.mark.parametrize("words", [["table", "--wave", "hh-2024"], ["desk", "list"], ["token", "add", "x"], ["pipeline", "run", "--wave", "x"], ["user", "add", "x", "--role", "auditor"]], ids=" ".join)
def test_an_empty_database_is_an_error_that_says_what_to_do(words, tmp_path):
    failed = sipas(*words, tmp_path=tmp_path)
    assert failed.returncode != 0 and "sipas db upgrade" in failed.stderr and "Traceback" not in failed.stderr


def test_accounts_and_tokens(tmp_path):
    assert sipas("db", "upgrade", tmp_path=tmp_path).returncode == 0
    made = sipas("user", "add", "so-noi-vu", "--role", "department", tmp_path=tmp_path)
    assert made.stdout.startswith("Created so-noi-vu: ")
    assert sipas("user", "add", "so-noi-vu", tmp_path=tmp_path).stdout.startswith("New password for so-noi-vu: ")
    assert "give a role" in sipas("user", "add", "ai-do", tmp_path=tmp_path).stderr
    token = sipas("token", "add", "máy", tmp_path=tmp_path).stdout.strip()
    assert token.startswith("sipas_") and len(token) > 40
    assert "exists already" in sipas("token", "add", "máy", tmp_path=tmp_path).stderr
    assert "never" in sipas("token", "list", tmp_path=tmp_path).stdout
    assert sipas("token", "revoke", "máy", tmp_path=tmp_path).returncode == 0
    assert sipas("token", "revoke", "máy", tmp_path=tmp_path).returncode == 1


def test_the_share_of_double_entry_is_set_with_the_wave(tmp_path):
    def add(code: str, share: str, kind: str = "household"):
        words = ("--title", "Hộ", "--kind", kind, "--instrument", "sipas_household", "--opens-on", "2026-10-01", "--double-entry", share)
        return sipas("wave", "add", code, *words, tmp_path=tmp_path)
    assert sipas("db", "upgrade", tmp_path=tmp_path).returncode == 0
    assert add("mot-phan", "30").returncode == 0
    assert "0<=x<=100" in add("sai", "101").stderr
    assert "a desk wave has none" in add("quay", "30", "desk").stderr
    (database,) = tmp_path.glob("*.db")
    engine = open_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        assert connection.execute(select(Wave.code, Wave.design)).all() == [("mot-phan", {"double_entry": 0.3})]
    engine.dispose()


def test_the_life_of_a_wave(tmp_path):
    def wave(*words):
        return sipas("wave", *words, tmp_path=tmp_path)
    assert sipas("db", "upgrade", tmp_path=tmp_path).returncode == 0
    made = ("add", "hh-2026", "--title", "Hộ 2026", "--kind", "household", "--instrument", "sipas_household/2024", "--opens-on", "2026-10-01")
    assert wave(*made).stdout.startswith("Wave hh-2026 is a draft")
    assert "already" in wave(*made).stderr
    assert "only a wave that is open" in wave("close", "hh-2026").stderr
    assert (wave("open", "hh-2026").returncode, wave("close", "hh-2026").returncode) == (0, 0)
    assert "is closed; only a wave that is draft can become open" in wave("open", "hh-2026").stderr
    assert "no wave 'x'" in wave("open", "x").stderr
    other = ("--title", "Quầy", "--kind", "desk", "--instrument", "one_stop_visitor", "--opens-on", "2026-10-01")
    assert "never compared" in wave("add", "q", *other, "--previous", "hh-2026").stderr
    assert "nothing" in wave("add", "q", *other[:-3], "nothing", *other[-2:]).stderr
    assert wave("add", "q", *other).stdout.endswith("at 0 desks.\n")
    assert wave("list").stdout.count("\n") == 2
