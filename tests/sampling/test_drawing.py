"""Draws in the database: stored once, drawn anew for a reason, proved, changed by nobody unseen."""
from dataclasses import replace
from datetime import date
from math import fsum

import pytest
from sqlalchemy import func, insert, select, update

from survey_app.batches.dissolving import dissolve_batch
from survey_app.batches.making import Bundling, create_batches
from survey_app.database import writing
from survey_app.models import AdminUnit, Batch, Case, Draw, FrameUnit, OneTimeLink, Psu, ReserveHousehold, Stratum, Wave
from survey_app.sampling.casework import dispose
from survey_app.sampling.drawing import draw_wave, verify_draw
from survey_app.sampling.frame_store import import_frame
from survey_app.sampling.listing import import_households
from survey_app.sampling.plan import Plan
from survey_app.sampling.refusals import Refused
from tests.sampling.conftest import SMALL, WAVE, add_wave, give_frame, row_of, small_frame, village, write_csv

FRAME = small_frame()


def draw(engine, seed="hạt giống", plan=SMALL, **how):
    return draw_wave(engine, WAVE, seed, plan, "thử", **how)


def rows(engine, *columns) -> list:
    with engine.connect() as connection:
        return connection.execute(select(*columns)).all()


def change(engine, table, **values) -> None:
    with writing(engine).begin() as connection:
        connection.execute(update(table).where(table.id == select(func.min(table.id)).scalar_subquery()).values(**values))


def test_a_draw_is_stored_whole_on_both_databases(engine, tmp_path):
    add_wave(engine)
    give_frame(engine, tmp_path)
    record = draw(engine)
    assert (record.is_new, record.psus, record.cases, record.frame_digest) == (True, 4, 20, FRAME.digest)
    assert fsum(row.weight for row in rows(engine, Case.weight)) == pytest.approx(sum(one.households for one in FRAME.villages), rel=1e-14)
    assert len(rows(engine, Stratum.id)) == 2 and len(rows(engine, ReserveHousehold.id)) == 8
    assert {row.disposition for row in rows(engine, Case.disposition)} == {"3.11"}
    with engine.connect() as connection:
        joined = select(Case.weight, Case.probability, Psu.probability.label("first"), AdminUnit.level, Psu.code, AdminUnit.code.label("commune"))
        for row in connection.execute(joined.join(Psu, Psu.id == Case.psu_id).join(AdminUnit, AdminUnit.id == Psu.unit_id)):
            assert row.weight == pytest.approx(1 / (row.first * row.probability)) and (row.level, row.code[:5]) == ("commune", row.commune)
    assert verify_draw(engine, WAVE)[1] == []


def test_the_same_draw_again_is_the_one_that_is_there(sampled):
    before = rows(sampled, Case.id, Case.serial)
    again = draw(sampled)
    assert not again.is_new and rows(sampled, Case.id, Case.serial) == before and len(rows(sampled, Draw.id)) == 1
    assert draw(sampled, plan=replace(SMALL, strata="district")).sample_digest == again.sample_digest


def test_another_one_needs_a_reason_and_the_first_stays_on_record(sampled):
    first = draw(sampled)
    for reason in (None, "  "):
        with pytest.raises(Refused, match="has a sample already .*--replace"):
            draw(sampled, "khác", replacing=reason)
    second = draw(sampled, "khác", replacing="quay số lại trước đoàn giám sát")
    assert second.sample_digest != first.sample_digest and len(rows(sampled, Case.id)) == 20
    old, new = rows(sampled, Draw.sample_digest, Draw.seed, Draw.superseded_at, Draw.reason, Draw.drawn_by)
    assert (old[:2], bool(old.superseded_at)) == ((first.sample_digest, "hạt giống"), True)
    assert new[1:] == ("khác", None, "quay số lại trước đoàn giám sát", "thử")
    assert verify_draw(sampled, WAVE)[1] == []


def test_once_something_is_collected_the_sample_stays(sampled):
    (first, *_) = rows(sampled, Case.serial)
    dispose(sampled, WAVE, first.serial, "2.24", "thử")
    with pytest.raises(Refused, match="collecting has begun"):
        draw(sampled, "khác", replacing="vì")
    assert draw(sampled).is_new is False


def test_once_a_link_was_given_the_sample_stays(sampled):
    with writing(sampled).begin() as connection:
        connection.execute(insert(OneTimeLink).values(case_id=rows(sampled, Case.id)[0].id, token_hash="0" * 64))
    with pytest.raises(Refused, match="collecting has begun \\(one-time links"):
        draw(sampled, "khác", replacing="vì")


def test_batches_stand_in_the_way_until_they_are_dissolved(sampled):
    create_batches(sampled, WAVE, Bundling(50))
    with pytest.raises(Refused, match="batches of forms are stored.*sipas batch dissolve"):
        draw(sampled, "khác", replacing="vì")
    dissolve_batch(sampled, rows(sampled, Batch.id)[0].id, "rút lại mẫu")
    assert draw(sampled, "khác", replacing="vì").is_new


