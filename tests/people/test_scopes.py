"""Where an account works: queries limited to its communes and its organisation, nothing by default."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, select

from survey_app import engine
from survey_app.models import AdminUnit, Case, Psu, StoredInstrument, Stratum, User, Wave
from survey_app.models.people import ROLES
from survey_app.people.accounts import Profile, change_account
from survey_app.people.placing import place_account
from survey_app.people.scopes import communes, scope_of

CASES = select(Case.serial).join(Psu, Psu.id == Case.psu_id).order_by(Case.serial)


@pytest.fixture
def sample(app, places):
    """A case in each of two communes, and one whose commune is not known."""
    with app.app_context(), engine().begin() as connection:
        def add(table, **values) -> int:
            return connection.execute(insert(table).values(**values)).inserted_primary_key[0]
        instrument = add(StoredInstrument, code="x", version="1", digest="d", definition="{}")
        wave = add(Wave, code="ho", title="Hộ", kind="household", opens_on=date(2025, 7, 1), instrument_id=instrument, index_name="sipas")
        stratum = add(Stratum, wave_id=wave, code="1", name="vùng")
        for serial, unit in (("A", places["09101"]), ("B", places["09102"]), ("C", None)):
            add(Case, wave_id=wave, psu_id=add(Psu, stratum_id=stratum, code=serial, name=serial, unit_id=unit), serial=serial)


def seen(connection, user_id: int) -> list[str]:
    return list(connection.scalars(scope_of(connection, user_id).communes(CASES, Psu.unit_id)))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_sees_all_or_nothing_until_it_is_given_communes(app, sample, accounts, role):
    with app.app_context(), engine().connect() as connection:
        assert seen(connection, accounts[role]) == (["A", "B", "C"] if role in ("administrator", "department", "auditor") else [])


def test_a_surveyor_sees_the_communes_given(app, sample, accounts, places):
    with app.app_context():
        place_account(engine(), "surveyor", "buu-dien", ["09101"])
        with engine().connect() as connection:
            assert seen(connection, accounts["surveyor"]) == ["A"]
        place_account(engine(), "surveyor", "buu-dien", ["09101", "09102"])
        with engine().connect() as connection:
            assert seen(connection, accounts["surveyor"]) == ["A", "B"]


def test_communes_given_earlier_do_not_come_back_with_a_role(app, sample, accounts, places):
    with app.app_context():
        change_account(engine(), accounts["surveyor"], Profile("department", units=frozenset({places["09101"]})))
        change_account(engine(), accounts["surveyor"], Profile("surveyor"))
        with engine().connect() as connection:
            assert seen(connection, accounts["surveyor"]) == []


def test_an_organisation_sees_its_own_people(app, accounts, places):
    with app.app_context():
        for name in ("surveyor", "supervisor"):
            place_account(engine(), name, "buu-dien", [])
        with engine().connect() as connection:
            def colleagues(role: str) -> list[str]:
                return list(connection.scalars(scope_of(connection, accounts[role]).organisation(select(User.username), User.organisation_id)))
            assert sorted(colleagues("supervisor")) == ["supervisor", "surveyor"]
            assert colleagues("reinterviewer") == [] and len(colleagues("auditor")) == len(ROLES)


@pytest.mark.parametrize(("organisation", "commune", "named"), [("khong-co", "09101", "khong-co"), ("buu-dien", "99999", "99999")])
def test_placing_names_what_is_not_there(app, places, organisation, commune, named):
    with app.app_context(), pytest.raises(LookupError, match=named):
        place_account(engine(), "surveyor", organisation, [commune])


def test_a_commune_of_yesterday_is_offered_only_to_whom_it_was_given(app, places):
    with app.app_context(), engine().begin() as connection:
        old = connection.execute(insert(AdminUnit).values(code="09001", name="xã Cũ", level="commune", valid_from=date(2000, 1, 1), valid_to=date(2025, 7, 1))).inserted_primary_key[0]
        assert [code for _, code, _ in communes(connection)] == ["09101", "09102"]
        assert [code for _, code, _ in communes(connection, {old})] == ["09001", "09101", "09102"]


def test_an_unknown_account_has_no_scope(app):
    with app.app_context(), engine().connect() as connection, pytest.raises(LookupError):
        scope_of(connection, 99)
