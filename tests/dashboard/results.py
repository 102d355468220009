"""Figures of a run, a few of every sort."""
from __future__ import annotations

from sqlalchemy import Connection, insert

from survey_app.models import Difference, Estimate, Priority, QuestionFigure

METHOD = {"weighting": "official", "interval_level": 0.95, "disclosure": {"hidden_below": 5, "flagged_below": 30}}
SCORES = {"SIPAS": 85.335, "2": 85.5, "2.1": 84.0, "2.1.1": 86.0, "2.1.2": 82.0}


def estimate(run: int, measure: str, kind: str = "all", domain: str = "all", score: float | None = 85.0, **values) -> dict:
    """The row of an estimate; without a score it is a hidden one."""
    row = {"run_id": run, "measure": measure, "domain_kind": kind, "domain": domain, "n": 486, "score": score, "suppressed": None, "flag": None, "rank_lo": None, "rank_hi": None, "df": None}
    shown = {"lo_logit": score - 1.5, "hi_logit": score + 1.4} if score is not None else {"n": None, "lo_logit": None, "hi_logit": None, "suppressed": "few_answers"}
    return row | shown | values


def difference(run: int, measure: str, comparison: str, kind: str, domain: str, other: str, points: float, p: float, p_holm: float) -> dict:
    return {"run_id": run, "measure": measure, "comparison": comparison, "domain_kind": kind, "domain": domain, "other": other, "difference": points,
            "lo": points - 1.43, "hi": points + 1.43, "p": p, "p_holm": p_holm}


def priority(run: int, measure: str, place: int, gap: float, **values) -> dict:
    return {"run_id": run, "measure": measure, "position": place, "target": 90.0, "target_source": "wave", "score": 90 - gap, "gap": gap, "gap_lo": gap - 2, "gap_hi": gap + 2,
            "index_per_point": .5, "index_closed": max(0.0, gap) / 2, "points_closed": None} | values


def question(run: int, code: str, option: str, value: float | None, statistic: str = "share", kind: str = "all", domain: str = "all") -> dict:
    spread = 2 if statistic == "score" else .02
    shown = {"n": 486, "lo": value - spread, "hi": value + spread, "suppressed": None} if value is not None else {"n": None, "lo": None, "hi": None, "suppressed": "few_answers"}
    return {"run_id": run, "question": code, "option": option, "statistic": statistic, "domain_kind": kind, "domain": domain, "value": value} | shown


def fill(database: Connection, run: int) -> None:
    """The index with three communes (one hidden), a sure rise, two priorities, an item's levels and two questions of sections A and C."""
    communes = [("09101", 80.0, {"rank_lo": 2, "rank_hi": 2}), ("09102", 88.0, {"rank_lo": 1, "rank_hi": 1, "flag": "few_answers", "n": 12}), ("09103", None, {})]
    database.execute(insert(Estimate), [estimate(run, code, score=score) for code, score in SCORES.items()]
                     + [estimate(run, code, "commune", commune, score, **more) for code in ("SIPAS", "2", "2.1") for commune, score, more in communes]
                     + [estimate(run, "SIPAS", "sex", sex, score) for sex, score in (("male", 85.0), ("female", 86.0))])
    database.execute(insert(Difference), [
        difference(run, "SIPAS", "wave", "all", "hh-2024", "hh-2023", 2.6256, .001, .004), difference(run, "2", "wave", "all", "hh-2024", "hh-2023", .9, .4, 1.0),
        difference(run, "2.1.1", "wave", "all", "hh-2024", "hh-2023", -3.0, .0001, .001), difference(run, "2.1.2", "wave", "all", "hh-2024", "hh-2023", 1.0, .2, 1.0),
        difference(run, "SIPAS", "domain", "commune", "09101", "rest", -6.2, .0001, .001), difference(run, "SIPAS", "domain", "commune", "09102", "rest", 2.0, .3, .6),
        difference(run, "SIPAS", "domain", "sex", "female", "male", 1.0, .03, .06),
    ])
    database.execute(insert(Priority), [priority(run, "2.1.2", 1, 8.0, points_closed=.25), priority(run, "2.1.1", 2, -1.0)])
    levels = [("1", .01), ("2", .02), ("3", .12), ("4", .55), ("5", .30), ("top2", .85)]
    database.execute(insert(QuestionFigure), [question(run, item, option, share) for item in ("2.1.1", "A3.1") for option, share in levels]
                     + [question(run, item, "score", 84.2, "score") for item in ("2.1.1", "A3.1")]
                     + [question(run, "A5", option, share) for option, share in (("none", .9218), ("some", .0782), ("many", 0.0))]
                     + [question(run, "A5", option, None, kind="sex", domain="male") for option in ("none", "some", "many")])
