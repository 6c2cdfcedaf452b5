"""Chat models of LangChain by `provider:name`, set up so that time-outs and retries are ours alone."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.errors import InvalidInput

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

PROVIDERS = ("openai", "anthropic", "ollama")
# Options by which a model would wait or try again where we do, or not send what it says as it says it.
_OURS = frozenset(
    {"max_retries", "timeout", "request_timeout", "default_request_timeout", "stream_chunk_timeout", "streaming"}
    | {"disable_streaming", "http_async_client"}
)
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
        raise InvalidInput(
            f"{answerer!r} names no chat model: give {known}; DATELINE_ANSWERER may also be extractive", "answerer"
        )
    if provider == "anthropic" and not (options.get("api_key") or os.environ.get("ANTHROPIC_API_KEY")):
        # Its library would only say so when it is first asked.
        raise InvalidInput(f"{answerer} needs a key: {_KEYS[provider]}", "answerer")
    if ours := sorted(_OURS.intersection(options)):
        raise InvalidInput(
            f"DATELINE_MODEL_OPTIONS holds {', '.join(ours)}, which the service sets itself: leave it out, and see "
            "DATELINE_CONNECT_SECONDS, DATELINE_FIRST_TOKEN_SECONDS, DATELINE_ANSWER_SECONDS and DATELINE_RETRIES",
            "answerer",
        )
    try:
        from langchain.chat_models import init_chat_model

        set_up = {**_set_up(provider, connect_seconds, answer_seconds), **options}
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            model: BaseChatModel = init_chat_model(name, model_provider=provider, **set_up)
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
    if unknown := _unknown(model, options):
        raise InvalidInput(
            f"DATELINE_MODEL_OPTIONS holds {', '.join(unknown)}, which {provider} models do not take here", "answerer"
        )
    for one in warned:
        warnings.warn_explicit(one.message, one.category, one.filename, one.lineno)
    if provider == "anthropic":
        _limit_connecting(model, connect_seconds, answer_seconds)
    return model


def _unknown(model: BaseChatModel, options: Mapping[str, Any]) -> list[str]:
    """Options that the model has no field for; LangChain warns of them and sends them on to the provider."""
    fields = type(model).model_fields
    known = {*fields, *(field.alias for field in fields.values() if field.alias)}
    return sorted(name[:80] for name in options if name not in known)


def _limit_connecting(model: Any, connect_seconds: float, answer_seconds: float) -> None:
    """Gives Anthropic's client a time-out for connecting, for which LangChain has no option."""
    from anthropic import Timeout

    model._async_client.timeout = Timeout(answer_seconds, connect=connect_seconds)


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
