"""Words and cron expressions: there and back, read by the scheduler's own reader, and the next moment as it has it."""
from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.schedule import read_cron as read_by_scheduler
from survey_app.scheduling.cron import BadCron, next_moment, read_cron
from survey_app.scheduling.reading import in_zone
from survey_app.scheduling.rhythm import LAST_DAY, WEEKDAYS, Rhythm, rhythm_of

NAMED = st.builds(
    Rhythm, st.sampled_from(["daily", "weekly", "monthly", "quarterly"]), st.times().map(lambda at: at.replace(second=0, microsecond=0)), st.sampled_from(list(WEEKDAYS)),
    st.integers(1, LAST_DAY),
)
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
ZONES = st.sampled_from(["Asia/Ho_Chi_Minh", "UTC"])


def fields(low: int, high: int):
    """A field as experts may write it: everything, steps, lists of numbers and ranges, ranges with steps."""
    spans = st.tuples(st.integers(low, high), st.integers(low, high)).map(sorted).filter(lambda span: span[0] < span[1])
    stepped = spans.flatmap(lambda span: st.integers(1, span[1] - span[0]).map(lambda step: f"{span[0]}-{span[1]}/{step}"))
    lists = st.lists(st.integers(low, high).map(str) | spans.map(lambda span: f"{span[0]}-{span[1]}"), min_size=1, max_size=3).map(",".join)
    return st.just("*") | st.integers(1, high - low - 1).map(lambda step: f"*/{step}") | lists | stepped


EXPERT = st.one_of(
    st.tuples(fields(0, 59), fields(0, 23), fields(1, 28), fields(1, 12), st.just("*")), st.tuples(fields(0, 59), fields(0, 23), st.just("*"), fields(1, 12), fields(0, 7)),
).map(" ".join)


@pytest.mark.parametrize(("rhythm", "cron", "words"), [
    (Rhythm("daily", time(1, 0)), "0 1 * * *", "hằng đêm lúc 01:00"),
    (Rhythm("daily", time(18, 5)), "5 18 * * *", "hằng ngày lúc 18:05"),
    (Rhythm("weekly", time(6, 30), weekday="0"), "30 6 * * 0", "Chủ nhật hằng tuần lúc 06:30"),
    (Rhythm("monthly", time(6, 30), day=15), "30 6 15 * *", "ngày 15 hằng tháng lúc 06:30"),
    (Rhythm("quarterly", time(0, 0)), "0 0 1 1,4,7,10 *", "ngày đầu mỗi quý lúc 00:00"),
    (Rhythm("custom", cron="0 1 * * 1-5"), "0 1 * * 1-5", "theo biểu thức cron 0 1 * * 1-5"),
])
def test_people_read_what_is_stored(rhythm, cron, words):
    assert rhythm.as_cron() == cron and rhythm_of(cron).words() == words


@given(NAMED, ZONES)
def test_the_scheduler_reads_every_rhythm_and_people_get_it_back(rhythm, zone):
    cron = rhythm.as_cron()
    read_by_scheduler(cron, zone), read_cron(cron)
    assert rhythm_of(cron).words() == rhythm.words() and rhythm_of(cron).as_cron() == cron


@given(EXPERT, MOMENTS, ZONES)
def test_the_scheduler_reads_what_experts_may_write_and_has_the_same_next_moment(cron, after, zone):
    expected = read_by_scheduler(cron, zone).get_next_fire_time(None, after + timedelta(microseconds=1))
    assert next_moment(read_cron(cron), zone, after) == expected


@pytest.mark.parametrize(("cron", "zone", "words"), [
    ("0 1 * * *", "Asia/Ho_Chi_Minh", "hằng đêm lúc 01:00 (giờ Việt Nam)"),
    ("0 1 * * *", "UTC", "hằng ngày lúc 08:00 giờ Việt Nam (đặt là 01:00 giờ UTC)"), ("30 18 * * *", "UTC", "hằng đêm lúc 01:30 giờ Việt Nam (đặt là 18:30 giờ UTC)"),
    ("0 20 * * 1", "UTC", "thứ Hai hằng tuần lúc 20:00 giờ UTC, tức 03:00 hôm sau giờ Việt Nam"), ("0 1 1 1,4,7,10 *", "UTC", "ngày đầu mỗi quý lúc 01:00 giờ UTC, tức 08:00 giờ Việt Nam"),
    ("0 1 * * 1-5", "UTC", "theo biểu thức cron 0 1 * * 1-5 (tính theo giờ UTC, không phải giờ Việt Nam)"),
])
def test_a_rhythm_of_another_zone_says_the_time_on_clocks_here(cron, zone, words):
    """Việt Nam is 7 hours ahead of UTC all year."""
    assert in_zone(rhythm_of(cron), zone) == words


@pytest.mark.parametrize(("cron", "words"), [
    ("", "Đang có 0 phần"), ("0 1 * *", "Đang có 4 phần"), ("60 1 * * *", "Phần phút: cần số từ 0 đến 59; đang là '60'"), ("0 24 * * *", "Phần giờ"),
    ("0 1 0 * *", "Phần ngày trong tháng"), ("0 1 1 13 *", "Phần tháng"), ("0 1 * * 8", "Phần thứ"), ("0 1 1 * 1", "Chỉ dùng ngày trong tháng hoặc thứ"),
    ("0 1 31 2 *", "Không bao giờ đến"), ("x 1 * * *", "đang là 'x'"), ("5-1 1 * * *", "từ nhỏ đến lớn"), ("*/0 1 * * *", "bước cần là số từ 1 đến 59"),
    ("0/5 1 * * *", "bước chỉ đi sau"), ("0 ١ * * *", "Phần giờ"), ("0 1 * * " + "1," * 40 + "1", "dài quá"), ("0 1 *  * mon", "đang là 'mon'"), ("1-, 1 * * *", "đang là ''"),
])
def test_what_cannot_be_used_is_told_in_words(cron, words):
    with pytest.raises(BadCron, match="(?s).*") as bad:
        read_cron(cron)
    assert words in str(bad.value)


def test_the_29th_of_february_comes_again():
    assert next_moment(read_cron("0 1 29 2 *"), "UTC", datetime(2024, 3, 1, tzinfo=UTC)) == datetime(2028, 2, 29, 1, tzinfo=UTC)


def test_an_hour_that_a_zone_skips_is_left_out():
    # Berlin went from 02:00 to 03:00 on 30/3/2025.
    assert next_moment(read_cron("30 2 * * *"), "Europe/Berlin", datetime(2025, 3, 29, 12, tzinfo=UTC)) == datetime(2025, 3, 31, 0, 30, tzinfo=UTC)


def test_a_zone_ahead_of_ours_can_be_of_the_day_before():
    """At 01:00 in Auckland (12 or 13 hours ahead of UTC) it is 20:00 or 19:00 of the day before here."""
    assert "hôm trước giờ Việt Nam" in in_zone(rhythm_of("0 1 5 * *"), "Pacific/Auckland")
