"""A link's response, the end of the link and the case's disposition: all or nothing, once, on both databases."""
from __future__ import annotations

import threading
import uuid
from datetime import date

import pytest
from sqlalchemy import func, select

import forms
from survey_app.intake import Rejected, Submission
from survey_app.links import LinkRefused, find_link, issue_links, revoke_links, submit_by_link
from survey_app.models import Case, CaseEvent, OneTimeLink, ReserveHousehold, Response
from survey_app.sampling.casework import replace_case
from survey_app.sampling.drawing import draw_wave
from survey_app.sampling.refusals import Refused
from tests.answers import complete_answers
from tests.links.conftest import field_linked
from tests.sampling.conftest import OPENS, SMALL, WAVE, add_wave, give_frame

INSTRUMENT = forms.load("sipas_household")
ANSWERS = complete_answers(INSTRUMENT, given={item.code: [option.value for option in item.options[:item.choose]] for item in INSTRUMENT.items.values() if item.choose})


def submission(day: date = date(2025, 8, 1)) -> Submission:
    return Submission(str(uuid.uuid4()), ANSWERS, day)


def find(engine, token: str):
    with engine.connect() as connection:
        return find_link(connection, token)


def counts(engine) -> tuple[int, int, int]:
    """Responses, links used up, events of cases."""
    with engine.connect() as connection:
        used = select(func.count()).select_from(OneTimeLink).where(OneTimeLink.used_at.is_not(None))
        return connection.scalar(select(func.count()).select_from(Response)), connection.scalar(used), connection.scalar(select(func.count()).select_from(CaseEvent))


def test_a_response_its_link_and_its_case(engine):
    linked = find(engine, field_linked(engine).token)
    sent = submission()
    first, again = (submit_by_link(engine, linked, sent, paradata_days=90) for _ in range(2))
    assert (first.code, first.is_new, again.is_new) == (again.code, True, False) and counts(engine) == (1, 1, 1)
    with engine.connect() as connection:
        assert connection.scalar(select(Case.disposition)) == "1.1"


def test_another_form_by_the_same_link_is_refused(engine):
    linked = find(engine, field_linked(engine).token)
    submit_by_link(engine, linked, submission(), paradata_days=90)
    with pytest.raises(Rejected, match="already answered"):
        submit_by_link(engine, linked, submission(), paradata_days=90)
    assert counts(engine) == (1, 1, 1)


def test_nothing_is_stored_when_the_link_was_revoked_after_it_was_found(engine):
    linked = find(engine, field_linked(engine).token)
    revoke_links(engine, linked.wave.code)
    with pytest.raises(LinkRefused) as refused:
        submit_by_link(engine, linked, submission(), paradata_days=90)
    assert refused.value.reason == "revoked" and counts(engine) == (0, 0, 0)


def test_four_phones_at_once_give_one_response(engine):
    linked, refused = find(engine, field_linked(engine).token), []

    def send():
        try:
            submit_by_link(engine, linked, submission(), paradata_days=90)
        except (Rejected, LinkRefused) as error:
            refused.append(error.reason)

    run_all([send] * 4)
    assert counts(engine) == (1, 1, 1) and len(refused) == 3 and set(refused) <= {"answered", "revoked"}


def run_all(actions) -> None:
    threads = [threading.Thread(target=action) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


def test_no_case_is_both_answered_and_replaced(engine, tmp_path):
    add_wave(engine)
    give_frame(engine, tmp_path)
    draw_wave(engine, WAVE, "hạt giống", SMALL, "thử")
    links = issue_links(engine, WAVE)[::4]  # no village has its reserve used up

    def answer(link):
        try:
            submit_by_link(engine, find(engine, link.token), submission(OPENS), paradata_days=90)
        except (Rejected, LinkRefused):
            pass

    def replace(link):
        try:
            replace_case(engine, WAVE, link.serial, "an", "đi vắng", "2.24")
        except Refused:
            pass

    for link in links:
        run_all([lambda link=link: answer(link), lambda link=link: replace(link)])
    with engine.connect() as connection:
        answered = set(connection.scalars(select(Response.case_id)))
        replaced = set(connection.scalars(select(ReserveHousehold.replaces_case_id).where(ReserveHousehold.replaces_case_id.is_not(None))))
    assert len(answered) + len(replaced) == len(links) and not answered & replaced
