"""What one answer is worth: every metric that says something about it, and the stage that went wrong first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.answering.gate import Proof, check
from service.evaluation.metrics import citations as citing
from service.evaluation.metrics.numbers import numeric_match
from service.evaluation.metrics.ranking import average_precision, ndcg_at, recall_at, reciprocal_rank
from service.evaluation.metrics.support import support
from service.evaluation.metrics.text import exact_match, normalise, token_f1
from service.evaluation.records import Given, Gold, GoldCitation, Scored, Stage
from service.library.sentences import sentence_spans

# SQuAD's normalisation knows those of ASCII only.
_TYPOGRAPHIC = str.maketrans({**dict.fromkeys("“”„«»‘’‚", '"'), **dict.fromkeys("–—‑−", "-")})

Texts = Mapping[tuple[str, int | None], str | None]
Span = tuple[str, int, int]

METRICS = (
    "recall@5", "recall@8", "mrr", "ndcg@8", "map", "exact_match", "token_f1", "numeric_match", "squad_em", "squad_f1",
    "citation_validity",
    "citation_precision", "citation_recall", "citation_f1", "citation_sentence", "support", "answered_right", "right",
    "abstained_right", "false_answer", "over_refusal", "judge_faithfulness", "judge_relevance",
)  # fmt: skip


def score(gold: Gold, given: Given, texts: Texts, deep: Sequence[Span] | None = None) -> Scored:
    """The scores of one question. `texts` are articles by id and version, with version None for the newest.

    `deep` are the passages that a deeper search finds, looked at where the answer's evidence lacks the gold. A question
    that ended in an error has no scores: it is counted as failed and never as zero.
    """
    if given.error is not None:
        return Scored(gold, given, dict.fromkeys(METRICS), "failed")
    answer = given.answer
    abstained = answer["status"] == "abstained"
    spans = gold_spans(gold, texts)
    kind = _copies(answer)
    ranked, relevant = _ranking(gold, answer, spans, kind)
    scores: dict[str, float | None] = dict.fromkeys(METRICS)
    scores |= {
        "recall@5": recall_at(ranked, relevant, 5),
        "recall@8": recall_at(ranked, relevant, 8),
        "mrr": reciprocal_rank(ranked, relevant),
        "ndcg@8": ndcg_at(ranked, relevant, 8),
        "map": average_precision(ranked, relevant),
    }
    answerable = gold.expected in ("answered", "conflicting")
    right = is_right(gold, answer, texts)
    if gold.answers and gold.expected != "abstained" and not abstained:
        if answer["short_answer"]:
            scores["exact_match"] = exact_match(answer["short_answer"], gold.answers)
            scores["token_f1"] = token_f1(answer["short_answer"], gold.answers)
        scores["numeric_match"] = numeric_match(_said(answer), gold.answers)
    if gold.expected == "abstained" or (gold.answers and answerable):
        # As SQuAD 2.0 counts: nothing said is right where there is no answer, and wrong where there is one.
        given_text = "" if abstained else _said(answer)
        scores["squad_em"] = exact_match(given_text, gold.answers)
        scores["squad_f1"] = token_f1(given_text, gold.answers)
    scores |= _cited(gold, answer, spans, kind, texts)
    if right is not None:
        scores["right"] = float(right)
        if answerable and not abstained:
            scores["answered_right"] = float(right)
    if gold.expected == "abstained":
        scores["false_answer"] = float(not abstained)
    if answerable:
        scores["over_refusal"] = float(abstained)
    if abstained and gold.expected is not None:
        scores["abstained_right"] = float(gold.expected == "abstained")
    return Scored(gold, given, scores, _failed(gold, answer, right, spans, kind, deep))


def is_right(gold: Gold, answer: Mapping[str, Any], texts: Texts) -> bool | None:
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
        return held or numeric_match(_said(answer), gold.answers) == 1.0
    spans, kind = gold_spans(gold, texts), _copies(answer)
    cited = [
        (kind.get(one["article_id"], one["article_id"]), one["start_char"], one["end_char"])
        for one in answer["citations"]
    ]
    named = [(kind.get(article, article), start, end) for article, start, end in spans]
    return any(_overlap(one, other) for one in cited for other in named) if spans else None


def gold_spans(gold: Gold, texts: Texts) -> tuple[Span, ...]:
    """Where the gold quotes stand in the articles' newest text; those that stand nowhere are left out."""
    return tuple(
        (one.article_id, one.start, one.end)
        for one in (_located(citation, texts) for citation in gold.citations)
        if one.start is not None and one.end is not None
    )


