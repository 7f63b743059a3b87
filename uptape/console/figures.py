"""What the daemon measures, for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

HELP: Mapping[str, str] = {
    "mails_waiting": "Mails stored and not decided yet",
    "review_box": "Mails that a manager must look at",
    "leads_queued": "Leads that wait for somebody eligible",
    "leads": "Leads, without duplicates",
    "outbox_due": "Messages that wait to be sent",
    "outbox_sent": "Messages that were sent",
    "outbox_dead": "Messages that did not get through",
}


class _Stored(Collector):
    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge for each figure of the database."""
        for name, value in self._counts().items():
            yield GaugeMetricFamily(f"uptape_{name}", HELP.get(name, name), value=value)


class Figures:
    """The daemon's counters, and gauges read from the database when they are asked for."""

    def __init__(self, counts: Callable[[], Mapping[str, int]]) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Stored(counts))
        self.accepted = Counter("uptape_mails_accepted", "Mails stored durably", ["door"], registry=self._registry)

    def text(self) -> bytes:
        """Everything in the text form of Prometheus."""
        return generate_latest(self._registry)
