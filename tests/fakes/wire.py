"""The JSON of OpenAI's chat-completions protocol, as its server sends it.

Source: https://platform.openai.com/docs/api-reference/chat and the error bodies of the live service.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.plays import Request

CREATED = 1_735_689_600
MODEL = "stand-in-1"
FINGERPRINT = "fp_50cad350e4"

MODELS = {
    "object": "list",
    "data": [{"id": MODEL, "object": "model", "created": CREATED, "owned_by": "dateline-tests"}],
}


def error_body(message: str, type: str, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    """An error as OpenAI words it."""
    return {"error": {"message": message, "type": type, "param": param, "code": code}}


def encoded(body: Any) -> bytes:
    """JSON in UTF-8."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def event(body: Any) -> bytes:
    """One event of a stream."""
    return b"data: " + encoded(body) + b"\n\n"


@dataclass(slots=True)
class Completion:
    """One answer as it grows; a token is a word, roughly."""

    request: Request
    id: str
    parts: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    reasoned: int = 0

    def say(self, text: str) -> dict[str, Any]:
        """The chunk that adds `text`."""
        self.parts.append(text)
        return self.chunk({"content": text})

    def change(self, change: Mapping[str, Any]) -> dict[str, Any]:
        """The chunk of any other delta, which a whole message sums up."""
        for name, value in change.items():
            if isinstance(value, str):
                self.extra[name] = self.extra.get(name, "") + value
                self.reasoned += len(value.split())
            elif value is not None:
                self.extra[name] = value
        return self.chunk(change)

    def chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        """One chunk of the stream."""
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
        return self._envelope("chat.completion.chunk", [choice]) | self._no_usage_yet()

    def first(self) -> dict[str, Any]:
        """The chunk that opens the message."""
        return self.chunk({"role": "assistant", "content": "", "refusal": None})

    def usage_chunk(self) -> dict[str, Any]:
        """The chunk after the last one, sent where the request asks for usage."""
        return self._envelope("chat.completion.chunk", []) | {"usage": self.usage()}

    def whole(self, finish: str, usage: bool) -> dict[str, Any]:
        """The answer in one piece."""
        content = "".join(self.parts)
        extra = {
            name: [{k: v for k, v in call.items() if k != "index"} for call in value] if name == "tool_calls" else value
            for name, value in self.extra.items()
        }
        message = {
            "role": "assistant",
            "content": None if extra.get("tool_calls") and not content else content,
            "refusal": None,
            "annotations": [],
            **extra,
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
        return self._envelope("chat.completion", [choice]) | ({"usage": self.usage()} if usage else {})

    def usage(self) -> dict[str, Any]:
        """Tokens of the prompt and of the answer."""
        prompt = len(self.request.system.split()) + len(self.request.user.split())
        completion = len("".join(self.parts).split()) + self.reasoned
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": self.reasoned,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }

    def wants_usage(self) -> bool:
        """Whether the request asked for the usage of a stream."""
        return bool((self.request.body.get("stream_options") or {}).get("include_usage"))

    def _no_usage_yet(self) -> dict[str, Any]:
        return {"usage": None} if self.wants_usage() else {}

    def _envelope(self, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": CREATED,
            "model": self.request.body.get("model", MODEL),
            "service_tier": "default",
            "system_fingerprint": FINGERPRINT,
            "choices": choices,
        }
