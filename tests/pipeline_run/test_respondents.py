"""People behind a figure: who rated none of a roll-up's items is not counted in its n."""
import pyarrow as pa

from pipeline import indices
from pipeline.respondents import count_respondents

DEFINITION = indices.load("service")


def rows(*answered: dict) -> pa.Table:
    """A row a person: desk and the items that this person rated."""
    columns = {"service_point": [person["desk"] for person in answered]}
    columns |= {item: pa.array([person.get(item) for person in answered], pa.int8()) for item in DEFINITION.items}
    return pa.table(columns)


def test_a_roll_up_counts_whoever_rated_any_of_its_items():
    table = rows({"desk": "001", "2.1.1": 4}, {"desk": "001", "2.1.2": 5, "2.4.1": 3}, {"desk": "002"}, {"desk": "002", "2.4.1": 1})
    n = count_respondents(table, DEFINITION, ("service_point",))
    everyone = {code: n[None, "*", code] for code in ("2", "2.1", "2.1.1", "2.4", "2.5")}
    assert everyone == {"2": 3, "2.1": 2, "2.1.1": 1, "2.4": 2, "2.5": 0}
    assert (n["service_point", "001", "2.1"], n["service_point", "002", "2.1"], n["service_point", "002", "2"]) == (2, 0, 1)


def test_a_row_without_a_desk_is_in_no_desks_figure():
    n = count_respondents(rows({"desk": None, "2.1.1": 4}), DEFINITION, ("service_point",))
    assert n[None, "*", "2"] == 1 and not [key for key in n if key[0] == "service_point"]
