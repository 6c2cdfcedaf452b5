"""What Prometheus reads at /metrics; a registry an application, so that two in one process do not mix."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from service.library.answers import Verdict
from service.records import Answer

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
        self._degraded = Counter("dateline_degraded", "Answers that were degraded.", ["reason"], registry=self.registry)
        self._feedback = Counter("dateline_feedback", "Feedback by verdict.", ["verdict"], registry=self.registry)
        self._withheld = Counter("dateline_withheld", "Sentences withheld.", ["reason"], registry=self.registry)
        self._cached = Counter("dateline_cached", "Answers that had been kept.", registry=self.registry)
        self._tokens = Counter("dateline_tokens", "Tokens of the chat model.", ["kind"], registry=self.registry)
        self._first = Histogram(
            "dateline_first_sentence_seconds", "Time to the first sentence.", buckets=BUCKETS, registry=self.registry
        )
        self._waiting = Gauge("dateline_waiting", "Questions that wait for their turn.", registry=self.registry)
        self._articles = Gauge("dateline_articles", "Live articles.", registry=self.registry)
        self._passages = Gauge("dateline_passages", "Live passages.", registry=self.registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one request."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Counts one answer."""
        self._answers.labels(answer.status, answer.reason or "").inc()
        if answer.degraded_reason:
            self._degraded.labels(answer.degraded_reason).inc()
        if answer.cached:
            self._cached.inc()
            return
        for sentence in answer.withheld:
            for reason in sentence.reasons:
                self._withheld.labels(reason).inc()
        for kind, count in answer.usage.items():
            self._tokens.labels(kind).inc(count)
        if "first_sentence" in answer.timings_ms:
            self._first.observe(answer.timings_ms["first_sentence"] / 1000)

    def feedback(self, verdict: Verdict) -> None:
        """Counts one verdict; one that replaces another counts too."""
        self._feedback.labels(verdict).inc()

    def render(self, articles: int, passages: int, waiting: int) -> bytes:
        """The page that Prometheus reads."""
        self._waiting.set(waiting)
        self._articles.set(articles)
        self._passages.set(passages)
        return generate_latest(self.registry)
