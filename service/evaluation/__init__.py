"""Evaluation for notebooks and scripts: what `dateline eval` does, as functions; docs/evaluation.md has an example."""

from service.evaluation.compare import Comparison, compare, read_results
from service.evaluation.evaluate import evaluate
from service.evaluation.gold import GoldErrors, GoldSet, read_gold
from service.evaluation.judge import Judge
from service.evaluation.records import Given, Gold, GoldCitation, Scored
from service.evaluation.report import write_report
from service.evaluation.run import Plan
from service.evaluation.score import METRICS, score
from service.evaluation.summary import results
from service.evaluation.targets import InProcess, Remote, Target
from service.evaluation.thresholds import missed, read_thresholds

__all__ = [
    "METRICS",
    "Comparison",
    "Given",
    "Gold",
    "GoldCitation",
    "GoldErrors",
    "GoldSet",
    "InProcess",
    "Judge",
    "Plan",
    "Remote",
    "Scored",
    "Target",
    "compare",
    "evaluate",
    "missed",
    "read_gold",
    "read_results",
    "read_thresholds",
    "results",
    "score",
    "write_report",
]
