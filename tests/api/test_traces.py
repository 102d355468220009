"""What a token read and roughly from where: enough to see a leak, bounded, and nobody's address."""
from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from survey_app import engine as app_engine
from survey_app.api import uses as module
from survey_app.api.networks import network_of
from survey_app.api.tokens import add_token, revoke_token
from survey_app.api.traces import networks, networks_by_day, resources
from survey_app.api.uses import MOST_NETWORKS, Uses, uses
from survey_app.models import ApiTokenTrace, ApiTokenUse
from tests.api.test_token_pages import admin  # noqa: F401 - fixture
from tests.api.test_tokens import running, today  # noqa: F401 - fixture
from tests.people.conftest import accounts, logged_in  # noqa: F401 - fixtures


def kept() -> list[tuple]:
    """Every trace without its day: resource, network, requests, refused."""
    uses().write()
    columns = ApiTokenTrace.resource, ApiTokenTrace.network, ApiTokenTrace.requests, ApiTokenTrace.refused
    with app_engine().connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(*columns))]


@pytest.mark.parametrize(("address", "network"), [
    ("192.0.2.7", "192.0.2.0/24"), ("2001:db8:1:2:3::7", "2001:db8:1::/48"), ("::ffff:192.0.2.7", "192.0.2.0/24"), ("127.0.0.1", "127.0.0.0/24"),
    ("::1", "::/48"), ("fe80::1%eth0", "fe80::/48"), (None, "unknown"), ("unix:", "unknown"),
])
def test_of_an_address_its_network_is_kept(address, network):
    assert network_of(address) == network


@pytest.fixture
def asked(running):  # noqa: F811
    """Ask with a token from an address; the status."""
    def ask_(token: str, address: str, path: str = "/api/v1/waves") -> int:
        return running.test_client().get(path, headers={"Authorization": f"Bearer {token}"}, environ_base={"REMOTE_ADDR": address}).status_code
    return ask_


def test_uses_are_counted_by_what_was_read_and_from_where(asked):
    token = add_token(app_engine(), "máy")
    for address, path in (("192.0.2.7", "waves"), ("192.0.2.200", "waves"), ("192.0.2.7", "waves.csv"), ("198.51.100.3", "waves")):
        assert asked(token, address, f"/api/v1/{path}") == 200
    assert kept() == [("api.csv_of_waves", "192.0.2.0/24", 1, 0), ("api.list_waves", "192.0.2.0/24", 2, 0), ("api.list_waves", "198.51.100.0/24", 1, 0)]


def test_tries_with_a_revoked_token_and_without_the_scope_are_seen_from_where_they_came(asked):
    token = add_token(app_engine(), "máy")
    assert asked(token, "192.0.2.7", "/api/v1/desks") == 403
    revoke_token(app_engine(), "máy")
    assert (asked(token, "203.0.113.9", "/api/v1/desks"), asked(token, "203.0.113.9", "/metrics")) == (401, 401)
    assert kept() == [("api.list_desks", "192.0.2.0/24", 0, 1), ("api.list_desks", "203.0.113.0/24", 0, 1), ("metrics.show", "203.0.113.0/24", 0, 1)]


def test_networks_beyond_a_number_are_counted_as_other(asked):
    token = add_token(app_engine(), "máy")
    for number in range(MOST_NETWORKS + 5):
        asked(token, f"198.51.{number}.1")
        if number == 9:
            uses().write()  # networks of an earlier writing count too
    rows = kept()
    assert len(rows) == MOST_NETWORKS + 1 and ("api.list_waves", "other", 5, 0) in rows
    asked(token, "198.51.3.77")  # one that is known goes on being counted apart
    assert ("api.list_waves", "198.51.3.0/24", 2, 0) in kept()
    with app_engine().connect() as connection:
        assert connection.execute(select(ApiTokenUse.requests)).all() == [(MOST_NETWORKS + 6,)]


