"""What is hidden, and that nothing hidden can be worked out."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.design import Design
from pipeline.disclose import Rules, disclose
from pipeline.estimate import estimate
from tests.pipeline.small_surveys import small_definition

SIZES = {"C1": 40, "C2": 35, "C3": 33}


def judged(sizes, blank=(), rules=Rules()):
    """Status by (domain, measure) of an unclustered survey; blank: (domain, item, answers left)."""
    rows = [{"commune": commune, "a1": 3 + i % 3, "a2": 4, "b1": 4 + i % 2, "b2": 3 + i % 2} for commune, size in sizes.items() for i in range(size)]
    for commune, item, left in blank:
        for row in [row for row in rows if row["commune"] == commune][left:]:
            row[item] = None
    found = disclose(estimate(pa.Table.from_pylist(rows), Design(), small_definition(), domains=("commune",)), rules)
    return {(d.estimate.domain, d.estimate.code): (d.status, d.reason) for d in found}


def test_large_cells_are_shown():
    assert set(judged(SIZES).values()) == {("shown", None)}


def test_a_small_commune_takes_another_with_it():
    """Everything less the other communes would give the hidden one away, so the next smallest is hidden too."""
    found = judged(SIZES | {"C4": 4})
    assert found["C4", "ALL"] == ("hidden", "few answers")
    assert found["C3", "ALL"] == ("hidden", "so that a hidden cell cannot be worked out")
    assert found["C2", "ALL"] == ("shown", None)
    assert found["*", "ALL"] == ("shown", None)


def test_two_small_communes_that_together_are_too_few_take_a_third():
    found = judged(SIZES | {"C4": 2, "C5": 2})
    assert [found[c, "ALL"][0] for c in ("C1", "C2", "C3", "C4", "C5")] == ["shown", "shown", "hidden", "hidden", "hidden"]


def test_a_small_item_takes_a_sibling_and_another_commune_with_it():
    """Component less its other item would give a1 of C1 away; so would all communes' a1 less the others'."""
    found = judged(SIZES, [("C1", "a1", 3)])
    assert found["C1", "a1"] == ("hidden", "few answers")
    assert found["C1", "a2"][0] == "hidden"
    assert [c for c in SIZES if found[c, "a1"][0] == "hidden"] == ["C1", "C3"]
    assert found["C1", "A"][0] != "hidden"


def test_no_sum_ever_misses_just_one_part():
    found = judged(SIZES | {"C4": 4, "C5": 31}, [("C1", "b2", 2), ("C2", "a1", 4)])
    families = [("ALL", "A", "B"), ("A", "a1", "a2"), ("B", "b1", "b2")]
    domains = [*SIZES, "C4", "C5"]
    for domain in domains:
        for family in families:
            assert sum(found[domain, code][0] == "hidden" for code in family) != 1, (domain, family)
    for code in ("ALL", "A", "a1", "a2", "B", "b1", "b2"):
        assert sum(found[domain, code][0] == "hidden" for domain in domains) != 1, code


def test_an_item_without_any_answer_gives_nobody_away():
    found = judged(SIZES, [("C1", "a1", 0)])
    assert found["C1", "a1"] == ("hidden", "no answers")
    assert found["C1", "a2"] == ("shown", None)


def nested(sizes, **more):
    """Hidden (domain) of the overall measure; sizes: (district, commune or None) -> rows, each a PSU of its own."""
    rows = [{"dist": dist, "com": com, "psu": f"{dist} {com}", **{item: 3 + i % 2 for item in ("a1", "a2", "b1", "b2")}}
            for (dist, com), size in sizes.items() for i in range(size)]
    results = estimate(pa.Table.from_pylist(rows), Design(None, "psu"), small_definition(), domains=("dist", "com"))
    return {d.estimate.domain for d in disclose(results, **more) if d.estimate.code == "ALL" and d.status == "hidden"}


NESTED = {("D1", "c11"): 3, ("D1", "c12"): 47, ("D1", "c13"): 50, ("D2", "c21"): 6, ("D2", "c22"): 60}


def test_the_partner_of_a_small_commune_lies_in_its_own_district():
    assert nested(NESTED) == {"c11", "c12"}


def test_columns_said_to_be_nested_need_no_psus_to_tell():
    inside = {com: dist for dist, com in NESTED}
    assert nested(NESTED, parents={("com", "dist"): inside}) == {"c11", "c12"}
    assert nested(NESTED, parents={}) == {"c11", "c21"}


def test_a_few_rows_of_no_commune_are_a_cell_too():
    assert "c12" in nested({("D1", None): 3, ("D1", "c12"): 47, ("D1", "c13"): 50, ("D2", "c21"): 60}, parents={("com", "dist"): {"c12": "D1", "c13": "D1", "c21": "D2"}})


def hidden_of(cells, domains=("a", "b"), told=()):
    """Hidden (column, domain) of the overall measure; cells: (value of each column, None for none) -> rows, one PSU each cell."""
    rows = [{**dict(zip(domains, values, strict=True)), "psu": str(values), **{item: 3 + i % 2 for item in ("a1", "a2", "b1", "b2")}}
            for values, size in cells.items() for i in range(size)]
    results = estimate(pa.Table.from_pylist(rows), Design(None, "psu"), small_definition(), domains=domains)
    return {(d.estimate.by, d.estimate.domain) for d in disclose(results, Rules(told=told)) if d.estimate.code == "ALL" and d.status == "hidden"}


def test_two_columns_that_divide_people_alike_hide_alike():
    """Stratum and district in one: b's codes stand in another order, and two partners are equally small. Hiding c with a, but b2 with b1,
    would show c as b3, and so give a away."""
    assert hidden_of({("x", "3"): 3, ("y", "2"): 40, ("z", "1"): 40}) == {("a", "x"), ("a", "y"), ("b", "3"), ("b", "2")}


def test_some_communes_that_make_up_some_modes_of_collection_need_a_partner_among_them():
    """p and q alone answered by phone and link, mixed; r and s on paper. p is small: r alone as its partner would leave p = phone + link - q."""
    cells = {("p", "phone"): 2, ("p", "link"): 2, ("q", "phone"): 40, ("q", "link"): 40, ("r", "paper"): 30, ("s", "paper"): 90}
    hidden = hidden_of(cells)
    assert ("a", "p") in hidden and hidden & {("a", "q"), ("b", "phone"), ("b", "link")}
    assert ("b", "paper") not in hidden


def test_columns_that_cross_hide_nothing_in_each_other():
    """Two women of 30 say nothing as long as only women and only people of 30 are counted."""
    assert hidden_of({("men", "30"): 30, ("men", "60"): 30, ("women", "30"): 2, ("women", "60"): 30}) == set()


@given(st.integers(2, 3), st.lists(st.tuples(*[st.integers(0, 3)] * 3, st.sampled_from((2, 3, 6, 20, 30, 40))), min_size=3, max_size=9))
@settings(max_examples=60, deadline=None)
def test_no_hidden_domain_is_a_combination_of_shown_ones(columns, psus):
    """Each PSU lies in one domain of each column. A total is given away just when its 0/1 row over PSUs lies in the span of the shown ones'."""
    names = "abc"[:columns]
    rows = [{**dict(zip(names, map(str, domains), strict=False)), "psu": str(place), **dict.fromkeys(("a1", "a2", "b1", "b2"), 4)}
            for place, (*domains, size) in enumerate(psus) for _ in range(size)]
    results = estimate(pa.Table.from_pylist(rows), Design(None, "psu"), small_definition(), domains=tuple(names))
    members = {"shown": [], "hidden": [], "flagged": []}
    for one in disclose(results):
        if one.estimate.code == "ALL":
            by, domain = one.estimate.by, one.estimate.domain
            members[one.status].append([by is None or str(psu[names.index(by)]) == domain for psu in psus])
    shown = np.array([*members["shown"], *members["flagged"], [False] * len(psus)], float)
    for secret in members["hidden"]:
        assert np.linalg.matrix_rank(np.vstack([shown, secret])) > np.linalg.matrix_rank(shown)


@pytest.mark.parametrize(("told", "hidden"), [((), {("a", "women")}), (("a",), set())])
def test_who_left_a_question_blank_is_no_group_of_its_own(told, hidden):
    cells = {("men", "x"): 40, ("women", "x"): 30, (None, "x"): 2}
    assert hidden_of(cells, told=told) == hidden


def test_the_few_who_answered_otherwise_are_protected_though_some_left_it_blank():
    """Two of them and two blank: everything less men and women would tell of four."""
    cells = {("men", "x"): 40, ("women", "x"): 30, ("other", "x"): 2, (None, "x"): 2}
    assert hidden_of(cells, told=("a",)) == {("a", "other"), ("a", "women")}


@pytest.mark.parametrize(("sizes", "rules", "reason"), [
    ({"C1": 29, "C2": 31}, Rules(), "few answers"),
    ({"C1": 31, "C2": 31}, Rules(margin_share=0.0001), "wide interval"),
])
def test_doubtful_cells_are_flagged(sizes, rules, reason):
    assert judged(sizes, rules=rules)["C1", "ALL"] == ("flagged", reason)
