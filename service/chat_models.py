"""Chat models of LangChain by `provider:name`, set up so that time-outs and retries are ours alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.errors import InvalidInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROVIDERS = ("openai", "anthropic", "ollama")
# What each library needs in the environment, for the message when it is not there.
_KEYS = {
    "openai": "set OPENAI_API_KEY (and OPENAI_BASE_URL for another server; any key will do for one that asks for none)",
    "anthropic": "set ANTHROPIC_API_KEY",
    "ollama": "set OLLAMA_HOST where it does not run on this machine",
}


def open_chat_model(
    answerer: str, options: Mapping[str, Any], connect_seconds: float, answer_seconds: float
) -> BaseChatModel:
    """The model that `answerer` names; nothing is connected yet.

    Keys and addresses come from the providers' own environment variables. Raises InvalidInput for a
    name that is none, an extra that is not installed, a missing key or an option that the model does not take.
    """
    provider, _, name = answerer.partition(":")
    if provider not in PROVIDERS or not name:
        known = ", ".join(f"{one}:NAME" for one in PROVIDERS)
        raise InvalidInput(f"DATELINE_ANSWERER is {answerer!r}; it is extractive, {known}", "answerer")
    if provider == "anthropic" and not (options.get("api_key") or os.environ.get("ANTHROPIC_API_KEY")):
        # Its library would only say so when it is first asked.
        raise InvalidInput(f"{answerer} needs a key: {_KEYS[provider]}", "answerer")
    try:
        from langchain.chat_models import init_chat_model

        set_up = {**_set_up(provider, connect_seconds, answer_seconds), **options}
        model: BaseChatModel = init_chat_model(name, model_provider=provider, **set_up)
        return model
    except ImportError as error:
        raise InvalidInput(
            f"{answerer} needs a package that is not installed: pip install 'dateline-qa[{provider}]'", "answerer"
        ) from error
    except Exception as error:
        # Every library has errors of its own, and some repeat the key that they did not like.
        raise InvalidInput(
            f"{answerer} cannot be set up ({type(error).__name__}): {_KEYS[provider]}, "
            "and see that DATELINE_MODEL_OPTIONS holds nothing the model does not take",
            "answerer",
        ) from error


async def close_chat_model(model: BaseChatModel) -> None:
    """Closes the connections that the model's client keeps open, in the event loop that opened them."""
    client = getattr(model, "root_async_client", None) or getattr(model, "_async_client", None)
    close = getattr(client, "close", None) or getattr(getattr(client, "_client", None), "aclose", None)
    if close is not None:
        await close()


def _set_up(provider: str, connect_seconds: float, answer_seconds: float) -> dict[str, Any]:
    """What each library must be told; each has its own class for time-outs."""
    if provider == "openai":
        from openai import DefaultAsyncHttpx2Client, Timeout

        timeout = Timeout(answer_seconds, connect=connect_seconds)
        return {
            "timeout": timeout,
            # A client of its own, since the one that the library shares would be closed for others too.
            "http_async_client": DefaultAsyncHttpx2Client(timeout=timeout),
            "max_retries": 0,
            "stream_usage": True,
            # The time-outs are ours: first token and total.
            "stream_chunk_timeout": None,
        }
    if provider == "anthropic":
        return {"timeout": answer_seconds, "max_retries": 0}
    from httpx import Timeout as OllamaTimeout

    return {"client_kwargs": {"timeout": OllamaTimeout(answer_seconds, connect=connect_seconds)}}
