"""What is hidden of single questions, and that an attacker who solves all equations learns no hidden count."""
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.design import Design
from pipeline.disclose import Rules
from pipeline.estimate import estimate
from pipeline.questions.disclosure import disclose_questions
from pipeline.questions.figures import SCORE, SHARE, TOP2, QuestionFigure
from tests.pipeline.small_surveys import small_definition

RULES = Rules(told=("sex",))
FILLER = {item: 3 for item in ("a1", "a2", "b1", "b2")}
LEVELS = ("1", "2", "3", "4", "5")


class Survey:
    """People in units, each with one answer to one question; `kind`: of question, `cells`: the answers that exclude each other."""

    def __init__(self, kind: str, cells: tuple[str, ...], people: list[dict]):
        self.kind, self.cells, self.people = kind, cells, people
        self.columns = [by for by in ("district", "commune", "sex") if by in people[0]]
        rows = [FILLER | {"psu": person.get("psu", f"{person['commune']} {place % 2}")} | {by: person[by] for by in self.columns} for place, person in enumerate(people)]
        results = estimate(pa.Table.from_pylist(rows), Design(None, "psu"), small_definition(), domains=tuple(self.columns))
        instrument = SimpleNamespace(items={"Q": SimpleNamespace(kind=kind)})
        self.rows = [(None, "*"), *((by, domain) for by in self.columns for domain in results.by[by].domains)]
        found = disclose_questions([figure for row in self.rows for figure in self._figures(*row)], instrument, results, (), RULES)
        self.shown = {(d.figure.by, d.figure.domain, d.figure.option): d.status != "hidden" for d in found}
        self.reasons = {(d.figure.by, d.figure.domain, d.figure.option): d.reason for d in found}

    @property
    def options(self) -> dict[str, np.ndarray]:
        """The cells that each published option is the sum of."""
        one = dict(zip(self.cells, np.eye(len(self.cells)), strict=True))
        if self.kind == "multiple":
            return {self.cells[0]: one[self.cells[0]]}
        return one | ({TOP2: one["4"] + one["5"]} if self.kind == "scale" else {})

    def counts(self, by: str | None, domain: str | None) -> np.ndarray:
        """People by answer in a domain (None: in no domain of the column)."""
        answers = [person["answer"] for person in self.people if by is None or person[by] == domain]
        return np.array([answers.count(cell) for cell in self.cells])

    def _figures(self, by, domain):
        counts = self.counts(by, domain)
        n = int(counts.sum())
        for option, cells in self.options.items():
            chosen = int(cells @ counts)
            yield QuestionFigure("Q", option, SHARE, by, domain, n, chosen, chosen / n if n else None, 0.1, 9, 0.0, 1.0, 0.0, 1.0)
        if self.kind == "scale":
            mean = float(counts @ np.arange(1, 6) / n) if n else None
            yield QuestionFigure("Q", SCORE, SCORE, by, domain, n, None, mean and 20 * mean, 0.1, 9, 0.0, 1.0, 0.0, 1.0)

    def hidden(self) -> set[tuple]:
        return {key for key, shown in self.shown.items() if not shown}

    def attack(self, target: tuple, unknown: str | None = None) -> float:
        """How wide the interval of a hidden count is, exactly; with all figures of the column `unknown` hidden."""
        place = {row: number * len(self.cells) for number, row in enumerate([*self.rows, *((by, None) for by in self.columns)])}
        known, values = [], []

        def learn(terms, value=None):
            line = np.zeros(len(place) * len(self.cells))
            for row, weights in terms:
                line[place[row] : place[row] + len(self.cells)] += weights
            known.append(line)
            values.append(sum(weights @ self.counts(*row) for row, weights in terms) if value is None else value)

        for row in place:
            learn([(row, np.ones(len(self.cells)))])
            if self.shown.get((*row, SCORE)):
                learn([(row, np.arange(1.0, 6))])
            for option, cells in self.options.items():
                if row[0] != unknown and self.shown.get((*row, option)):
                    learn([(row, cells)])
        for cell in np.eye(len(self.cells)):
            for by in self.columns:
                learn([(row, cell) for row in place if row[0] == by] + [((None, "*"), -cell)], 0)
            for district in {person.get("district") for person in self.people} - {None}:
                inside = {person["commune"] for person in self.people if person["district"] == district}
                learn([(("commune", commune), cell) for commune in inside] + [(("district", district), -cell)], 0)
        aim = np.zeros(len(known[0]))
        aim[place[target[:2]] : place[target[:2]] + len(self.cells)] = self.options[target[2]]
        ends = [linprog(way * aim, A_eq=np.array(known), b_eq=np.array(values), method="highs") for way in (1, -1)]
        assert all(end.status == 0 for end in ends)
        return -ends[1].fun - ends[0].fun


def of_communes(kind: str, cells: tuple[str, ...], **communes) -> Survey:
    """Communes with so many people by answer."""
    return Survey(kind, cells, [{"commune": commune, "answer": cell} for commune, counts in communes.items()
                                for cell, count in zip(cells, counts, strict=True) for _ in range(count)])


def drawn(seed: int, kind: str, cells: tuple[str, ...]) -> Survey:
    """A survey of up to three districts of up to four communes, of few people or many; most people answer alike, sex may be left blank."""
    random = np.random.default_rng(seed)
    common = random.dirichlet(np.array([0.2, 0.4, 1, 3, 4])[-len(cells):])
    people = [{"district": f"D{district}", "commune": f"C{district}{commune}", "answer": answer, "sex": random.choice(["f", "m", None], p=[0.5, 0.45, 0.05])}
              for district in range(random.integers(1, 4)) for commune in range(random.integers(1, 5))
              for answer in random.choice(cells, random.choice([8, 25, 35, 60, 90]), p=common).tolist()]
    return Survey(kind, cells, people)