def test_memory_is_bounded_between_two_writings(running, monkeypatch):  # noqa: F811
    add_token(app_engine(), "máy")
    monkeypatch.setattr(module, "MOST_HELD", 3)
    counting = Uses()
    for number in range(9):
        counting.note(1, app_engine(), "api.list_waves", f"198.51.{number}.0/24")
    assert len(counting._counts) == 4
    counting.write()
    assert ("api.list_waves", "other", 6, 0) in kept()


def traced(days_ago: int, network: str, resource: str = "api.list_waves", **numbers) -> None:
    with app_engine().begin() as connection:
        connection.execute(insert(ApiTokenTrace).values(token_id=1, day=today() - timedelta(days=days_ago), resource=resource, network=network, **{"requests": 1, "refused": 0} | numbers))


def test_a_network_that_was_not_there_before_is_new_for_a_week(running):  # noqa: F811
    add_token(app_engine(), "máy")
    for days_ago, network in ((40, "192.0.2.0/24"), (0, "192.0.2.0/24"), (7, "198.51.100.0/24"), (6, "203.0.113.0/24"), (2, "other")):
        traced(days_ago, network)
    with app_engine().connect() as connection:
        assert {one.name: one.new for one in networks(connection, 1)} == {"203.0.113.0/24": True, "198.51.100.0/24": False, "192.0.2.0/24": False, "other": False}


def test_the_first_network_of_a_new_token_is_not_marked(running):  # noqa: F811
    add_token(app_engine(), "máy")
    traced(0, "192.0.2.0/24")
    with app_engine().connect() as connection:
        assert [one.new for one in networks(connection, 1)] == [False]


def test_what_is_told_adds_up(running):  # noqa: F811
    add_token(app_engine(), "máy")
    traced(1, "192.0.2.0/24", requests=3)
    traced(0, "192.0.2.0/24", requests=4, refused=2)
    traced(0, "192.0.2.0/24", "api.list_estimates", requests=50)
    traced(90, "198.51.100.0/24")  # its time is over
    with app_engine().connect() as connection:
        (network,) = networks(connection, 1)
        assert (network.first, network.last, network.requests, network.refused) == (today() - timedelta(days=1), today(), 57, 2)
        assert [(one.name, one.requests, one.refused) for one in resources(connection, 1)] == [("api.list_estimates", 50, 0), ("api.list_waves", 7, 2)]
        assert networks_by_day(connection, 1) == {today() - timedelta(days=1): ["192.0.2.0/24"], today(): ["192.0.2.0/24"]}


def test_the_page_tells_networks_and_tables_in_words(app, admin):  # noqa: F811
    with app.app_context():
        add_token(app_engine(), "Cổng dữ liệu")
        traced(30, "192.0.2.0/24", "api.csv_of_estimates")
        traced(0, "203.0.113.0/24", "api.read_release", refused=4)
        traced(0, "other", "endpoint.of.before")
    page = admin.get("/khoa-api/1").text
    assert "<code>203.0.113.0/24</code> <strong" in page and "<code>192.0.2.0/24</code></th>" in page and "mạng khác" in page
    assert "Điểm số với khoảng tin cậy và khoảng hạng (tệp CSV)" in page and "endpoint.of.before" in page and "90 ngày rồi xóa" in page


def test_the_list_as_json_has_it_all(running):  # noqa: F811
    add_token(app_engine(), "máy")
    traced(0, "192.0.2.0/24", refused=1)
    from survey_app.commands.token import group
    (told,) = json.loads(running.test_cli_runner().invoke(group, ["list", "--format", "json"]).output)
    assert told["name"] == "máy" and told["state"] == "living" and told["scopes"] == ["released"]
    assert told["networks"] == [{"network": "192.0.2.0/24", "first": str(today()), "last": str(today()), "requests": 1, "refused": 1, "new": False}]
    assert told["uses"] == [{"day": str(today()), "resource": "api.list_waves", "network": "192.0.2.0/24", "requests": 1, "refused": 1}]
