"""Who decides about answers, and which way: seen on the page of operators and in the checklist of a release."""
from __future__ import annotations

import pytest

from survey_app.channels.paper.adjudication import OTHER, decide
from survey_app.channels.paper.correcting import Correction, correct, read_recorded
from survey_app.channels.paper.keys import fields_by_code
from survey_app.channels.paper.leanings import Leaning, chance, read_leanings
from survey_app.channels.paper.notation import encode
from survey_app.releasing import conduct_checks
from survey_app.releasing.subject import Subject, find_wave
from tests.paper.fielded import DAY

one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ITEMS = ["1.1.1", "1.1.2", "1.2.1"]


def dispute(paper, decisions: list[str], second: int = 2) -> None:
    """The first person has 4 everywhere, the other `second` in some items; the supervisor decides so."""
    items = ITEMS[:len(decisions)]
    paper.key("nhap-01")
    paper.key("nhap-02", answers=paper.answers() | dict.fromkeys(items, second))
    decide(paper.engine, paper.wave, paper.serials[0], paper.people["giam-sat"], dict.fromkeys(items, OTHER), dict(zip(items, decisions, strict=True)))


def leanings(paper) -> list[Leaning]:
    with paper.engine.connect() as connection:
        return read_leanings(connection, paper.wave)


def check(paper, name: str):
    with paper.engine.connect() as connection:
        return getattr(conduct_checks, name)(connection, Subject(find_wave(connection, paper.wave.code), None, None))


def test_nobody_decided(paper):
    assert leanings(paper) == []
    assert check(paper, "decisions").state == "ok"


def test_decisions_above_and_below_the_middle_of_both_keyings(paper):
    dispute(paper, ["4", "5", "2"])  # 4 and 2 were keyed: the middle is 3
    assert leanings(paper) == [Leaning("giam-sat", "adjudicated", 1, up=2, down=1, sheets_up=1, sheets_down=0)]
    assert "giam-sat phân xử 1 phiếu (điểm cao hơn 2, thấp hơn 1)" in check(paper, "decisions").words


def test_the_middle_itself_and_a_blank_are_neither(paper):
    dispute(paper, ["3", " "])
    assert [(one.up, one.down) for one in leanings(paper)] == [(0, 0)]


def test_corrections_count_for_who_made_them(paper):
    paper.key("nhap-01"), paper.key("nhap-02")
    with paper.engine.connect() as connection:
        recorded = read_recorded(connection, paper.wave, paper.serials[0], paper.people["giam-sat"])
    fields = fields_by_code(paper.wave.instrument)
    typed = {code: encode(fields[code], answer) for code, answer in paper.answers().items()} | dict.fromkeys(ITEMS, "5")
    correct(paper.engine, paper.wave, paper.serials[0], Correction(recorded.response_id, typed, DAY.isoformat(), "đối chiếu"), paper.people["giam-sat"])
    assert [(one.work, one.sheets, one.up, one.down) for one in leanings(paper)] == [("corrected", 1, 3, 0)]


# Two-sided, by hand: all of n one way 2 / 2^n; 9 of 10: 2 (1 + 10) / 1024.
@pytest.mark.parametrize(("up", "down", "expected"), [(0, 0, 1), (1, 1, 1), (10, 0, 2 / 1024), (0, 11, 2 / 2048), (9, 1, 22 / 1024)])
def test_the_sign_test(up, down, expected):
    assert chance(up, down) == pytest.approx(expected)


@one_database
def test_leaning_one_way_wants_words(paper, monkeypatch):
    monkeypatch.setattr(conduct_checks, "read_leanings", lambda *_: [
        Leaning("giam-sat", "adjudicated", 12, up=11, down=0, sheets_up=11, sheets_down=0), Leaning("khac", "corrected", 11, up=10, down=0, sheets_up=10, sheets_down=0)])
    found = check(paper, "decisions")
    assert found.state == "warning" and "giam-sat (11 phiếu nghiêng cao, 0 phiếu nghiêng thấp)" in found.words and "khac (10" not in found.words
    assert "chưa phải kết luận về người làm" in found.words


def test_many_items_of_few_sheets_accuse_nobody():
    """13 scores up inside 4 sheets: by items 2 / 2^13 = 0.0002, by sheets 2 / 2^4 = 0.125 and no more can be known."""
    assert not Leaning("giam-sat", "adjudicated", 4, up=13, down=0, sheets_up=4, sheets_down=0).is_odd


def test_the_page_shows_it_beside_the_operators(web, as_person):
    dispute(web, ["4"])
    assert "Phân xử và sửa phiếu" in as_person("giam-sat").get(f"/nhap-phieu/{web.wave.code}/nguoi-nhap").get_data(as_text=True)
