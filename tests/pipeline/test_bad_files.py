"""Files and designs that cannot be estimated: each is told with column, first rows and what to do."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.pipeline.small_surveys import small_definition

from pipeline.design import Design
from pipeline.errors import DataError, DesignError
from pipeline.estimate import estimate

GOOD = {
    "stratum": ["1", "1", "2", "2"], "psu": ["a", "b", "c", "d"], "weight": [1.0, 2, 1, 1], "size": [10, 10, 5, 5],
    "a1": [1, 2, None, 5], "a2": [3, 4, 4, 4], "b1": [3, 4, 4, 4], "b2": [3, 4, 4, 4],
}


def run(design: Design = Design("stratum", "psu"), **changed):
    return estimate(pa.table(GOOD | changed), design, small_definition())


def test_the_good_file_is_estimated():
    assert run().of()[0].score == pytest.approx(20 * (8 / 3 + 3.75 * 3) / 4)


WEIGHTED, CORRECTED = Design("stratum", "psu", "weight"), Design("stratum", "psu", fpc="size")


@pytest.mark.parametrize(("design", "changed", "message"), [
    (Design("district", "psu"), {}, "no column 'district'. It has: stratum, psu"),
    (Design("stratum", "psu"), {"a1": ["1", "x", "2", "5"]}, "column 'a1' holds the text 'x'.*row 2 .*Code it as a number"),
    (Design("stratum", "psu"), {"a1": [1, 6, 2, 9]}, "column 'a1' holds 6, not a level from 1 to 5: row 2, 4 .*leave it blank"),
    (Design("stratum", "psu"), {"a1": [1, 0, 2, 5]}, "column 'a1' holds 0, not a level"),
    (Design("stratum", "psu"), {"a1": [1, 261, 2, 5]}, "column 'a1' holds 261, not a level"),
    (Design("stratum", "psu"), {"a1": [1.5, 2, 2, None]}, "column 'a1' holds 1.5, not a level"),
    (Design("stratum", "psu"), {"stratum": [None, "1", "2", "2"]}, "column 'stratum' has no code: row 1"),
    (WEIGHTED, {"weight": [1.0, -1, 1, 1]}, "column 'weight' holds -1 as a weight: row 2"),
    (WEIGHTED, {"weight": [1.0, float("nan"), 1, 1]}, "column 'weight' holds nan as a weight: row 2"),
    (Design("stratum", "psu"), {"psu": ["a", "b", "a", "d"]}, "column 'stratum' puts PSU 'a'.*in strata 1, 2: row 3 .*say nested"),
    (CORRECTED, {"size": [1, 1, 5, 5]}, "column 'size' gives stratum '1' a population of 1 PSUs, the sample has 2: row 1, 2"),
    (Design("stratum", "psu"), {"stratum": ["2", "1", "1", "1"], "psu": ["a", "a", "a", "d"]}, "PSU 'a'.*in strata 1, 2: row 1 "),
    (CORRECTED, {"stratum": ["1", "1", "1", "2"], "size": [9, 10, 10, 5]}, "differs inside stratum '1', elsewhere 10: row 1 "),
    (Design("stratum", "psu"), {"a1": ["1", "1_0", "2", "5"]}, "column 'a1' holds the text '1_0'"),
    (CORRECTED, {"size": [10, 9, 5, 5]}, "column 'size' differs inside stratum '1'"),
    (CORRECTED, {"size": [0, 0, 5, 5]}, "column 'size' has no positive population size: row 1, 2"),
])
def test_a_bad_file_is_told_with_column_and_rows(design, changed, message):
    with pytest.raises(DataError, match=message):
        run(design, **changed)


def test_spaces_around_a_number_do_not_matter():
    assert run(a1=[" 1", "2 ", None, "5"]).of()[0].score == run().of()[0].score


def test_two_columns_of_one_name_are_refused():
    table = pa.table(GOOD).append_column("a1", pa.array([1, 2, 3, 4]))
    with pytest.raises(DataError, match="2 columns are called 'a1'"):
        estimate(table, Design("stratum", "psu"), small_definition())


def test_an_unreadable_parquet_file_is_told(tmp_path):
    (tmp_path / "wave.parquet").write_bytes(b"not parquet at all")
    with pytest.raises(DataError, match="wave.parquet: not a readable Parquet file"):
        estimate(tmp_path / "wave.parquet", Design(), small_definition())


@pytest.mark.parametrize(("design", "changed", "message"), [
    (Design("stratum", "psu"), {"psu": ["a", "a", "a", "d"]}, "column 'stratum' puts PSU 'a'.*row 3 "),
    (CORRECTED, {"stratum": ["1"] * 4, "size": [3] * 4}, "column 'size' gives stratum '1' a population of 3 PSUs, the sample has 4: row 1, 2, 3, 4"),
    (CORRECTED, {"stratum": ["1"] * 4, "size": [9, 9, 9, 8]}, "column 'size' differs inside stratum '1', elsewhere 9: row 4 "),
])
def test_what_does_not_fit_between_the_files_of_a_folder_is_told_by_row(tmp_path, design, changed, message):
    for place in range(4):
        pq.write_table(pa.table(GOOD | changed).slice(place, 1), tmp_path / f"part-{place}.parquet")
    with pytest.raises(DataError, match=message):
        estimate(tmp_path, design, small_definition())


def test_too_many_rows_without_a_psu_are_refused(monkeypatch):
    monkeypatch.setattr("pipeline.design_checks.MOST_ROW_PSUS", 3)
    with pytest.raises(DesignError, match="4 rows without a PSU column.*Name the column of the PSU"):
        run(Design("stratum"))


def test_a_psu_in_two_strata_is_fine_where_codes_restart():
    assert run(Design("stratum", "psu", nested=True), psu=["a", "b", "a", "b"]).psus == 4


def test_sampling_fractions_and_population_sizes_mean_the_same():
    sizes = run(Design("stratum", "psu", fpc="size"), size=[8, 8, 4, 4]).of()[0].se
    assert run(Design("stratum", "psu", fpc="size"), size=[0.25, 0.25, 0.5, 0.5]).of()[0].se == pytest.approx(sizes, rel=1e-14)


def test_a_fully_sampled_stratum_has_no_sampling_error():
    assert run(CORRECTED, size=[2, 2, 2, 2]).of()[0].se == 0


def test_an_unknown_treatment_of_lonely_psus_is_refused():
    with pytest.raises(DesignError, match="lonely = 'drop': expected one of fail, adjust"):
        Design(lonely="drop")


def test_nan_is_a_blank_answer():
    assert run(a1=[1.0, 2.0, float("nan"), 5.0]).of()[0].score == run().of()[0].score


def test_a_csv_keeps_leading_zeros_and_reads_blanks(tmp_path):
    path = tmp_path / "wave.csv"
    path.write_text("stratum,psu,a1,a2,b1,b2\n01,001,5,,4,4\n01,002,4,4,NA,4\n", encoding="utf-8")
    results = estimate(path, Design("stratum", "psu"), small_definition(), domains=("psu",))
    assert results.by["psu"].domains == ("001", "002")
    assert [e.n for e in results.of()] == [2, 2, 2, 1, 2, 1, 2]


@pytest.mark.parametrize(("name", "message"), [("none.csv", "no such file"), ("wave.sav", "expected .parquet, .csv")])
def test_a_path_that_is_no_table(tmp_path, name, message):
    (tmp_path / "wave.sav").write_bytes(b"")
    with pytest.raises(DataError, match=message):
        estimate(tmp_path / name, Design(), small_definition())


def test_broken_pages_are_told_with_the_file(tmp_path):
    path = tmp_path / "broken.parquet"
    pq.write_table(pa.table({name: values * 5000 for name, values in GOOD.items()}), path)
    whole = bytearray(path.read_bytes())
    for place in range(20, len(whole) // 3, 7):
        whole[place] ^= 0xFF
    path.write_bytes(whole)
    with pytest.raises(DataError, match="broken.parquet: .*Write or copy it anew"):
        estimate(path, Design("stratum", "psu"), small_definition())
