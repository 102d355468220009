"""Brings the wave in the field to where it stands, step by step; a step that an interruption cut short is taken up again."""
from __future__ import annotations

from sqlalchemy import Engine

from demo.acting import acting_as
from demo.fieldwork.answers import household_answers
from demo.fieldwork.batches import hand_out, keep_ledgers, ledgers_are_kept
from demo.fieldwork.casework import dispose_cases, reinterview, send_links
from demo.fieldwork.drawing import draw_and_open, drawn_forms
from demo.fieldwork.keying import adjudicate_forms, key_forms
from demo.fieldwork.plan import INSTRUMENT
from demo.staff import PLANNER
from forms import load


def field_wave(engine: Engine, paradata_days: int) -> bool:
    """Make the wave with all that happened in it; False when everything had been made before: then whatever people have
    done in it since stays as it is."""
    with engine.connect() as connection:
        forms = drawn_forms(connection)
        if forms and ledgers_are_kept(connection, forms):
            return False
    with acting_as(PLANNER):
        draw_and_open(engine)
    with engine.connect() as connection:
        forms = drawn_forms(connection)
    said = household_answers(load(*INSTRUMENT), forms)
    hand_out(engine)
    dispose_cases(engine, forms)
    hand_out(engine)  # the form of the household that came in another's place
    key_forms(engine, forms, said)
    adjudicate_forms(engine, forms, said)
    send_links(engine, forms, said, paradata_days)
    reinterview(engine, forms, said)
    keep_ledgers(engine, forms)
    return True
