"""The tables: the seam between the web and the pipeline (plain SQLAlchemy, no Flask)."""
from survey_app.models.base import Base, Moment, now
from survey_app.models.casework import CaseEvent, ReserveHousehold
from survey_app.models.frames import Draw, FrameUnit, SamplingFrame
from survey_app.models.people import ApiToken, LoginAttempt, User
from survey_app.models.places import AdminUnit, AdminUnitSuccessor, DeskCode, ServicePoint
from survey_app.models.responses import Paradata, Response
from survey_app.models.runs import Estimate, ExternalFigure, Measure, Run, Schedule, SchedulerLease
from survey_app.models.waves import Case, Psu, StoredInstrument, Stratum, Wave, wave_desk

__all__ = [
    "AdminUnit", "AdminUnitSuccessor", "ApiToken", "Base", "Case", "CaseEvent", "DeskCode", "Draw", "Estimate", "ExternalFigure",
    "FrameUnit", "LoginAttempt", "Measure", "Moment", "Paradata", "Psu", "ReserveHousehold", "Response", "Run", "SamplingFrame", "Schedule",
    "SchedulerLease", "ServicePoint", "StoredInstrument", "Stratum", "User", "Wave", "now", "wave_desk",
]
