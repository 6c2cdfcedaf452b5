"""What one answer is worth: every metric that says something about it, and the stage that went wrong first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.answering.gate import Proof, check
from service.evaluation.gold_places import GoldPlaces, Span, citations_of, evidence_of
from service.evaluation.metrics import citations as citing
from service.evaluation.metrics.numbers import numeric_match
from service.evaluation.metrics.ranking import average_precision, ndcg_at, recall_at, reciprocal_rank
from service.evaluation.metrics.support import support
from service.evaluation.metrics.text import exact_match, normalise, token_f1
from service.evaluation.records import Given, Gold, Scored, Stage
from service.library.sentences import sentence_spans

# SQuAD's normalisation knows those of ASCII only.
_TYPOGRAPHIC = str.maketrans({**dict.fromkeys("“”„«»‘’‚", '"'), **dict.fromkeys("–—‑−", "-")})

Texts = Mapping[tuple[str, int | None], str | None]

METRICS = (
    "recall@5", "recall@8", "mrr", "ndcg@10", "map", "exact_match", "token_f1", "numeric_match", "squad_em",
    "squad_f1", "citation_validity", "citation_precision", "citation_recall", "citation_f1", "citation_sentence",
    "support", "answered_right", "right", "abstention_precision", "abstention_recall", "false_answer", "over_refusal",
    "judge_faithfulness", "judge_relevance",
)  # fmt: skip


def score(
    gold: Gold, given: Given, texts: Texts, tolerance: float = 0.0, passages: Sequence[Span] | None = None
) -> Scored:
    """The scores of one question, whose quotes are located.

    `texts` are articles by id and version, None for the newest. Figures may be off by `tolerance`, a part of the
    gold value. `passages` are ranked in place of the answer's evidence where that is too short for what gold
    grades. A question that ended in an error has no scores: it is counted as failed and never as zero. Whether
    what is not retrieved was only ranked low, a deeper search has to tell.
    """
    if given.error is not None:
        return Scored(gold, given, dict.fromkeys(METRICS), "failed")
    answer = given.answer
    places = GoldPlaces.of(gold, answer)
    right = is_right(gold, answer, tolerance)
    scores: dict[str, float | None] = {
        **dict.fromkeys(METRICS),
        **_retrieved(places, evidence_of(answer) if passages is None else passages),
        **_read(gold, answer, tolerance),
        **_behaved(gold, answer, right),
        **_cited(gold, answer, places, texts),
    }
    return Scored(gold, given, scores, _failed(gold, answer, right, places))


def is_right(gold: Gold, answer: Mapping[str, Any], tolerance: float = 0.0) -> bool | None:
    """Whether the service did what it should: abstain, or say one of the gold answers; None where gold does not tell.

    What is judged is the short answer, and the sentences only where there is none. A gold answer counts where its
    words stand in it, or its figures do. Where gold tells only what is to be cited, a citation must overlap it.
    """
    abstained = answer["status"] == "abstained"
    if gold.expected is None and not gold.answers:
        return None
    if gold.expected == "abstained":
        return bool(abstained)
    if abstained or (gold.expected == "conflicting" and answer["status"] != "conflicting"):
        return False
    if gold.answers:
        said = f" {_folded(_said(answer))} "
        held = any(f" {wanted} " in said for wanted in map(_folded, gold.answers) if wanted)
        return held or numeric_match(_said(answer), gold.answers, tolerance) == 1.0
    places = GoldPlaces.of(gold, answer)
    return places.are_reached(citations_of(answer)) if places.spans else None


def _retrieved(places: GoldPlaces, passages: Sequence[Span]) -> dict[str, float | None]:
    ranked, relevant = places.ranking(passages)
    return {
        "recall@5": recall_at(ranked, relevant, 5),
        "recall@8": recall_at(ranked, relevant, 8),
        "mrr": reciprocal_rank(ranked, relevant),
        "ndcg@10": ndcg_at(ranked, relevant, 10),
        "map": average_precision(ranked, relevant),
    }


def _read(gold: Gold, answer: Mapping[str, Any], tolerance: float) -> dict[str, float | None]:
    scores: dict[str, float | None] = {}
    abstained = answer["status"] == "abstained"
    if gold.answers and gold.expected != "abstained" and not abstained:
        if answer["short_answer"]:
            scores["exact_match"] = exact_match(answer["short_answer"], gold.answers)
            scores["token_f1"] = token_f1(answer["short_answer"], gold.answers)
        scores["numeric_match"] = numeric_match(_said(answer), gold.answers, tolerance)
    if gold.expected == "abstained" or (gold.answers and gold.expected is not None):
        # As SQuAD 2.0 counts: nothing said is right where there is no answer, and wrong where there is one.
        said = "" if abstained else _said(answer)
        scores["squad_em"] = exact_match(said, gold.answers)
        scores["squad_f1"] = token_f1(said, gold.answers)
    return scores


def _behaved(gold: Gold, answer: Mapping[str, Any], right: bool | None) -> dict[str, float | None]:
    """Whether it did what it should; abstaining is a class of its own, with precision and recall."""
    abstained, answerable = answer["status"] == "abstained", gold.expected in ("answered", "conflicting")
    scores: dict[str, float | None] = {}
    if right is not None:
        scores["right"] = float(right)
    if right is not None and answerable and not abstained:
        scores["answered_right"] = float(right)
    if gold.expected == "abstained":
        scores |= {"abstention_recall": float(abstained), "false_answer": float(not abstained)}
    if answerable:
        scores["over_refusal"] = float(abstained)
    if abstained and gold.expected is not None:
        scores["abstention_precision"] = float(gold.expected == "abstained")
    return scores


def _cited(gold: Gold, answer: Mapping[str, Any], places: GoldPlaces, texts: Texts) -> dict[str, float | None]:
    given = citations_of(answer)
    versions = [texts.get((one["article_id"], one["version"])) for one in answer["citations"]]
    scores: dict[str, float | None] = {
        "citation_validity": citing.validity(answer["citations"], versions, answer["answer"]),
        "support": _support(answer),
    }
    if answer["status"] != "abstained" and gold.expected != "abstained":
        every, spans, copies = gold.expected == "conflicting", places.spans, places.copies
        sentences = {article: sentence_spans(texts.get((article, None)) or "") for article, _, _ in (*spans, *given)}
        scores |= {
            "citation_precision": citing.precision(given, spans, copies),
            "citation_recall": citing.recall(given, spans, copies, every),
            "citation_f1": citing.f1(given, spans, copies, every),
            "citation_sentence": citing.sentence_match(given, spans, sentences, copies),
        }
    return scores


def _support(answer: Mapping[str, Any]) -> float | None:
    """The share of the answer's sentences that the gate finds proven by what they cite; what cites nothing is not."""
    by_sentence: dict[tuple[int, int], list[Mapping[str, Any]]] = {}
    for one in answer["citations"]:
        by_sentence.setdefault((one["answer_start"], one["answer_end"]), []).append(one)
    about = {
        one["cited_text"]: Proof(one["cited_text"], f"{one['title']} · {one['source'] or ''}", one["published_at"])
        for one in answer["citations"]
    }
    statements = [
        (answer["answer"][start:end], [one["cited_text"] for one in cited])
        for (start, end), cited in by_sentence.items()
    ]
    uncited = _unmarked(answer, "".join(_between(answer["answer"], sorted(by_sentence))))
    if any(map(str.isalnum, uncited)):
        statements.append((uncited, []))
    return support(statements, lambda text, cited: check(text, [about[one] for one in cited]).passed).recall


def _between(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[str]:
    """What of `text` lies in none of the ascending spans."""
    at = 0
    for start, end in spans:
        yield text[at:start]
        at = max(at, end)
    yield text[at:]


def _failed(gold: Gold, answer: Mapping[str, Any], right: bool | None, places: GoldPlaces) -> Stage | None:
    if right is None or right:
        return None
    if gold.expected == "abstained":
        return "answered_wrongly"
    if not places.are_reached(evidence_of(answer)):
        return "not_retrieved"
    if answer["status"] == "abstained":
        return "withheld" if answer["withheld"] else "refused_wrongly"
    return "read_wrong"


def _said(answer: Mapping[str, Any]) -> str:
    """The short answer, or the sentences where there is none, without markers."""
    return answer["short_answer"] or _unmarked(answer, answer["answer"])


def _unmarked(answer: Mapping[str, Any], text: str) -> str:
    for marker in {one["marker"] for one in answer["citations"]}:
        text = text.replace(f" [{marker}]", "")
    return text


def _folded(text: str) -> str:
    """As SQuAD normalises, typographic quotation marks and dashes included."""
    return normalise(text.translate(_TYPOGRAPHIC))
