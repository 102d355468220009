"""What the database knows: responses, runs, the scheduler's lease, webhooks, keying. Right however many processes serve."""
from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import ColumnElement, Connection, Select, func, select

from survey_app.metrics.received import Received
from survey_app.models import KeyedBy, Run, SchedulerLease, Wave, WebhookDelivery, now
from survey_app.models.keying import PARTS
from survey_app.models.releases import DELIVERY_STATES
from survey_app.models.responses import CHANNELS
from survey_app.models.runs import RUN_STATES
from survey_app.webhooks.delivering import is_due


class Stored(Collector):
    """Reads everything at each scrape, within one transaction; of the responses only what came since the last."""

    def __init__(self, connection: Connection, received: Received):
        self._connection, self._received = connection, received

    def collect(self) -> Iterator[Metric]:
        """The families, in a stable order."""
        yield _filled(CounterMetricFamily("sipas_responses", "Responses stored, by channel.", labels=["channel"]), self._received.by_channel(self._connection), CHANNELS)
        yield _filled(CounterMetricFamily("sipas_keyed_sheets", "Paper sheets keyed, by part.", labels=["part"]), self._rows_by(KeyedBy.part), PARTS)
        yield _filled(GaugeMetricFamily("sipas_runs", "Runs by state.", labels=["state"]), self._rows_by(Run.state), RUN_STATES)
        yield _filled(GaugeMetricFamily("sipas_webhook_deliveries", "Releases to be told by webhooks, by state.", labels=["state"]), self._rows_by(WebhookDelivery.state, WebhookDelivery.event == "release"), DELIVERY_STATES)
        yield self._oldest_due()
        yield from self._last_runs()
        yield self._lease()

    def _rows_by(self, column: ColumnElement[str], *among: ColumnElement[bool]) -> dict[str, int]:
        return dict(self._connection.execute(select(column, func.count()).where(*among).group_by(column)).all())

    def _oldest_due(self) -> Metric:
        """What waits for a stopped webhook is not late."""
        oldest = self._connection.scalar(select(func.min(WebhookDelivery.next_at)).where(is_due(now())))
        late = max(0.0, (now() - oldest).total_seconds()) if oldest else 0.0
        return GaugeMetricFamily("sipas_webhook_late_seconds", "How long the most overdue message has been due.", value=late)

    def _last_runs(self) -> Iterator[Metric]:
        duration = GaugeMetricFamily("sipas_last_run_duration_seconds", "How long the last succeeded run of each wave took.", labels=["wave"])
        age = GaugeMetricFamily("sipas_last_run_age_seconds", "How long ago the last succeeded run of each wave ended.", labels=["wave"])
        for wave, started_at, finished_at in self._connection.execute(_newest_good()):
            if started_at:
                duration.add_metric([wave], (finished_at - started_at).total_seconds())
            age.add_metric([wave], (now() - finished_at).total_seconds())
        yield duration
        yield age

    def _lease(self) -> Metric:
        """Positive while a scheduler is active; negative seconds since its lease ended; nothing where none ever ran."""
        family = GaugeMetricFamily("sipas_scheduler_lease_seconds", "Seconds that the active scheduler's lease still holds; negative when it has run out.")
        expires_at = self._connection.scalar(select(SchedulerLease.expires_at))
        if expires_at:
            family.add_metric([], (expires_at - now()).total_seconds())
        return family


def _filled(family: Metric, counted: Mapping[str, int], values: tuple[str, ...]) -> Metric:
    """A family with a count of every value; those that nothing has are there with 0."""
    for value in values:
        family.add_metric([value], counted.get(value, 0))
    return family


def _newest_good() -> Select:
    newest = select(func.max(Run.id)).where(Run.state == "succeeded").group_by(Run.wave_id)
    return select(Wave.code, Run.started_at, Run.finished_at).join(Wave, Wave.id == Run.wave_id).where(Run.id.in_(newest), Run.finished_at.is_not(None)).order_by(Wave.code)
