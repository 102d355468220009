"""`sipas desk`: lists, files, revoking, and clear refusals."""
from __future__ import annotations

import json

import pytest

from survey_app.codes import show_code
from survey_app.commands.desk import group
from survey_app.desks.desk_codes import revoke
from survey_app.desks.qr import symbol_of
from tests.desks.test_qr import matrix_of_png


@pytest.fixture
def sipas(app):
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(group, [str(word) for word in words])


def test_list_as_json_gives_code_name_and_path(sipas, desk):
    result = sipas("list", "--format", "json")
    assert json.loads(result.stdout) == [{"code": desk.code, "name": "Bộ phận Một cửa xã Mây Trắng", "url_path": f"/k/{desk.code}", "number": "001"}]


def test_list_as_text_shows_the_grouped_code_and_the_link(sipas, desk):
    assert f"{show_code(desk.code)}  http://127.0.0.1:8000/k/{desk.code}" in sipas("list").stdout


def test_a_revoked_code_is_not_listed(app, sipas, desk):
    with app.app_context():
        from survey_app import engine

        revoke(engine(), desk.code, replace=False)
    assert json.loads(sipas("list", "--format", "json").stdout) == []
    assert "No desk has an active code" in sipas("list").stderr


def test_an_unknown_wave_is_wrong_use(sipas, desk):
    assert json.loads(sipas("list", "--format", "json", "--wave", desk.wave_code).stdout)[0]["code"] == desk.code
    result = sipas("list", "--wave", "khong-co")
    assert result.exit_code == 2 and "khong-co" in result.stderr


def test_a_poster_of_one_desk_or_of_all(sipas, desk, tmp_path):
    for words in (("--code", show_code(desk.code)), ("--all",)):
        out = tmp_path / "ap-phich.pdf"
        out.unlink(missing_ok=True)
        result = sipas("poster", *words, "--out", out)
        assert result.exit_code == 0 and out.read_bytes().startswith(b"%PDF") and "1 page." in result.stdout


def test_a_poster_with_an_address_of_this_machine_warns(sipas, desk, tmp_path):
    assert "SIPAS_PUBLIC_URL" in sipas("poster", "--all", "--out", tmp_path / "p.pdf").stderr


@pytest.mark.parametrize("words", [(), ("--all", "--code", "K7M4PX2AC")])
def test_poster_needs_one_desk_or_all(sipas, desk, tmp_path, words):
    result = sipas("poster", *words, "--out", tmp_path / "p.pdf")
    assert result.exit_code == 2 and "either" in result.stderr


def test_no_desks_no_poster(sipas, tmp_path):
    result = sipas("poster", "--all", "--out", tmp_path / "p.pdf")
    assert result.exit_code == 1 and "no poster" in result.stderr and not (tmp_path / "p.pdf").exists()


def test_a_poster_where_nothing_can_be_written(sipas, desk, tmp_path):
    result = sipas("poster", "--all", "--out", tmp_path / "missing" / "p.pdf")
    assert result.exit_code == 1 and "Cannot write" in result.stderr


def test_a_qr_file_shows_the_desks_address(sipas, desk, tmp_path):
    out = tmp_path / "q.png"
    assert sipas("qr", "--code", desk.code, "--format", "png", "--out", out).exit_code == 0
    assert matrix_of_png(out.read_bytes()) == symbol_of(f"http://127.0.0.1:8000/k/{desk.code}").get_matrix()


def test_a_mistyped_code_is_named(sipas, desk, tmp_path):
    result = sipas("qr", "--code", "ABC", "--out", tmp_path / "q.svg")
    assert result.exit_code == 1 and "'ABC' is not a desk code" in result.stderr


def test_revoke_prints_the_new_code_once(sipas, desk):
    result = sipas("revoke", desk.code)
    (listed,) = json.loads(sipas("list", "--format", "json").stdout)
    assert result.exit_code == 0 and show_code(listed["code"]) in result.stdout
    again = sipas("revoke", desk.code)
    assert again.exit_code == 1 and "was revoked on" in again.stderr


def test_revoke_without_replacement(sipas, desk):
    assert sipas("revoke", "--no-replace", desk.code).stdout == "Revoked.\n"
    assert json.loads(sipas("list", "--format", "json").stdout) == []
