"""The tables: the seam between the web and the pipeline (plain SQLAlchemy, no Flask)."""
from survey_app.models.base import Base, Moment, now
from survey_app.models.batches import Batch, BatchCase, BatchEvent, BatchEventCase
from survey_app.models.casework import CaseEvent, ReserveHousehold
from survey_app.models.exclusions import Exclusion
from survey_app.models.findings import Difference, Priority, Pulse, QuestionFigure
from survey_app.models.frames import Draw, FrameUnit, SamplingFrame
from survey_app.models.journal import JournalEntry, JournalHead
from survey_app.models.keeping import RunKeeping, ThinnedRun
from survey_app.models.keying import FieldDecision, KeyedBy, SheetClaim
from survey_app.models.links import OneTimeLink
from survey_app.models.people import AccountScope, ApiToken, ApiTokenTrace, ApiTokenUse, LoginAttempt, Organisation, User
from survey_app.models.places import AdminUnit, AdminUnitSuccessor, DeskCode, ServicePoint
from survey_app.models.releases import Release, Webhook, WebhookDelivery
from survey_app.models.responses import Paradata, Response
from survey_app.models.runs import Estimate, ExternalFigure, Measure, Run, Schedule, ScheduledJob, SchedulerLease
from survey_app.models.waves import Case, Psu, StoredInstrument, Stratum, Wave, wave_desk

__all__ = [
    "AccountScope", "AdminUnit", "AdminUnitSuccessor", "ApiToken", "ApiTokenTrace", "ApiTokenUse", "Base", "Batch", "BatchCase",
    "BatchEvent", "BatchEventCase", "Case", "CaseEvent", "DeskCode", "Difference", "Draw", "Estimate", "Exclusion", "ExternalFigure",
    "FieldDecision", "FrameUnit", "JournalEntry", "JournalHead", "KeyedBy", "LoginAttempt", "Measure", "Moment",
    "OneTimeLink", "Organisation", "Paradata", "Priority", "Psu", "Pulse", "QuestionFigure", "Release", "ReserveHousehold",
    "Response", "Run", "RunKeeping", "SamplingFrame", "Schedule", "ScheduledJob", "SchedulerLease", "ServicePoint", "SheetClaim", "StoredInstrument",
    "Stratum", "ThinnedRun", "User", "Wave", "Webhook", "WebhookDelivery", "now", "wave_desk",
]
