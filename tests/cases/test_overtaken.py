"""A household's own answer that comes by link after its paper form was keyed once: the keying is closed, nothing hangs."""
from __future__ import annotations

from sqlalchemy import select

from survey_app.batches.entries import Entry, add_entry
from survey_app.batches.making import Bundling, create_batches
from survey_app.batches.registry import batches_of, list_batches
from survey_app.channels.paper.progress import read_progress
from survey_app.closing import EVERYWHERE, closing_obstacles
from survey_app.fielded import find_wave
from survey_app.models import Batch
from survey_app.sampling.casework import dispose
from tests.cases.conftest import HERE, THERE, Field, take_the_field
from tests.sampling.conftest import WAVE


def overtake(field: Field) -> str:
    """The serial of a form keyed once and brought back, whose household then answered; of its batch every other is told as refused."""
    serial = field.serials(HERE)[0]
    create_batches(field.engine, WAVE, Bundling(20))
    with field.engine.connect() as connection:
        batch = connection.scalar(select(Batch.id))
    field.key_once(serial)
    add_entry(field.engine, batch, Entry("1", "returned", serials=serial))
    add_entry(field.engine, batch, Entry("2", "refused", 19, reason="từ chối"))
    field.answer(serial, channel="link")
    return serial


def test_the_keying_is_counted_closed_and_hinders_nothing(engine, tmp_path):
    field = take_the_field(engine, tmp_path)
    overtake(field)
    with engine.connect() as connection:
        wave = find_wave(connection, WAVE)
        (batch,) = list_batches(connection, batches_of(wave.id))
        assert (batch.ledger.keyed_once, batch.ledger.online, batch.ledger.overtaken, batch.ledger.of_record, batch.ledger.unfinished) == (1, 1, 1, 0, 0)
        progress = read_progress(connection, wave, EVERYWHERE)
        assert (progress.of_record, progress.keyed_once, progress.overtaken, progress.to_key) == (1, 0, 1, 19)
        assert closing_obstacles(connection, wave.id) == ()


def test_an_answer_before_any_keying_overtakes_nothing(engine, tmp_path):
    field = take_the_field(engine, tmp_path)
    create_batches(engine, WAVE, Bundling(20))
    field.answer(field.serials(HERE)[0], channel="link")
    field.key_once(field.serials(THERE)[0])
    with engine.connect() as connection:
        wave = find_wave(connection, WAVE)
        (batch,) = list_batches(connection, batches_of(wave.id))
        assert (batch.ledger.online, batch.ledger.keyed_once, batch.ledger.overtaken) == (1, 1, 0)
        assert read_progress(connection, wave, EVERYWHERE).overtaken == 0


def test_the_supervisor_is_told_everywhere(as_role, field):
    serial = overtake(field)
    client = as_role("supervisor")
    assert "đã nhập, nhưng hộ đã trả lời qua đường dẫn" in client.get(f"/mau/{WAVE}/ho/{serial}").text
    assert "đã nhập, rồi hộ trả lời qua đường dẫn" in client.get("/nhap-phieu/").text
    page = as_role("department").get(f"/ban-lam-viec/tap-phieu/{WAVE}/1").text
    assert "đã trả lời qua đường dẫn, phiếu nhập trước không dùng" in page and "sau khi phiếu giấy đã được nhập" in page


def test_who_comes_second_is_told_that_the_form_is_done(as_role, field):
    serial = overtake(field)
    page = as_role("supervisor").post(f"/mau/{WAVE}/ho/{serial}/ket-qua", data={"code": "2.24"})
    assert page.status_code == 422 and "đã có câu trả lời" in page.text
    dispose(field.engine, WAVE, field.serials(HERE)[1], "2.24", "an")
