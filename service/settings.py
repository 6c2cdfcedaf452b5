"""What an operator may set, by environment variables that start with DATELINE_."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, by the command line and the assembly; frozen. Every field has a variable of its name."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="ignore")

    data: Path = Field(Path("indexes"), description="Folder for everything written.")
    embedder: str = Field(
        "all-MiniLM-L6-v2",
        description="sentence-transformers model: the embedded one, or a folder or name on this machine.",
    )
    reader: str = Field(
        "dateline-reader",
        description="What reads passages for answers: the reader that came with this version, or an extractive "
        "question-answering model of Hugging Face: a folder or name on this machine.",
    )
    models: Path | None = Field(None, description="Folder of exported models; `models` in the data folder by default.")
    chroma_url: str | None = Field(None, description="URL of a Chroma server; without it Chroma runs in this process.")
    answerer: str = Field(
        "extractive",
        description="Who writes answers: `extractive`, which needs no key and no network, or a chat model as "
        "`openai:NAME`, `anthropic:NAME` or `ollama:NAME`.",
    )
    model_options: dict[str, Any] = Field(
        {}, description='JSON object of options for the chat model, such as {"temperature": 0}.'
    )
    prompts: Path | None = Field(
        None, description="Folder of prompts; the ones that came with this version by default."
    )
    prompt_tokens: int = Field(
        6000, ge=500, description="Most tokens in a prompt, by a careful estimate; the weakest evidence is left out."
    )
    gate: Literal["strict", "flag", "off"] = Field(
        "strict",
        description="What becomes of a sentence that its citations do not prove: `strict` withholds it, `flag` marks "
        "its citations as failed, `off` does not look.",
    )
    connect_seconds: float = Field(5, gt=0, description="How long a connection to the chat model may take.")
    first_token_seconds: float = Field(
        20, gt=0, description="How long the first token of the chat model may take, retries included."
    )
    answer_seconds: float = Field(
        60, gt=0, description="How long the chat model may take for a whole answer, a follow-up's rewriting included."
    )
    retries: int = Field(2, ge=0, description="How often the chat model is tried anew before its first token.")
    breaker_failures: int = Field(5, ge=1, description="After so many failures in a row the chat model is left alone.")
    breaker_seconds: float = Field(30, gt=0, description="For how long it is left alone.")
    model_record: Path | None = Field(None, description="File to which every call of the chat model is written.")
    model_replay: Path | None = Field(None, description="File of such calls, which stands in for the chat model.")
    price_input: float | None = Field(None, ge=0, description="Price of a million tokens of the prompt, for `cost`.")
    price_output: float | None = Field(None, ge=0, description="Price of a million tokens of the answer, for `cost`.")
    concurrent: int = Field(32, ge=1, description="Questions answered at a time.")
    waiting: int = Field(64, ge=0, description="Questions that may wait for their turn; beyond it the answer is 503.")
    wait_seconds: float = Field(10, gt=0, description="How long a question may wait for its turn.")
    cache_answers: int = Field(
        256, ge=0, description="Answers kept for the same question in the same state of the library; 0 keeps none."
    )
    cache_mb: int = Field(64, ge=1, description="Memory for the answers that are kept, in MB, by estimate.")
    keep_answers_days: int = Field(
        30, ge=0, le=36500, description="How many days answers can be read again and be given feedback; 0 keeps none."
    )
    heartbeat_seconds: float = Field(10, gt=0, description="How often a silent stream shows that it lives.")
    threads: int = Field(0, ge=0, description="Threads of the embedder, and of the reader; 0 takes one a core.")
    keys: Path | None = Field(
        None,
        description="TOML file of the site keys and ingest keys (docs/widget.md); without it only this service's own "
        "pages reach it from a browser, and whoever reaches it may do all.",
    )
    host: str = Field("127.0.0.1", description="Address that `dateline serve` listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port that `dateline serve` listens on.")
    max_body_mb: int = Field(32, ge=1, description="Largest request body, in MB.")
    max_file_mb: int = Field(50, ge=1, description="Largest file that is ingested, in MB.")
    max_question_chars: int = Field(2000, ge=10, description="Longest question, in characters.")
    max_batch: int = Field(500, ge=1, description="Most articles in one request.")
    max_evidence: int = Field(8, ge=1, le=50, description="Passages given to the answerer.")
    shutdown_seconds: int = Field(20, ge=1, description="How long running requests may take to end at shutdown.")
    log_format: str = Field(
        "auto", pattern="^(auto|json|text)$", description="json, text, or auto: text on a terminal."
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="Least severe line that is logged."
    )
