"""Pages and commands of webhooks: registering, the secret, stopping, and who may."""
from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from survey_app import engine
from survey_app.commands.webhook import group
from survey_app.database import writing
from survey_app.models import JournalEntry, Webhook, WebhookDelivery
from survey_app.webhooks import enqueue
from survey_app.webhooks.signing import secret_of
from tests.api.stored import store_release, store_run
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures

ADDRESS = "/khoa-api/webhook/"
GIVEN = {"name": "Cổng dữ liệu", "url": "https://cong.example/sipas"}


def stored(app, column):
    with app.app_context(), engine().connect() as connection:
        return connection.scalars(select(column)).all()


@pytest.fixture
def registered(app, logged_in, desk) -> int:  # noqa: F811
    """A webhook with a message that was given up."""
    logged_in("administrator").post(f"{ADDRESS}moi", data=GIVEN)
    with app.app_context(), writing(engine()).begin() as connection:
        enqueue(connection, store_release(connection, desk.wave_id, store_run(connection, desk.wave_id)))
        connection.execute(WebhookDelivery.__table__.update().values(state="given_up", attempts=8, next_at=None, last_error="TimeoutError: timed out"))
    return 1


def test_registering_shows_the_secret(app, logged_in):  # noqa: F811
    page = logged_in("administrator").post(f"{ADDRESS}moi", data=GIVEN)
    [salt] = stored(app, Webhook.salt)
    assert page.status_code == 200 and secret_of(app.config["SECRET_KEY"], salt) in page.text
    assert stored(app, JournalEntry.action) == ["webhook.add"] and secret_of(app.config["SECRET_KEY"], salt) not in str(stored(app, JournalEntry.details))


@pytest.mark.parametrize(("given", "said"), [
    ({"url": "http://cong.example/"}, "https://"), ({"url": "https://10.0.0.1/"}, "mạng riêng"), ({"url": "https://2130706433/"}, "mạng riêng"), ({"url": "cong"}, "chưa đúng"), ({"url": ""}, "Hãy nhập địa chỉ"), ({"name": " "}, "Hãy nhập tên"),
])
def test_what_cannot_be_registered_is_said(app, logged_in, given, said):  # noqa: F811
    page = logged_in("administrator").post(f"{ADDRESS}moi", data=GIVEN | given)
    assert page.status_code == 422 and said in page.text and not stored(app, Webhook.id)


def test_a_name_is_taken_once(logged_in, registered):  # noqa: F811
    page = logged_in("administrator").post(f"{ADDRESS}moi", data=GIVEN | {"url": "https://khac.example/"})
    assert page.status_code == 422 and "Tên này đã có" in page.text


def test_looking_at_the_secret_again_is_recorded(app, logged_in, registered):  # noqa: F811
    page = logged_in("administrator").post(f"{ADDRESS}1/khoa-ky")
    assert "whsec_" in page.text and stored(app, JournalEntry.action)[-1] == "webhook.secret"
    for role in ("auditor", "department"):
        assert logged_in(role).post(f"{ADDRESS}1/khoa-ky").status_code == 403


def test_what_was_given_up_is_seen_and_sent_again(app, logged_in, registered):  # noqa: F811
    assert "Đã thôi gửi" in logged_in("auditor").get(f"{ADDRESS}1").text and "Gửi lại" not in logged_in("auditor").get(f"{ADDRESS}1").text
    page = logged_in("administrator").post(f"{ADDRESS}1/gui-lai/1", follow_redirects=True)
    assert "sẽ được gửi lại" in page.text and stored(app, WebhookDelivery.state) == ["pending"]


def test_a_trial_is_asked_for_on_its_page(app, logged_in, registered):  # noqa: F811
    admin = logged_in("administrator")
    assert "trong vòng một phút" in admin.post(f"{ADDRESS}1/gui-thu", follow_redirects=True).text
    assert stored(app, WebhookDelivery.event) == ["release", "ping"] and stored(app, JournalEntry.action)[-1] == "webhook.test"
    with app.app_context(), writing(engine()).begin() as connection:
        connection.execute(WebhookDelivery.__table__.update().where(WebhookDelivery.event == "ping").values(state="given_up", next_at=None, last_status=404))
    page = admin.get(f"{ADDRESS}1").text
    assert page.count("Gửi lại") == 1 and "Không nhận" in page and admin.post(f"{ADDRESS}9/gui-thu").status_code == 404
    admin.post(f"{ADDRESS}1/gui-lai/2")
    assert stored(app, WebhookDelivery.state) == ["given_up", "given_up"]  # a trial is asked for anew, not sent again


def test_stopping_and_starting(app, logged_in, registered):  # noqa: F811
    admin = logged_in("administrator")
    assert "Đã dừng" in admin.post(f"{ADDRESS}1/dung", follow_redirects=True).text and stored(app, Webhook.active) == [False]
    assert "chạy lại" in admin.post(f"{ADDRESS}1/chay", follow_redirects=True).text and stored(app, Webhook.active) == [True]
    assert admin.post(f"{ADDRESS}1/khac").status_code == 404 and admin.post(f"{ADDRESS}9/dung").status_code == 404


def test_commands(app):
    run = app.test_cli_runner().invoke
    made = run(group, ["add", "cổng", "https://cong.example/x"])
    assert made.exit_code == 0 and made.output.startswith("whsec_")
    assert run(group, ["secret", "cổng"]).output == made.output
    assert "already" in run(group, ["add", "cổng", "https://cong.example/x"]).output and "https" in run(group, ["add", "y", "http://cong.example/"]).output
    assert run(group, ["stop", "cổng"]).exit_code == 0 and "no active webhook" in run(group, ["stop", "cổng"]).output
    assert "stopped\thttps://cong.example/x\t0 delivered" in run(group, ["list"]).output
    assert run(group, ["start", "cổng"]).exit_code == 0 and run(group, ["deliver"]).output == "0 delivered.\n"
    assert run(group, ["secret", "khác"]).exit_code == 1


def test_the_command_for_a_trial_says_what_came_of_it(app, receiver):
    app.extensions["sipas.settings"] = replace(app.extensions["sipas.settings"], webhook_private=True)
    run = app.test_cli_runner().invoke
    run(group, ["add", "cổng", receiver.url])
    receiver.answers = [(204, {}), (404, {})]
    taken, refused, unknown = (run(group, ["test", name]) for name in ("cổng", "cổng", "khác"))
    assert (taken.exit_code, taken.output) == (0, "taken: status 204.\n")
    assert (refused.exit_code, refused.output) == (1, "Error: not taken: expected a 2xx, got status 404\n")
    assert unknown.exit_code == 1 and "no webhook is named" in unknown.output and len(receiver.came) == 2
    assert "0 delivered\t0 pending\t0 given up" in run(group, ["list"]).output
