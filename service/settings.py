"""What an operator may set, by environment variables that start with DATELINE_."""

from __future__ import annotations

from pathlib import Path

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
    models: Path | None = Field(None, description="Folder of exported models; `models` in the data folder by default.")
    chroma_url: str | None = Field(None, description="URL of a Chroma server; without it Chroma runs in this process.")
    answerer: str = Field("extractive", description="Who writes answers; `extractive` needs no key and no network.")
    threads: int = Field(0, ge=0, description="Threads of the embedder; 0 takes one a core.")
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
