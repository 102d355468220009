"""Checks of the design that need the file's rows, so that the message can name them."""

import numpy as np

from pipeline.cells import Cells, DesignCodes, cells_of, design_codes
from pipeline.columns import bad_rows
from pipeline.design import Design
from pipeline.errors import DataError, DesignError
from pipeline.table import Source

MOST_ROW_PSUS = 100_000


def check_design(source: Source, design: Design, codes: DesignCodes, cells: Cells) -> None:
    """DataError where a PSU lies in two strata, or a stratum's population is smaller than its sample."""
    units = np.unique(np.stack([cells.stratum.index, cells.psu.index]), axis=1)
    if design.psu is not None and not design.nested:
        strata_of_psu = np.bincount(units[1])
        if strata_of_psu.max(initial=0) > 1:
            raise _psu_in_two_strata(source, design, codes, cells.psu.values[strata_of_psu.argmax()])
    if design.fpc is not None:
        _check_sizes(source, design, codes, cells, np.bincount(units[0]))


def refuse_many_rows(source: Source, design: Design) -> None:
    """DesignError where each row would be a PSU of its own in a table too long for memory."""
    if design.psu is None and source.rows > MOST_ROW_PSUS:
        raise DesignError(f"{source.name}: {source.rows} rows without a PSU column would each be a PSU, some 15 kB of memory a row; expected at most "
                          f"{MOST_ROW_PSUS}. Name the column of the PSU, or estimate from a sample of the rows.")


def check_whole(source: Source, design: Design, problem: DesignError) -> None:
    """DataError with the rows behind a problem that shows only in all parts together; the problem itself where no rows tell."""
    codes = design_codes(source, design)
    check_design(source, design, codes, cells_of(source, codes, None)[0])
    raise problem


def _psu_in_two_strata(source: Source, design: Design, codes: DesignCodes, psu: str) -> DataError:
    inside = codes.psu.index == codes.psu.values.index(psu)
    usual = np.bincount(codes.stratum.index[inside]).argmax()
    other = inside & (codes.stratum.index != usual)
    strata = sorted({codes.stratum.values[place] for place in codes.stratum.index[inside]})
    return bad_rows(source, design.stratum, other, f"puts PSU '{psu}' (column '{design.psu}') in strata {', '.join(strata)}",
                    "If PSU codes restart in each stratum say nested; otherwise correct the stratum")


def _check_sizes(source: Source, design: Design, codes: DesignCodes, cells: Cells, psus: np.ndarray) -> None:
    sizes = np.array([cells.sizes[code] for code in cells.stratum.values])
    small = np.flatnonzero((sizes < psus) & (sizes.max(initial=0) > 1))
    if len(small):
        stratum, size, sampled = cells.stratum.values[small[0]], sizes[small[0]], psus[small[0]]
        raise bad_rows(source, design.fpc, codes.stratum.index == codes.stratum.values.index(stratum),
                       f"gives stratum '{stratum}' a population of {size:g} PSUs, the sample has {sampled}",
                       "The finite population correction counts PSUs, not persons; correct the column")
