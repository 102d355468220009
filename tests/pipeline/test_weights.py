"""Weights: from selection probabilities to calibrated ones, and what cannot be met is named."""

import numpy as np
import pytest

from pipeline.design import Design
from pipeline.errors import CalibrationError, DesignError
from pipeline.estimate import estimate
from pipeline.weights.base import base_weights, size_probabilities
from pipeline.weights.calibrate import calibrate_rows
from pipeline.weights.nonresponse import adjust_nonresponse
from pipeline.weights.population import Calibration
from pipeline.weights.trim import kish_effect, trim, trim_to_effect
from tests.pipeline.small_surveys import small_definition, small_survey

MARGINS = {"sex": {"F": 5200.0, "M": 4800.0}, "age": {"old": 4000.0, "young": 6000.0}}
MARGINAL = ("rake", "calibrate_raking", "calibrate_linear")


def sample():
    table = small_survey()
    return np.asarray(table["weight"]), [table["sex"].to_pylist(), table["age"].to_pylist()]


def reached(weights, variables):
    sex, age = (np.array(values) for values in variables)
    return {"F": weights[sex == "F"].sum(), "M": weights[sex == "M"].sum(), "old": weights[age == "old"].sum(), "young": weights[age == "young"].sum()}


def test_a_base_weight_is_the_inverse_of_all_stages():
    """A commune drawn with 0.2, a village in it with 0.5, a household with 0.1: one answer stands for 100."""
    assert base_weights([np.array([0.2, 1.0]), np.array([0.5, 1.0]), np.array([0.1, 0.25])]).tolist() == pytest.approx([100, 4])


def test_a_selection_probability_above_one_is_refused():
    with pytest.raises(DesignError, match="Stage 2: selection probability 1.5 in row 1"):
        base_weights([np.array([0.5]), np.array([1.5])])


def test_units_larger_than_the_interval_are_certain():
    """Two of sizes 10, 20, 30, 500: the last is certain, the other draw is shared as 10 : 20 : 30."""
    assert size_probabilities(np.array([10.0, 20, 30, 500]), 2).tolist() == pytest.approx([1 / 6, 1 / 3, 1 / 2, 1])


def test_respondents_take_on_the_weight_of_their_class():
    adjusted = adjust_nonresponse(np.array([2.0, 2, 4, 5, 5]), ["a", "a", "a", "b", "b"], np.array([True, False, True, True, True]))
    assert adjusted.tolist() == pytest.approx([8 / 3, 0, 16 / 3, 5, 5])


def test_a_class_in_which_nobody_answered_is_named():
    with pytest.raises(CalibrationError, match="class 'b': nobody of weight 3 answered"):
        adjust_nonresponse(np.array([1.0, 3]), ["a", "b"], np.array([True, False]))


def test_trimming_keeps_the_total():
    weights = np.array([1.0, 1, 2, 3, 13])
    assert trim(weights, 8).tolist() == pytest.approx([12 / 7, 12 / 7, 24 / 7, 36 / 7, 8])


def test_trimming_below_the_mean_is_refused():
    with pytest.raises(CalibrationError, match="cannot all be at most 3: their mean is 4"):
        trim(np.array([1.0, 1, 2, 3, 13]), 3)


@pytest.mark.parametrize("effect", [1.05, 1.2])
def test_trimming_to_a_design_effect(effect):
    weights = np.random.default_rng(3).lognormal(0, 0.8, 300)
    trimmed = trim_to_effect(weights, effect)
    assert kish_effect(trimmed) == pytest.approx(effect, abs=1e-6)
    assert trimmed.sum() == pytest.approx(weights.sum())


@pytest.mark.parametrize("method", MARGINAL)
def test_margins_are_met(method):
    weights, variables = sample()
    calibrated = calibrate_rows(weights, variables, Calibration(method, ("sex", "age"), margins=MARGINS))
    assert reached(calibrated, variables) == pytest.approx(MARGINS["sex"] | MARGINS["age"], rel=1e-12)


