"""Scripts about what the model says: good answers, untrue ones, and answers in a form nobody asked for."""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Iterator

from tests.fakes.plays import (
    Chunking,
    Delta,
    Play,
    Request,
    Say,
    Script,
    Step,
    Until,
    Wait,
    at_once,
    by_character,
    by_word,
    saying,
    says,
)
from tests.fakes.shown import articles_of, best_keys, evidence_of, question_of

NO_ANSWER = "NO ANSWER"

_FIGURE = re.compile(r"(?<![\w])\d[\d.,]*")
_CLOSED = re.compile(r"[.!?]$")
_FRENCH = "Selon les autorités, la situation reste calme dans toute la région"
_CHINESE = "当局表示整个地区的局势仍然平静"


def on_answers(script: Script) -> Script:
    """The same script, save that a follow-up to be rewritten is given back as it was asked."""

    @functools.wraps(script)
    def answers(request: Request) -> Play:
        return says(question_of(request)) if request.rewrites else script(request)

    return answers


def keyed(sentence: str, *keys: str, after: bool = False, form: str = "[{}]") -> str:
    """The sentence with its keys, before its full stop or after it."""
    marks = "".join(form.format(key, number=key[1:]) for key in keys)
    if after or not _CLOSED.search(sentence):
        return f"{sentence} {marks}"
    return f"{sentence[:-1]} {marks}{sentence[-1]}"


def stated(request: Request, count: int = 1, **how: object) -> str:
    """The sentences nearest to the question, each with its key; `how` as `keyed` takes it."""
    evidence = evidence_of(request)
    return " ".join(keyed(evidence[key], key, **how) for key in best_keys(request)[:count]) or NO_ANSWER  # type: ignore[arg-type]


def altered(sentence: str) -> str:
    """The sentence with its first figure changed; one that has none is given a figure that is untrue."""
    changed = _FIGURE.sub(lambda figure: re.sub(r"\d", _next_digit, figure[0]), sentence, count=1)
    if changed != sentence:
        return changed
    body, stop = (sentence[:-1], sentence[-1]) if _CLOSED.search(sentence) else (sentence, ".")
    return f"{body} on 4,217 occasions{stop}"


def _next_digit(digit: re.Match[str]) -> str:
    return "4567891233"[int(digit[0])]


def good(chunking: Chunking = by_word, pause: float = 0.001) -> Script:
    """One sentence, word for word, with its key before the full stop."""
    return on_answers(lambda request: says(stated(request), chunking, pause))


def good_as(after: bool = False, form: str = "[{}]", chunking: Chunking = by_word) -> Script:
    """The same with the key after the full stop, or in other brackets."""
    return on_answers(lambda request: says(stated(request, after=after, form=form), chunking))


@on_answers
def two_articles(request: Request) -> Play:
    """The best sentence of each of the two first articles that hold one."""
    places = {key: index for index, article in enumerate(articles_of(request)) for key in article.sentences}
    evidence = evidence_of(request)
    chosen: dict[int, str] = {}
    for key in best_keys(request):
        chosen.setdefault(places[key], key)
    return says(" ".join(keyed(evidence[key], key) for key in list(chosen.values())[:2]))


@on_answers
def several_keys(request: Request) -> Play:
    """One sentence with the keys of the three nearest in one bracket."""
    keys = best_keys(request)[:3]
    return says(keyed(evidence_of(request)[keys[0]], ", ".join(keys)))


@on_answers
def wrong_keys(request: Request) -> Play:
    """True sentences under keys that were never issued."""
    return says(
        " ".join(keyed(evidence_of(request)[key], f"k{9000 + n}") for n, key in enumerate(best_keys(request)[:2]))
    )


@on_answers
def another_key(request: Request) -> Play:
    """A true sentence under the key of the sentence least like the question."""
    keys = best_keys(request)
    return says(keyed(evidence_of(request)[keys[0]], keys[-1]))


@on_answers
def altered_number(request: Request) -> Play:
    """A cited sentence with one figure changed: the nearest that has one, if any has."""
    evidence = evidence_of(request)
    keys = best_keys(request)
    key = next((key for key in keys if _FIGURE.search(evidence[key])), keys[0])
    return says(keyed(altered(evidence[key]), key))


@on_answers
def mixed(request: Request) -> Play:
    """A true sentence, an altered one and another true one, each with its key."""
    evidence = evidence_of(request)
    keys = (best_keys(request) * 3)[:3]
    said = [evidence[keys[0]], altered(evidence[keys[1]]), evidence[keys[2]]]
    return says(" ".join(keyed(sentence, key) for sentence, key in zip(said, keys, strict=True)))


@on_answers
def no_keys(request: Request) -> Play:
    """A true sentence that cites nothing."""
    return says(evidence_of(request)[best_keys(request)[0]])


@on_answers
def preamble(request: Request) -> Play:
    """Prose before the answer and after it."""
    answer = stated(request)
    return says(
        f"Sure! Here is what the articles say about your question:\n\n{answer}\n\nLet me know if you need more!"
    )


@on_answers
def markdown(request: Request) -> Play:
    """Headings, bullets and bold around two true sentences, and a table."""
    first, *rest = (keyed(evidence_of(request)[key], key) for key in best_keys(request)[:2])
    second = f"- {rest[0]}\n" if rest else ""
    return says(f"## Summary\n\n- **{first}**\n{second}\n| fact | value |\n|---|---|\n| all | true |\n")


@on_answers
def code_block(request: Request) -> Play:
    """The answer in a fence of code."""
    return says(f"```text\n{stated(request)}\n```")


