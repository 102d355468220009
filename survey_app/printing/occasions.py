"""What all copies of a wave's form share, from the database."""
from __future__ import annotations

from sqlalchemy import Connection

from survey_app.fielded import FieldedWave
from survey_app.printing.questionnaire import Occasion
from survey_app.sampling.drawing import current_draw


def occasion_of(connection: Connection, wave: FieldedWave, province: str) -> Occasion:
    """The occasion of a wave; the rule of who is asked is the one its sample was drawn with."""
    draw = current_draw(connection, wave.id)
    return Occasion(province, wave.code, draw.parameters.get("respondent") if draw else None)
