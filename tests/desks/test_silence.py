"""Silent desks: far longer without an answer than they ever were."""
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from survey_app.database import open_engine, writing
from survey_app.desks.silence import Pause, own_silences, pause_of, pauses, silent_words
from survey_app.models import Wave
from tests.desks.test_pages import LIST, page

DAY = date(2026, 3, 2)


def paused(*days: int, today: int) -> Pause:
    """A desk with answers so many days after DAY, looked at `today` days after it."""
    return pause_of("001", "Điểm thử", DAY, [DAY + timedelta(days=day) for day in days], DAY + timedelta(days=today))


def test_a_pause_is_counted_from_the_day_after_the_last_answer():
    found = paused(0, 1, 2, today=5)
    assert (found.since, found.days, found.words) == (date(2026, 3, 5), 3, "không có phiếu từ 05/03/2026 (3 ngày)")


# Eight days with answers, the longest pause of them 6 days: three times that is 18.
@pytest.mark.parametrize(("today", "silent"), [(13 + 18, False), (13 + 19, True)])
def test_longer_than_three_times_its_longest_pause(today, silent):
    assert paused(0, 1, 2, 3, 4, 5, 7, 13, today=today).silent is silent


@pytest.mark.parametrize(("today", "silent"), [(7 + 14, False), (7 + 15, True)])  # every day an answer: three days would do, a holiday must not
def test_no_holiday_is_a_silence(today, silent):
    assert paused(*range(8), today=today).silent is silent


def test_seven_answers_do_not_tell_what_is_usual():
    assert paused(*range(7), today=300).longest is None and not paused(*range(7), today=300).silent


@pytest.mark.parametrize(("today", "silent"), [(13, False), (14, True)])  # the 14th and the 15th day
def test_a_desk_that_never_had_an_answer(today, silent):
    found = paused(today=today)
    assert found.silent is silent and found.words == f"chưa có phiếu nào từ 02/03/2026 ({today + 1} ngày)"


def test_many_desks_in_a_clause():
    quiet, other, loud = paused(*range(8), today=100), paused(*range(9), today=100), paused(*range(100), today=100)
    assert silent_words([loud]) == "" and silent_words([quiet]) == quiet.words
    assert silent_words([quiet, quiet, loud]) == "2 trong 3 điểm không có phiếu từ 10/03/2026 (93 ngày)"
    assert silent_words([quiet, other, loud]) == "2 trong 3 điểm im lặng, lâu nhất không có phiếu từ 10/03/2026 (93 ngày)"


def test_where_all_are_silent_one_cause_is_told_once():
    quiet, other = paused(*range(8), today=100), paused(*range(9), today=100)  # the one day between their last answers is no silence
    assert silent_words([quiet, other]) == "không điểm nào có phiếu từ 11/03/2026 (92 ngày): có thể đợt đã dừng hoặc máy chủ không nhận được phiếu"
    assert own_silences([quiet, other]) == []
    assert silent_words([paused(today=30)] * 2).startswith("chưa điểm nào có phiếu từ 02/03/2026 (31 ngày): ")


# The other desk's last answer is 14 or 15 days after this one's: the first may be a holiday.
@pytest.mark.parametrize(("last", "own"), [(21, 0), (22, 1)])
def test_a_desk_that_was_silent_before_all_were_is_still_named(last, own):
    quiet, other = paused(*range(8), today=100), paused(*range(last + 1), today=100)
    never = paused(today=100)
    assert len(own_silences([quiet, other])) == own
    assert ("; im lặng từ trước đó: 1 trong 2 điểm không có phiếu từ 10/03/2026 (93 ngày)" in silent_words([quiet, other])) == bool(own)
    assert own_silences([never, other]) == [never]


def test_the_list_of_desks_tells_of_one_that_never_answered(staff, desk, settings, monkeypatch):
    assert "Đang nhận ý kiến" in page(staff)  # its code is of today
    database = writing(open_engine(settings.database_url))
    with database.connect() as connection:
        late = date.today() + timedelta(days=20)
        monkeypatch.setattr("survey_app.desks.pages.pauses", lambda one: pauses(one, late))
        assert connection.scalar(select(Wave.state)) == "open"
    database.dispose()
    assert "Mở nhưng chưa có phiếu nào từ" in page(staff) and "Đang nhận ý kiến" not in page(staff, LIST)


def test_the_list_of_desks_tells_of_a_silence_of_all_once(staff, desk, settings, monkeypatch):
    database = writing(open_engine(settings.database_url))
    with database.connect() as connection:
        (wave, number), = pauses(connection)
    database.dispose()
    monkeypatch.setattr("survey_app.desks.pages.pauses", lambda _connection: {(wave, number): paused(*range(8), today=100), (wave, "002"): paused(*range(8), today=100)})
    said = page(staff)
    assert f"Đợt {wave}: không điểm nào có phiếu từ 10/03/2026 (93 ngày)" in said and said.count("93 ngày") == 1
    assert "Mở nhưng" not in said and "Đang nhận ý kiến" not in said