@pytest.mark.parametrize("method", MARGINAL[1:])
def test_ratios_stay_within_bounds(method):
    weights, variables = sample()
    margins = {"sex": MARGINS["sex"], "age": {"old": 3000.0, "young": 7000.0}}
    free = calibrate_rows(weights, variables, Calibration(method, ("sex", "age"), margins=margins)) / weights
    bounds = (free.min() * 1.002, free.max() * 1.5)
    bound = calibrate_rows(weights, variables, Calibration(method, ("sex", "age"), margins=margins, bounds=bounds)) / weights
    assert bound.min() >= bounds[0] * (1 - 1e-12)
    assert reached(bound * weights, variables) == pytest.approx(margins["sex"] | margins["age"], rel=1e-12)


def test_bounds_that_cannot_be_met_name_the_cell():
    weights, variables = sample()
    with pytest.raises(CalibrationError, match="does not converge with ratios within 0.99 to 1.01: (sex|age) = '\\w+' reaches"):
        calibrate_rows(weights, variables, Calibration("calibrate_linear", ("sex", "age"), margins=MARGINS, bounds=(0.99, 1.01)))


def test_the_cell_named_is_the_one_missed_by_most():
    """Four crossings of weight 25: within 1% the young can come down to 49.5, not to 10, off by 395%; sex is off by 2% at most."""
    margins = {"sex": {"F": 50.4, "M": 49.6}, "age": {"old": 90.0, "young": 10.0}}
    for order in (("sex", "age"), ("age", "sex")):
        variables = dict(zip(("sex", "age"), (["F", "F", "M", "M"], ["old", "young", "old", "young"]), strict=True))
        with pytest.raises(CalibrationError, match="age = 'young' reaches 49.5 of 10"):
            calibrate_rows(np.full(4, 25.0), [variables[name] for name in order], Calibration("calibrate_linear", order, margins=margins, bounds=(0.99, 1.01)))


@pytest.mark.parametrize(("sex", "message"), [
    ({"F": 5200.0, "M": 4700.0}, "different populations: sex 9900, age 10000"),
    ({"F": 10000.0}, "sex: the sample has 'M', the population counts do not"),
    ({"F": 5200.0, "M": 4700.0, "X": 100.0}, "sex: the population has 100 in 'X', the sample nobody"),
    ({"F": 10100.0, "M": -100.0}, "sex: the population count of 'M' is -100; expected"),
    ({"F": 10000.0, "M": float("nan")}, "sex: the population count of 'M' is nan; expected"),
    ({"F": 10000.0, "M": 0.0}, "sex: the sample has 'M', its population count is 0"),
])
def test_impossible_margins_name_the_cell(sex, message):
    weights, variables = sample()
    with pytest.raises(CalibrationError, match=message):
        calibrate_rows(weights, variables, Calibration("rake", ("sex", "age"), margins={"sex": sex, "age": MARGINS["age"]}))


def test_post_strata_need_every_combination():
    counts = {("F", "old"): 2000.0, ("F", "young"): 3200.0, ("M", "old"): 2000.0, ("M", "young"): 2500.0, ("M", "other"): 300.0}
    weights, variables = sample()
    with pytest.raises(CalibrationError, match="sex x age: the population has 300 in 'M / other', the sample nobody"):
        calibrate_rows(weights, variables, Calibration("poststratify", ("sex", "age"), counts))


def test_an_unknown_method_is_refused():
    with pytest.raises(CalibrationError, match="'weigh': expected one of poststratify, rake"):
        Calibration("weigh", ("sex",), margins={"sex": {"F": 1.0}})


def test_post_stratified_estimates_use_the_weights_of_the_file():
    """Scores from the design's calibration are those of calibrated weights written into the file."""
    table, calibration = small_survey(), Calibration("rake", ("sex", "age"), margins=MARGINS)
    inside = estimate(table, Design("stratum", "psu", "weight", calibration=calibration), small_definition())
    weights, variables = sample()
    place = table.schema.get_field_index("weight")
    written = table.set_column(place, "weight", [calibrate_rows(weights, variables, calibration)])
    outside = estimate(written, Design("stratum", "psu", "weight"), small_definition())
    assert [e.score for e in inside.of()] == pytest.approx([e.score for e in outside.of()], rel=1e-12)
    assert inside.weighting == "weighted"
