"""The country's published figures beside a wave: those of today, or as a release froze them."""
from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, select

from survey_app.models import ExternalFigure, Release


@dataclass(frozen=True)
class National:
    """A figure of the whole country, and who published it."""

    value: float
    source: str


def national_figures(connection: Connection, wave_id: int, release: int | None = None) -> dict[str, National]:
    """By measure (or question and option): the figures frozen with release number `release`, else those entered by now."""
    query = select(ExternalFigure.measure, ExternalFigure.value, ExternalFigure.source).where(ExternalFigure.wave_id == wave_id, ExternalFigure.kind == "national")
    entered = {measure: National(value, source) for measure, value, source in connection.execute(query.order_by(ExternalFigure.measure))}
    document = connection.scalar(select(Release.document).where(Release.wave_id == wave_id, Release.number == release)) if release else None
    if not document:
        return entered
    if "national" in document:
        return {measure: National(**figure) for measure, figure in document["national"].items()}
    return _of_table(document, entered)


def _of_table(document: dict, entered: dict[str, National]) -> dict[str, National]:
    """Of a release made before all of them were frozen: its table's own; what the table does not have stands as entered."""
    rows, sources = document.get("rows", ()), [one["source"] for one in document.get("sources", ()) if one["figures"] == "national"]
    frozen = {row["code"]: National(row["national"], "; ".join(sources)) for row in rows if row["national"] is not None}
    return {measure: figure for measure, figure in entered.items() if measure not in {row["code"] for row in rows}} | frozen


def frozen_national(connection: Connection, wave_id: int) -> dict[str, dict]:
    """What a release keeps of them."""
    return {measure: asdict(figure) for measure, figure in national_figures(connection, wave_id).items()}
