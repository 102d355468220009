"""What the letters of a wave have in common, from the database."""
from __future__ import annotations

from sqlalchemy import Connection, select

from survey_app.fielded import FieldedWave
from survey_app.links.letters import WHOM, Occasion
from survey_app.models import Wave
from survey_app.sampling.drawing import current_draw
from survey_app.settings import Settings


def occasion_of(connection: Connection, wave: FieldedWave, here: Settings) -> Occasion:
    """The occasion of a wave; the rule of who answers is the one its sample was drawn with."""
    draw = current_draw(connection, wave.id)
    rule = draw.parameters.get("respondent") if draw else None
    title = connection.scalar(select(Wave.title).where(Wave.id == wave.id))
    return Occasion(here.public_url, here.province, title, wave.kind, wave.closes_on, WHOM.get(rule))
