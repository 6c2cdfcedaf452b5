"""What Prometheus reads at /metrics; a registry an application, so that two in one process do not mix."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "dateline_requests", "Requests by route and status.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "dateline_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self._answers = Counter("dateline_answers", "Answers by status.", ["status", "reason"], registry=self.registry)
        self._articles = Gauge("dateline_articles", "Live articles.", registry=self.registry)
        self._passages = Gauge("dateline_passages", "Live passages.", registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, status: str, reason: str | None) -> None:
        """Counts one answer."""
        self._answers.labels(status, reason or "").inc()

    def render(self, articles: int, passages: int) -> bytes:
        """The page that Prometheus reads."""
        self._articles.set(articles)
        self._passages.set(passages)
        return generate_latest(self.registry)
