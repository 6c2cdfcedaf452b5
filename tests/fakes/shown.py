"""What a prompt shows the model: the evidence under its keys, and the question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from service.language.words import STOP_WORDS, normal, words
from tests.fakes.plays import Request

_TAG = re.compile(r"^\s*<article\b([^\n]*)>\s*$", re.IGNORECASE)
_END = re.compile(r"^\s*</article>\s*$", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_KEYED = re.compile(r"^\s*\[(k\d+)\]\s?(.*)$")
_LABEL = re.compile(r"^[\s*#_>-]*(?:[\w'’-]+ ){0,3}question[\s*_]*:[\s*_]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One article of the prompt: its header as it stands in the tag, and its sentences by key."""

    header: Mapping[str, str]
    sentences: Mapping[str, str]


def articles_of(request: Request) -> list[ShownArticle]:
    """The articles that the request's user message shows, in order."""
    articles: list[ShownArticle] = []
    sentences: dict[str, str] | None = None
    key = ""
    for line in request.user.splitlines():
        tag = _TAG.match(line)
        if tag:
            sentences = {}
            articles.append(ShownArticle(dict(_ATTRIBUTE.findall(tag[1])), sentences))
        elif _END.match(line):
            sentences = None
        elif sentences is not None:
            keyed = _KEYED.match(line)
            if keyed:
                key = keyed[1]
                sentences[key] = keyed[2]
            elif sentences:
                sentences[key] += "\n" + line
    return articles


def evidence_of(request: Request) -> dict[str, str]:
    """Every sentence shown, by its key, in order."""
    return {key: sentence for article in articles_of(request) for key, sentence in article.sentences.items()}


def question_of(request: Request) -> str:
    """The question of the request: what follows the last "Question:", else the last line that is not empty."""
    lines = [line.strip() for line in request.user.splitlines() if line.strip()]
    ends = [index for index, line in enumerate(lines) if _END.match(line)]
    after = lines[ends[-1] + 1 :] if ends else lines
    for index in range(len(after) - 1, -1, -1):
        label = _LABEL.match(after[index])
        if label:
            return "\n".join([after[index][label.end() :].strip(), *after[index + 1 :]]).strip()
    return after[-1] if after else ""


def best_keys(request: Request) -> list[str]:
    """The keys shown, those first whose sentences share most words with the question."""
    asked = _content(question_of(request))
    evidence = evidence_of(request)
    return sorted(evidence, key=lambda key: -len(asked & _content(evidence[key])))


def leaks(request: Request, answer: str, run: int = 6) -> list[str]:
    """The runs of so many words of the request's system message that stand in an answer, case and marks aside."""
    said = " ".join(word.casefold() for word, _, _ in words(answer))
    told = [word.casefold() for word, _, _ in words(request.system)]
    runs = (" ".join(told[start : start + run]) for start in range(len(told) - run + 1))
    return [words_of_prompt for words_of_prompt in runs if f" {words_of_prompt} " in f" {said} "]


def _content(text: str) -> set[str]:
    return {normal(word) for word, _, _ in words(text) if word.casefold() not in STOP_WORDS}
