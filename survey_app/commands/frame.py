"""`sipas frame`: the units of the province and the list of villages that a wave's sample is drawn from."""
from __future__ import annotations

from pathlib import Path

from flask.cli import AppGroup

from survey_app import engine
from survey_app.commands.fieldwork import BY, FILE, FORMAT, SHEET, WAVE, plain_refusals, show_report

group = AppGroup("frame", help="Units and villages: the list that samples are drawn from.")

IMPORT = """Make FILE (.csv or .xlsx), one village a row, the sampling frame of wave W.

Columns, in English or Vietnamese: commune_code (mã xã), commune (tên xã), village_code (mã thôn), village (tên thôn),
households (số hộ); if you have them kind (loại: thôn, tổ dân phố), district_code and district (mã huyện, tên huyện: the
former district since 1/7/2025), valid_from (từ ngày). Codes are text, with their zeros; each names one unit.

Nothing is stored when any row is bad. The same file again adds nothing; another one replaces the frame until a
sample is drawn from it. Exit codes: 0 everything is in, 1 something was refused, 2 wrong use.
"""
UNITS = """Bring the register of administrative units up to FILE (.csv or .xlsx), one unit a row.

Columns, in English or Vietnamese: code (mã), name (tên), level (cấp), valid_from (từ ngày); if there is any parent_code (mã
cấp trên), valid_to (hết hiệu lực từ: the first day on which the unit was no more), successor_code (mã đơn vị mới),
share (tỷ lệ: of its households, 0.3 or 30%). A unit that was split stands in several rows, one for each successor.

Nothing is stored when any row is bad; the same file again adds nothing.
"""
HOUSEHOLDS = """Take over the numbers of households that were counted in the drawn villages of wave W.

Columns: village_code (mã thôn), households (số hộ). No names: a household is known by its number on the village's list.
The villages stay drawn; households and weights are drawn anew from the counts, with the same seed. Only until
collecting begins.
"""


@group.command("import", help=IMPORT)
@FILE
@WAVE
@SHEET
@BY
@FORMAT
def import_command(file: str, wave: str, sheet: str | None, by: str, form: str) -> None:
    """Import a frame."""
    from survey_app.sampling.frame_store import import_frame

    with plain_refusals(wave):
        report, digest = import_frame(engine(), wave, Path(file), by, sheet)
    show_report(report, form, frame_digest=digest)


@group.command("units", help=UNITS)
@FILE
@SHEET
@FORMAT
def units_command(file: str, sheet: str | None, form: str) -> None:
    """Import units and their successors."""
    from survey_app.sampling.register import import_units

    with plain_refusals():
        report = import_units(engine(), Path(file), sheet)
    show_report(report, form)


@group.command("households", help=HOUSEHOLDS)
@FILE
@WAVE
@SHEET
@BY
@FORMAT
def households_command(file: str, wave: str, sheet: str | None, by: str, form: str) -> None:
    """Import counts of households."""
    from survey_app.sampling.listing import import_households

    with plain_refusals(wave):
        report, record = import_households(engine(), wave, Path(file), by, sheet)
    show_report(report, form, sample_digest=record.sample_digest if record else None)
