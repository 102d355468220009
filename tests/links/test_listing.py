"""What the pages of links list, on each kind of database."""
from survey_app.links.issuing import Among
from survey_app.links.listing import communes_of, count_states, list_forms
from survey_app.people.scopes import Scope
from tests.links.conftest import field_linked

ALL = Scope(0, everywhere=True, organisation_id=None)


def test_communes_states_and_forms(engine):
    linked = field_linked(engine, cases=3)
    with engine.connect() as connection:
        ((_, commune),) = communes_of(connection, linked.wave.id, ALL)
        states = {state: count for state, count in count_states(connection, linked.wave.id, Among(scope=ALL)).items() if count}
        first, second, third = list_forms(connection, linked.wave.id, Among(scope=ALL), None, most=10, skip=0)
    assert commune == "xã Mây Trắng" and states == {"living": 1, "none": 2}
    assert (first.serial, first.state, second.state, third.serial) == ("0001", "living", "none", "0003")
