"""Every script of the stand-in by name, with delays that suit time-outs of about 0.3 seconds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tests.fakes import failing, obeying, spoken
from tests.fakes.plays import FOREVER, Play, Script, at_once, by_character

LONG = 2.0
"""Seconds that outlast a test's time-out for the first token."""
BETWEEN = 0.25
"""Seconds between words that outlast a test's time-out for a whole answer of some words."""

TRUE: Mapping[str, Script] = MappingProxyType(
    {
        "good": spoken.good(),
        "good_by_character": spoken.good(by_character, 0.0),
        "good_at_once": spoken.good(at_once, 0.0),
        "two_articles": spoken.two_articles,
        "keys_after_full_stop": spoken.good_as(after=True),
        "several_keys_in_one_bracket": spoken.several_keys,
        "full_width_brackets": spoken.good_as(form="【{}】"),
        "near_miss_upper_case": spoken.good_as(form="[K{number}]"),
        "near_miss_spaces": spoken.good_as(form="[ {} ]"),
        "near_miss_parentheses": spoken.good_as(form="({})"),
        "near_miss_doubled": spoken.good_as(form="[[{}]]"),
        "near_miss_caret": spoken.good_as(form="[^{}]"),
        "near_miss_bold": spoken.good_as(form="**[{}]**"),
        "near_miss_source": spoken.good_as(form="[source: {}]"),
        "keys_split": spoken.keys_split,
        "everything_at_once": spoken.everything_at_once,
        "reasoning": spoken.reasoning,
        "null_content": spoken.null_content,
        "no_usage": spoken.no_usage,
        "repeated": spoken.repeated,
        "server_error_once": failing.then_good(failing.status(500)),
        "rate_limited_once": failing.then_good(failing.status(429)),
        "rate_limited_once_retry_after": failing.then_good(failing.status(429, {"retry-after": "0"})),
        "rate_limited_once_retry_after_ms": failing.then_good(failing.status(429, {"retry-after-ms": "20"})),
        "overloaded_once": failing.then_good(failing.status(529)),
        "rewriting_error": failing.rewriting_status(500),
        "rewriting_empty": failing.rewriting(Play()),
        "rewriting_hangs": failing.rewriting(Play(wait=FOREVER)),
        "rewriting_rambles": failing.rewriting_rambles,
    }
)
"""Scripts whose answer, though some need a repair or a second try, is true and cited."""

PARTLY_TRUE: Mapping[str, Script] = MappingProxyType(
    {
        "mixed": spoken.mixed,
        "preamble": spoken.preamble,
        "markdown": spoken.markdown,
        "think_tags": spoken.think_tags,
        "length": spoken.length,
        "leaks_instructions": spoken.leaks_instructions,
        "echoes_prompt": spoken.echoes_prompt,
        "endless_good": spoken.endless_good,
        "endless_bracket": spoken.endless_bracket,
        "cut_after_a_sentence": failing.cut(1),
        "stalls_after_a_sentence": failing.stalls(1),
        "error_event_after_a_sentence": failing.error_event(1),
        "broken_event_after_a_sentence": failing.broken(b'data: {"id": "chatcmpl-1", "choices": [{"ind\n\n', 1),
        "obeys_injection": obeying.obeys_injection,
        "obeys_injection_citing_it": obeying.obeys_injection_citing_it,
    }
)
"""Scripts that say something true and cited, and something else besides."""

UNTRUE: Mapping[str, Script] = MappingProxyType(
    {
        "wrong_keys": spoken.wrong_keys,
        "another_key": spoken.another_key,
        "altered_number": spoken.altered_number,
        "no_keys": spoken.no_keys,
        "duplicate_chunks": spoken.duplicate_chunks,
        "code_block": spoken.code_block,
        "json_answer": spoken.json_answer,
        "french": spoken.french,
        "chinese": spoken.chinese,
        "only_keys": spoken.constant("[k1] [k2] [k3]"),
        "only_markup": spoken.constant("<p></p>\n\n---\n\n> \n\n****"),
        "prompt_words": spoken.constant("As an AI language model, I cannot browse the internet [k1]."),
    }
)
"""Scripts that say nothing which is both true and cited as asked."""

SILENT: Mapping[str, Script] = MappingProxyType(
    {
        "refusal": spoken.constant(spoken.NO_ANSWER),
        "refusal_with_full_stop": spoken.constant("No answer."),
        "refusal_in_other_words": spoken.constant(
            "I'm sorry, but the articles provided do not contain that information."
        ),
        "refusal_field": spoken.refused_field,
        "empty": spoken.constant(""),
        "white_space": spoken.constant(" \n\n\t \n"),
        "zero_width": spoken.constant("\u200b\u200d\ufeff"),
        "content_filter": spoken.content_filter,
        "content_filter_empty": spoken.constant("", finish="content_filter"),
        "length_in_first_sentence": spoken.length_at_once,
        "tool_call": spoken.tool_call,
    }
)
"""Scripts that end as they should and give no answer."""

DOWN: Mapping[str, Script] = MappingProxyType(
    {
        **{f"status_{code}": failing.status(code) for code in failing.ERRORS},
        "status_400_too_long": failing.status(400, body=failing.TOO_LONG),
        "status_429_no_quota": failing.status(429, body=failing.NO_QUOTA),
        "status_429_retry_after_a_second": failing.status(429, {"retry-after": "1"}),
        "status_429_retry_after_an_hour": failing.status(429, {"retry-after": "3600"}),
        "status_429_retry_after_date": failing.status(429, {"retry-after": "Wed, 21 Oct 2099 07:28:00 GMT"}),
        "status_429_retry_after_nonsense": failing.status(429, {"retry-after": "soon"}),
        "status_503_retry_after": failing.status(503, {"retry-after": "0"}),
        "status_500_empty_body": failing.status(500, body=b""),
        "html_page": failing.page(),
        "body_not_json": failing.body(b'{"id": "chatcmpl-1", "choices": [{"index": 0, "mess'),
        "body_empty": failing.body(b""),
        "body_null": failing.body(b"null"),
        "body_without_choices": failing.body(b'{"id": "chatcmpl-1", "object": "chat.completion", "choices": []}'),
        "error_in_200": failing.body(failing.ERRORS[500][1]),
        "broken_event": failing.broken(b'data: {"id": "chatcmpl-1", "choices": [{"ind\n\n'),
        "broken_utf8": failing.broken(b'data: {"id": "\xff\xfe\xc3("}\n\n'),
        "error_event": failing.error_event(0),
        "cut_before_a_sentence": failing.cut(0),
        "stalls_before_a_sentence": failing.stalls(0),
        "hangs_before_headers": failing.slow_headers(FOREVER),
        "slow_headers": failing.slow_headers(LONG),
        "hangs_before_first_token": failing.slow_first_token(FOREVER),
        "slow_first_token": failing.slow_first_token(LONG),
        "slow_tokens": failing.slow_tokens(BETWEEN),
        "endless": spoken.endless,
        "endless_sentence": spoken.endless_sentence,
    }
)
"""Scripts of a provider that fails, or never comes to an end worth having."""

SCRIPTS: Mapping[str, Script] = MappingProxyType({**TRUE, **PARTLY_TRUE, **UNTRUE, **SILENT, **DOWN})
