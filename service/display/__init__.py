"""What the command line prints: for people by default, JSON of the HTTP shapes with --json."""

from service.display.answers import answer, asking, passages
from service.display.evaluations import candidates, comparison, evaluated, ragas, samples
from service.display.library import article, listing, report, status
from service.display.lines import complain, done
from service.display.progress import evaluation, ingestion, rebuilding

__all__ = [
    "answer",
    "article",
    "asking",
    "candidates",
    "comparison",
    "complain",
    "done",
    "evaluated",
    "evaluation",
    "ingestion",
    "listing",
    "passages",
    "ragas",
    "rebuilding",
    "report",
    "samples",
    "status",
]
