"""Which responses count: now, and as a run knew them."""
from sqlalchemy import func, select

from survey_app.models import Exclusion, Response
from survey_app.of_record import counted, counted_as_corrected
from tests.exclusions.test_deciding import out


def test_a_sheet_counts_by_its_first_response_or_its_last_correction_as_of_the_run(desks):
    def found(limit, ground=None) -> set[int]:
        with desks.engine.connect() as connection:
            return set(connection.scalars(limit(select(Response.id).where(Response.wave_id == desks.wave_id), ground)))

    def newest(column) -> int:
        with desks.engine.connect() as connection:
            return connection.scalar(select(func.coalesce(func.max(column), 0)))

    before = {"responses": {"last": newest(Response.id)}, "exclusions": {"last": newest(Exclusion.id)}}
    with desks.engine.connect() as connection:
        first = connection.scalar(select(Response.id).where(Response.receipt == "R1"))
    then = found(counted)
    second = desks.answer(desks.places[0], supersedes_id=first)
    assert found(counted) == found(counted, before) == found(counted_as_corrected, before) == then
    assert found(counted_as_corrected) == then - {first} | {second}
    out(desks, "R2")
    with desks.engine.connect() as connection:
        left_out = connection.scalar(select(Response.id).where(Response.receipt == "R2"))
    assert found(counted) == then - {left_out} and found(counted, before) == then
    assert found(counted_as_corrected) == then - {first, left_out} | {second}
