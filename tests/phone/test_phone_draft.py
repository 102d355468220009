"""The draft in its cookie: small, signed, of one desk, of one instrument, not for ever."""
from __future__ import annotations

import random
import time
from datetime import date

import pytest

import forms
from survey_app import engine
from survey_app.asking import draft as drafts
from survey_app.asking.draft import Draft, TooLarge, read_draft, signed_draft
from survey_app.asking.ways import Place
from survey_app.channels.phone.desks import AtDesk
from survey_app.fielded import FieldedWave
from tests.fielding import field_desk
from tests.phone.conftest import ANSWERS, Visitor

CODE = "K7M4PX2AC"
SYLLABLES = "được người khuyết giường nghiệp trước không hướng dẫn thủ tục đường phường chuyển quyền sử dụng đất đai nhưng lệ phí".split()


def place(code: str, instrument: forms.Instrument) -> Place:
    wave = FieldedWave(1, "quay", "desk", "open", date(2025, 7, 1), None, instrument)
    return Place(AtDesk(), code, "Quầy", wave, key=code)


def cookie_of(visitor) -> str:
    return visitor.client.get_cookie("phieu", path=f"/k/{visitor.code}").value


def test_a_whole_visit_with_the_longest_remark_fits_in_a_cookie(app):
    drawn = random.Random(1)
    remark = " ".join(drawn.choice(SYLLABLES) for _ in range(400))[:1000]
    answers = {code: answer for page in ANSWERS.values() for code, answer in page.items()} | {"R": remark}
    with app.app_context():
        assert len(signed_draft(CODE, Draft("0" * 64, answers=answers))) < 2000


def test_a_draft_that_no_browser_would_keep_is_refused(app):
    with app.app_context(), pytest.raises(TooLarge):
        signed_draft(CODE, Draft("0" * 64, answers={"R": random.Random(1).randbytes(3000).hex()}))


def test_two_desks_do_not_mix(app, client, visitor):
    with app.app_context():
        instrument = forms.load("sipas_household")
        other = field_desk(engine(), wave_code="khác", number="002", instrument=instrument)
    elsewhere = Visitor(client, other.code)
    visitor.answer(1, 2)
    assert " checked" not in elsewhere.get("/1").text
    assert " checked" in visitor.get("/2").text


def test_a_draft_carried_to_another_desk_is_not_read(app, visitor):
    visitor.answer(1)
    with app.test_request_context(headers={"Cookie": f"phieu={cookie_of(visitor)}"}):
        assert read_draft(place(CODE, forms.load("one_stop_visitor"))) is None


def test_a_tampered_draft_is_not_read(visitor):
    visitor.answer(1)
    value = cookie_of(visitor)
    visitor.client.set_cookie("phieu", value[:-2] + ("A" if value[-2] != "A" else "B") + value[-1], path=f"/k/{visitor.code}")
    assert visitor.get("/2").location.endswith("?lai=1")


def test_a_draft_of_another_instrument_is_not_read(visitor, app, odd_instrument):
    visitor.answer(1)
    with app.test_request_context(headers={"Cookie": f"phieu={cookie_of(visitor)}"}):
        assert read_draft(place(visitor.code, odd_instrument)) is None


def test_a_draft_of_yesterday_is_not_read(visitor, monkeypatch):
    visitor.answer(1)
    later = time.time() + AtDesk.draft_life + 1
    monkeypatch.setattr(drafts.time, "time", lambda: later)
    assert visitor.get("/2").location.endswith("?lai=1")


def test_the_cookie_goes_to_its_desk_only_and_not_to_scripts(visitor):
    answer = visitor.get("/1")
    cookie = answer.headers["Set-Cookie"]
    assert f"Path=/k/{visitor.code}" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
