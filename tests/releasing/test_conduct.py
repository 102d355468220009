"""How people dealt with the sample and the sheets: what a reader of the checklist is told, one oddity a test."""
from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import insert, select, update

from survey_app.database import writing
from survey_app.journal import record
from survey_app.models import Case, Draw, Psu, ReserveHousehold, Response, SamplingFrame, Wave, now
from survey_app.releasing import conduct_checks
from survey_app.releasing.subject import Subject, find_wave
from tests.paper.conftest import paper  # noqa: F401 - a fixture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def check(paper, name: str, ground: dict | None = None):  # noqa: F811
    """What a check finds of a run that stated this ground."""
    run = SimpleNamespace(id=7, diagnostics={"ground": ground} if ground else {})
    with paper.engine.connect() as connection:
        return getattr(conduct_checks, name)(connection, Subject(find_wave(connection, paper.wave.code), run, None))


@pytest.fixture
def unbent(monkeypatch):
    """Drawing again gives what is stored."""
    monkeypatch.setattr(conduct_checks, "compare_draw", lambda *_: (None, []))


def draw(paper, seed: str, **values) -> None:  # noqa: F811
    with writing(paper.engine).begin() as connection:
        frame = connection.scalar(select(SamplingFrame.id)) or connection.execute(insert(SamplingFrame).values(
            wave_id=paper.wave.id, file="thon.csv", digest="f" * 64, imported_by="test")).inserted_primary_key[0]
        connection.execute(insert(Draw).values(**({
            "wave_id": paper.wave.id, "frame_id": frame, "seed": seed, "frame_digest": "f" * 64, "sample_digest": "s" * 64, "parameters": {"psus": 1},
            "psus": 1, "cases": 3, "drawn_by": "test", "program_version": "1"} | values)))


def replace_first(paper, code: str) -> None:  # noqa: F811
    """The first case is replaced by the last one."""
    with writing(paper.engine).begin() as connection:
        cases = connection.scalars(select(Case.id).order_by(Case.serial)).all()
        connection.execute(update(Case).where(Case.id == cases[0]).values(disposition=code))
        connection.execute(insert(ReserveHousehold).values(psu_id=connection.scalar(select(Psu.id)), position=1, household=9, case_id=cases[-1], replaces_case_id=cases[0]))


def change_share(paper, before: str | None, after: str | None) -> None:  # noqa: F811
    with writing(paper.engine).begin() as connection:
        record(connection, "so-nv", "wave.change", paper.wave.code, {"double_entry": [before, after]})


def test_a_sample_drawn_once(paper, unbent):  # noqa: F811
    draw(paper, "1")
    assert (check(paper, "sample").state, check(paper, "sample").words) == ("ok", "Không thay hộ nào.")


def test_drawn_again_with_another_seed(paper, unbent):  # noqa: F811
    draw(paper, "1", superseded_at=now())
    draw(paper, "2")
    assert check(paper, "sample").state == "warning" and "rút 2 lần" in check(paper, "sample").words


def test_drawn_anew_from_household_lists_is_the_same_draw(paper, unbent):  # noqa: F811
    draw(paper, "1", superseded_at=now())
    draw(paper, "1", sample_digest="t" * 64)
    assert check(paper, "sample").state == "ok"


def test_many_replaced_households(paper, unbent):  # noqa: F811
    draw(paper, "1")
    replace_first(paper, "2.11")  # one of the two that were drawn
    assert check(paper, "sample").state == "warning" and "Đã thay 1 trong 2 hộ rút (50,00 %; mã 2.11: 1)" in check(paper, "sample").words


def test_a_sample_that_was_bent_blocks(paper):  # noqa: F811
    draw(paper, "1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conduct_checks, "compare_draw", lambda *_: (None, ["case 000013 is stored and was not drawn so"]))
        assert check(paper, "sample").state == "blocking" and "ở 1 chỗ" in check(paper, "sample").words


def test_sheets_keyed_by_two(paper):  # noqa: F811
    paper.key("nhap-01"), paper.key("nhap-02")
    found = check(paper, "entry")
    assert found.state == "ok" and "1 do hai người nhập, 0 nhập một lần, 0 từ tệp, 0 qua đường dẫn. Dự định nhập hai lần: 100,00 %." in found.words


def test_a_sheet_keyed_after_the_run_is_not_among_those_that_it_counted(paper):  # noqa: F811
    paper.key("nhap-01"), paper.key("nhap-02")
    with paper.engine.connect() as connection:
        last = connection.scalar(select(Response.id).where(Response.purpose == "original"))
    told = [check(paper, "entry", {"responses": {"last": known}, "exclusions": {"last": 0}}).words for known in (last, last - 1)]
    assert [words.split(",")[0] for words in told] == ["Phiếu mà lần tính 7 tính: 1 do hai người nhập", "Phiếu mà lần tính 7 tính: 0 do hai người nhập"]
    assert check(paper, "entry").words.startswith("Phiếu được tính hiện nay: 1 do")


def test_sheets_keyed_once_as_the_wave_set_out_to(paper):  # noqa: F811
    with writing(paper.engine).begin() as connection:
        connection.execute(update(Wave).values(design={"double_entry": 0}))
    paper.key("nhap-01")
    assert check(paper, "entry").state == "ok" and "1 nhập một lần" in check(paper, "entry").words


def test_double_entry_that_did_not_happen_wants_words(paper):  # noqa: F811
    """Every sheet was to be keyed by two; the plan falls to none while one is keyed, and is put back."""
    for share in (0, 1):
        with writing(paper.engine).begin() as connection:
            connection.execute(update(Wave).values(design={"double_entry": share}))
        if share == 0:
            paper.key("nhap-01")
            assert check(paper, "entry").state == "ok"
    found = check(paper, "entry")
    assert found.state == "warning" and "1 phiếu giấy lẽ ra phải do hai người nhập nhưng chỉ được nhập một lần." in found.words


def test_answers_from_a_file_had_no_second_person(paper):  # noqa: F811
    with writing(paper.engine).begin() as connection:
        connection.execute(insert(Response).values(
            wave_id=paper.wave.id, submission_id="i", receipt="i", channel="import", case_id=connection.scalar(select(Case.id).limit(1)), answers="{}", answered_on=now().date()))
    assert check(paper, "entry").state == "warning" and "1 từ tệp" in check(paper, "entry").words


def test_double_entry_switched_off_while_the_wave_was_open(paper):  # noqa: F811
    with writing(paper.engine).begin() as connection:
        record(connection, "so-nv", "wave.open", paper.wave.code)
    change_share(paper, None, "0.0")
    assert check(paper, "entry").state == "warning" and "100 % → 0 %, so-nv" in check(paper, "entry").words


def test_a_share_chosen_before_opening_is_the_design(paper):  # noqa: F811
    change_share(paper, None, "0.5")
    with writing(paper.engine).begin() as connection:
        record(connection, "so-nv", "wave.open", paper.wave.code)
    assert check(paper, "entry").state == "ok"