def _located(citation: GoldCitation, texts: Texts) -> GoldCitation:
    if citation.start is not None:
        return citation
    at = (texts.get((citation.article_id, None)) or "").find(citation.quote)
    return citation if at < 0 else replace(citation, start=at, end=at + len(citation.quote))


def _copies(answer: Mapping[str, Any]) -> dict[str, str]:
    """Near-identical articles by the one that stands for them in the evidence."""
    return {
        one: evidence["article_id"]
        for evidence in answer["evidence"]
        for one in (evidence["article_id"], *evidence["copies"])
    }


def _ranking(
    gold: Gold, answer: Mapping[str, Any], spans: Sequence[Span], kind: Mapping[str, str]
) -> tuple[list[str], dict[str, int]]:
    """The evidence as ids, and those that are relevant: gold quotes, or articles where gold grades those."""
    evidence = answer["evidence"]
    if gold.relevant:
        graded = {kind.get(one, one): grade for one, grade in gold.relevant.items() if grade > 0}
        return list(dict.fromkeys(kind.get(one["article_id"], one["article_id"]) for one in evidence)), graded
    wanted = {
        (kind.get(article, article), start, end): f"gold {number}" for number, (article, start, end) in enumerate(spans)
    }
    ranked: dict[str, None] = {}
    for one in evidence:
        place = (kind.get(one["article_id"], one["article_id"]), one["start_char"], one["end_char"])
        held = [name for span, name in wanted.items() if _overlap(place, span)]
        ranked.update(dict.fromkeys(held or [one["passage_id"]]))
    return list(ranked), dict.fromkeys(wanted.values(), 1)


def _cited(
    gold: Gold, answer: Mapping[str, Any], spans: Sequence[Span], kind: Mapping[str, str], texts: Texts
) -> dict[str, float | None]:
    given = [(one["article_id"], one["start_char"], one["end_char"]) for one in answer["citations"]]
    versions = [texts.get((one["article_id"], one["version"])) for one in answer["citations"]]
    scores: dict[str, float | None] = {
        "citation_validity": citing.validity(answer["citations"], versions, answer["answer"]),
        "support": _support(answer),
    }
    if answer["status"] != "abstained" and gold.expected != "abstained":
        every = gold.expected == "conflicting"
        sentences = {article: sentence_spans(texts.get((article, None)) or "") for article, _, _ in (*spans, *given)}
        scores |= {
            "citation_precision": citing.precision(given, spans, kind),
            "citation_recall": citing.recall(given, spans, kind, every),
            "citation_f1": citing.f1(given, spans, kind, every),
            "citation_sentence": citing.sentence_match(given, spans, sentences, kind),
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


def _failed(
    gold: Gold,
    answer: Mapping[str, Any],
    right: bool | None,
    spans: Sequence[Span],
    kind: Mapping[str, str],
    deep: Sequence[Span] | None,
) -> Stage | None:
    if right is None or right:
        return None
    if gold.expected == "abstained":
        return "answered_wrongly"
    places = [(one["article_id"], one["start_char"], one["end_char"]) for one in answer["evidence"]]
    if not _found(gold, places, spans, kind):
        return "ranked_low" if deep is not None and _found(gold, deep, spans, kind) else "not_retrieved"
    if answer["status"] == "abstained":
        return "withheld" if answer["withheld"] else "refused_wrongly"
    return "read_wrong"


def is_in_evidence(gold: Gold, given: Given, texts: Texts) -> bool:
    """Whether the evidence of an answer holds what answers the question; True where gold does not tell."""
    if given.error is not None:
        return True
    places = [(one["article_id"], one["start_char"], one["end_char"]) for one in given.answer["evidence"]]
    return _found(gold, places, gold_spans(gold, texts), _copies(given.answer))


def _found(gold: Gold, places: Sequence[Span], spans: Sequence[Span], kind: Mapping[str, str]) -> bool:
    graded = {kind.get(one, one) for one, grade in gold.relevant.items() if grade > 0}
    if not spans and not graded:
        return True
    named = [(kind.get(article, article), start, end) for article, start, end in places]
    if graded and any(article in graded for article, _, _ in named):
        return True
    return any(
        _overlap(place, (kind.get(article, article), start, end)) for place in named for article, start, end in spans
    )


def _overlap(one: Span, other: Span) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


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