def test_without_a_frame_or_in_a_closed_wave_nothing_is_drawn(one_engine, tmp_path):
    with pytest.raises(Refused, match="no frame yet. Import one"):
        draw(one_engine)
    with pytest.raises(Refused, match="no draw to verify"):
        verify_draw(one_engine, WAVE)
    give_frame(one_engine, tmp_path)
    change(one_engine, Wave, state="closed")
    with pytest.raises(Refused, match="is closed"):
        draw(one_engine)


def test_a_wave_with_cases_from_elsewhere_is_left_alone(sampled):
    with writing(sampled).begin() as connection:
        connection.execute(Draw.__table__.delete())
    with pytest.raises(Refused, match="cases that no draw made"):
        draw(sampled)


@pytest.mark.parametrize(("table", "values", "seen"), [
    (FrameUnit, {"households": 999}, "digest of the frame"),
    (FrameUnit, {"village": "thôn Khác"}, "digest of the frame"),
    (Case, {"weight": 1.0}, "case .* is stored and was not drawn so"),
    (Case, {"household": 500}, "case .* was drawn and is not stored so"),
    (Psu, {"probability": 0.5}, "PSU"),
    (ReserveHousehold, {"household": 501}, "reserve household"),
    (Draw, {"seed": "khác"}, "digest of the sample"),
    (Draw, {"cases": 21}, "number of cases"),
])
def test_what_somebody_changed_is_found(sampled, table, values, seen):
    change(sampled, table, **values)
    import re
    assert any(re.search(seen, words) for words in verify_draw(sampled, WAVE)[1])


def test_a_lone_village_of_a_stratum_does_not_stop_the_estimation(one_engine, tmp_path):
    from survey_app.sampling.villages import Frame
    give_frame(one_engine, tmp_path, Frame.of([*small_frame(1, 1, 4).villages, village("01-02-01", 90)]))
    draw(one_engine, plan=Plan(psus=4, households=5, strata="commune"))
    assert rows(one_engine, Wave.design) == [({"lonely": "adjust"},)]
    assert {row.self_representing for row in rows(one_engine, Psu.code, Psu.self_representing) if row.code == "01-02-01"} == {True}


def test_a_wave_with_two_in_each_keeps_its_design(sampled):
    assert rows(sampled, Wave.design) == [({},)]


def listing(engine, folder, counts):
    return import_households(engine, WAVE, write_csv(folder / "ho.csv", counts, ("Mã thôn", "Số hộ")), "thử")


def test_counts_made_in_the_villages_change_households_and_weights(sampled, tmp_path):
    before = draw(sampled)
    code, households = rows(sampled, Psu.code, Psu.households)[0]
    report, after = listing(sampled, tmp_path, [[code, households + 30]])
    assert (report.read, report.new) == (1, 1) and after.sample_digest != before.sample_digest and after.frame_digest == before.frame_digest
    assert [row[0] for row in rows(sampled, Draw.reason)] == [None, "household lists of 1 villages, ho.csv"]
    assert dict(rows(sampled, Psu.code, Psu.households))[code] == households + 30
    assert verify_draw(sampled, WAVE)[1] == []
    again, nothing = listing(sampled, tmp_path, [[code, households + 30]])
    assert (again.new, again.already_there, nothing, len(rows(sampled, Draw.id))) == (0, 1, None, 2)


def test_counts_of_other_villages_and_after_the_beginning_are_refused(sampled, tmp_path):
    code, households = rows(sampled, Psu.code, Psu.households)[0]
    other = next(one.code for one in FRAME.villages if one.code not in dict(rows(sampled, Psu.code, Psu.households)))
    report, nothing = listing(sampled, tmp_path, [[other, 50], [code, 0], [code, households]])
    assert nothing is None and [(finding.row, finding.column) for finding in report.findings] == [(2, "village_code"), (3, "households")]
    dispose(sampled, WAVE, rows(sampled, Case.serial)[0].serial, "2.24", "thử")
    with pytest.raises(Refused, match="collecting has begun"):
        listing(sampled, tmp_path, [[code, households + 1]])


def test_counts_come_after_the_draw(one_engine, tmp_path):
    with pytest.raises(Refused, match="has no sample yet"):
        listing(one_engine, tmp_path, [["x", 1]])


def test_a_frame_without_districts_gives_one_stratum_of_the_province(one_engine, tmp_path):
    add_wave(one_engine, "ho-2026", opens_on=date(2026, 3, 2))
    rows_ = [[row[0], row[1], *row[4:]] for row in map(row_of, FRAME.villages)]
    path = write_csv(tmp_path / "khung.csv", rows_, ("commune_code", "commune", "village_code", "village", "kind", "households"))
    import_frame(one_engine, "ho-2026", path, "thử")
    record = draw_wave(one_engine, "ho-2026", "1", Plan(psus=6, households=5), "thử")
    assert record.plan.strata == "province" and rows(one_engine, Stratum.code, Stratum.name) == [("province", "toàn tỉnh")]