SHAPES = st.sampled_from([("multiple", ("yes", "no")), ("single", ("many", "some", "none")), ("choose", ("a", "b", "c", "d")), ("scale", LEVELS)])


@given(st.integers(0, 10**6), SHAPES)
@settings(max_examples=20, deadline=None)
def test_no_attacker_learns_a_hidden_count(seed, shape):
    """Counts of few people can be otherwise by five, others by one; or by as much as if nothing of their column was shown."""
    survey = drawn(seed, *shape)
    for by, domain, option in survey.hidden():
        if option == SCORE:  # a mean, not a count
            continue
        counts = survey.counts(by, domain)
        chosen = int(survey.options[option] @ counts)
        least = 5 if chosen and min(chosen, counts.sum() - chosen) < 5 else 1
        width = survey.attack((by, domain, option))
        if width < least - 1e-6:
            assert width > survey.attack((by, domain, option), by) - 1e-6, (by, domain, option, counts)


YES_NO = ("multiple", ("yes", "no"))


def hidden_in(survey: Survey) -> dict[tuple, str]:
    """Reasons of the hidden figures, by commune and option."""
    return {key[1:]: survey.reasons[key] for key in survey.hidden()}


FEW, MORE = "few answers", "so that a hidden cell cannot be worked out"


def test_shares_of_large_groups_are_shown():
    assert hidden_in(of_communes(*YES_NO, C1=(40, 40), C2=(30, 50), C3=(60, 30))) == {}


@pytest.mark.parametrize("small", [(10, 15), (1, 50), (4, 50), (50, 4), (50, 0)])
def test_a_share_of_few_people_is_hidden_with_a_second_through_which_it_would_be_known(small):
    """Fewer than 30 answered; fewer than 5 chose it, or did not; all chose it, so everybody's answer would be known."""
    assert hidden_in(of_communes(*YES_NO, C1=(40, 40), C2=(30, 40), C3=small)) == {("C3", "yes"): FEW, ("C2", "yes"): MORE}


def test_that_nobody_chose_an_option_is_told():
    assert hidden_in(of_communes(*YES_NO, C1=(40, 40), C2=(30, 40), C3=(0, 50))) == {}


def test_hidden_shares_that_together_tell_of_few_take_another():
    """2 in C3 and 1 in C4: everyone less C1 and C2 would be 3 of 108."""
    assert set(hidden_in(of_communes(*YES_NO, C1=(40, 40), C2=(30, 40), C3=(2, 50), C4=(1, 55)))) == {("C3", "yes"), ("C4", "yes"), ("C2", "yes")}


def test_an_option_that_few_chose_takes_a_second_of_the_same_question():
    found = hidden_in(of_communes("single", ("many", "some", "none"), C1=(20, 30, 40), C2=(12, 20, 30), C3=(2, 20, 40)))
    assert found == {("C3", "many"): FEW, ("C3", "some"): FEW, ("C2", "many"): MORE, ("C2", "some"): MORE}


def test_of_a_scale_scores_and_the_two_best_remain_where_a_level_is_hidden():
    """Two levels follow from the number, the mean and the other levels; so all levels go, in all communes."""
    found = hidden_in(of_communes("scale", LEVELS, C1=(8, 10, 20, 40, 30), C2=(2, 9, 20, 40, 30), C3=(6, 10, 22, 40, 30)))
    assert set(found) == {(commune, level) for commune in ("C1", "C2", "C3") for level in LEVELS}


def test_the_two_best_levels_are_hidden_where_few_chose_neither():
    found = hidden_in(of_communes("scale", LEVELS, C1=(8, 10, 20, 40, 30), C2=(0, 1, 2, 40, 30), C3=(6, 10, 22, 40, 40)))
    assert {commune for commune, option in found if option == TOP2} == {"C2", "C1"} and not any(option == SCORE for _, option in found)


def test_everyones_figures_are_shown_and_those_of_a_group_that_is_everyone():
    survey = of_communes(*YES_NO, C1=(1, 60))
    assert survey.hidden() == set()


def test_a_hidden_district_takes_its_communes_and_they_take_each_other():
    """One person of D1 said yes: its communes would add up to it, and D2's to everyone less D1."""
    people = [{"district": commune[:2], "commune": commune, "answer": answer} for commune, counts in
              {"D1a": (1, 40), "D1b": (0, 40), "D2a": (9, 40), "D2b": (8, 30), "D3a": (20, 40), "D3b": (20, 50)}.items()
              for answer, count in zip(("yes", "no"), counts, strict=True) for _ in range(count)]
    hidden = {domain for _, domain, _ in Survey(*YES_NO, people).hidden()}
    assert hidden == {"D1", "D1a", "D1b", "D2", "D2a", "D2b"}


def test_a_group_that_only_two_kinds_of_groups_together_would_tell_is_hidden():
    """Few of commune c said yes. Hidden with it are e and f, but district 0 is c and e, so everyone less district 0 would tell f: the district is hidden, too."""
    psus = [("e", "0", (20, 40)), ("f", "1", (10, 30)), ("c", "0", (2, 40)), ("f", "2", (2, 30))]
    people = [{"commune": commune, "district": district, "psu": str(psu), "answer": answer} for psu, (commune, district, counts) in enumerate(psus)
              for answer, count in zip(("yes", "no"), counts, strict=True) for _ in range(count)]
    hidden = {key[:2] for key in Survey(*YES_NO, people).hidden()}
    assert hidden == {("commune", commune) for commune in "cef"} | {("district", district) for district in "012"}