@on_answers
def json_answer(request: Request) -> Play:
    """An object where prose was asked for."""
    key = best_keys(request)[0]
    return says(f'{{"answer": "{evidence_of(request)[key]}", "citations": ["{key}"]}}')


@on_answers
def repeated(request: Request) -> Play:
    """The same true sentence fifty times."""
    return says(" ".join([stated(request)] * 50))


@on_answers
def echoes_prompt(request: Request) -> Play:
    """Its whole prompt: instructions, articles and question."""
    return says(f"{request.system}\n\n{request.user}")


@on_answers
def leaks_instructions(request: Request) -> Play:
    """Its instructions line by line, each under a key that was issued, and then a true sentence."""
    key = best_keys(request)[0]
    lines = [keyed(line.strip(), key) for line in request.system.splitlines() if line.strip()]
    return says("\n".join([*lines, stated(request)]))


def untranslated(sentence: str, stop: str) -> Script:
    """A sentence in another language under the nearest key."""
    return on_answers(lambda request: says(f"{sentence} [{best_keys(request)[0]}]{stop}"))


def constant(text: str, chunking: Chunking = by_word, finish: str = "stop") -> Script:
    """The same words whatever is asked."""
    return on_answers(lambda request: says(text, chunking, finish=finish))


@on_answers
def length(request: Request) -> Play:
    """A true sentence, and a second one broken off where the tokens ran out."""
    evidence = evidence_of(request)
    rest = evidence[best_keys(request)[-1]].split()
    return says(f"{stated(request)} {' '.join(rest[: len(rest) // 2])}", finish="length")


@on_answers
def length_at_once(request: Request) -> Play:
    """The tokens run out in the first sentence."""
    said = evidence_of(request)[best_keys(request)[0]].split()
    return says(" ".join(said[: len(said) // 2]), finish="length")


@on_answers
def content_filter(request: Request) -> Play:
    """Half a sentence, and then the provider's filter."""
    said = evidence_of(request)[best_keys(request)[0]].split()
    return says(" ".join(said[: len(said) // 2]), finish="content_filter")


@on_answers
def refused_field(request: Request) -> Play:
    """A refusal in the field that OpenAI has for it, and no content."""
    return Play(steps=(Delta({"refusal": "I'm sorry, I can't help with that."}),))


@on_answers
def tool_call(request: Request) -> Play:
    """A call of a tool that nobody offered, instead of content."""
    call = {"index": 0, "id": "call_1", "type": "function", "function": {"name": "search", "arguments": '{"q": "all"}'}}
    return Play(steps=(Delta({"tool_calls": [call]}),), finish="tool_calls")


@on_answers
def reasoning(request: Request) -> Play:
    """Reasoning in its own field before a true sentence."""
    thoughts = "The user asks about the news. I should look at [k1] and then [k2]. The figure may be 4,217. "
    steps = [Delta({"reasoning_content": piece}) for piece in by_word(thoughts)]
    return Play(steps=(*steps, *saying(stated(request))))


@on_answers
def think_tags(request: Request) -> Play:
    """Reasoning in the content itself, as open models write it."""
    return says(f"<think>\nThe figure may be 4,217 [k1]. I am not sure.\n</think>\n\n{stated(request)}")


@on_answers
def null_content(request: Request) -> Play:
    """Deltas with null content among those of a true sentence."""
    steps = [step for said in saying(stated(request)) for step in (Delta({"content": None}), said)]
    return Play(steps=tuple(steps))


@on_answers
def keys_split(request: Request) -> Play:
    """Two true sentences, a character a chunk."""
    return says(stated(request, 2), by_character)


@on_answers
def everything_at_once(request: Request) -> Play:
    """Two true sentences in one chunk."""
    return says(stated(request, 2), at_once)


@on_answers
def duplicate_chunks(request: Request) -> Play:
    """A true sentence, every chunk of it sent twice under the same id."""
    return Play(steps=tuple(step for said in saying(stated(request)) for step in (said, said)))


@on_answers
def no_usage(request: Request) -> Play:
    """A true sentence, and no usage though it was asked for."""
    return says(stated(request), usage=False)


@on_answers
def endless(request: Request) -> Play:
    """Words in sentences until the client leaves."""
    return Play(steps=_without_end("The talks will go on for as long as anyone cares to count them. "))


@on_answers
def endless_good(request: Request) -> Play:
    """A true sentence with its key, again and again until the client leaves."""
    return Play(steps=_without_end(stated(request) + " "))


@on_answers
def endless_sentence(request: Request) -> Play:
    """A sentence that never comes to its full stop."""
    return Play(steps=_without_end("and then "))


@on_answers
def endless_bracket(request: Request) -> Play:
    """A bracket that opens after a true sentence and never closes."""
    return Play(steps=_after(f"{stated(request)} [", "k1, "))


def _without_end(text: str) -> Iterator[Step]:
    while True:
        for piece in by_word(text):
            yield Say(piece)
            yield Wait(0.002)


def _after(first: str, text: str) -> Iterator[Step]:
    yield Say(first)
    yield from _without_end(text)


french = untranslated(_FRENCH, ".")
chinese = untranslated(_CHINESE, "。")


def two_sentences(silence: float | threading.Event) -> Script:
    """A true sentence, a silence of so many seconds or until it is released, and another true sentence."""
    between = Until(silence) if isinstance(silence, threading.Event) else Wait(silence)

    def script(request: Request) -> Play:
        first, second = best_keys(request)[:2]
        evidence = evidence_of(request)
        said = [Say(keyed(evidence[first], first)), between, Say(" " + keyed(evidence[second], second))]
        return Play(steps=tuple(said))

    return on_answers(script)
