"""The pipeline that the tutorials build: RecursiveCharacterTextSplitter, HuggingFaceEmbeddings, Chroma.

The same articles, the same all-MiniLM-L6-v2 weights, as many threads; everything else as it comes.
`python -m bench.vanilla` is one measured process. It retrieves only: no model writes an answer.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from bench.ours import WARM_UP

CHUNK_SIZE = 1000
CHUNK_OVERLAP = 200
TOP = 5


def embeddings(threads: int) -> Any:
    """sentence-transformers behind LangChain, on the weights that Dateline's embedder was exported from."""
    import torch
    from langchain_huggingface import HuggingFaceEmbeddings

    from service.indexing.export import DEFAULT_MODEL, source

    torch.set_num_threads(threads)
    kwargs = {"device": "cpu", "local_files_only": True}
    return HuggingFaceEmbeddings(model_name=source(DEFAULT_MODEL), model_kwargs=kwargs)


def ingest(articles: Path, folder: Path, threads: int) -> dict[str, Any]:
    """Takes a JSON Lines file in; title and text are the page, and the other fields its metadata."""
    started = time.perf_counter()
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from bench.meter import disk_mb, peak_rss_mb

    embedding = embeddings(threads)
    loaded = time.perf_counter()
    documents = []
    with articles.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            metadata = {name: value for name, value in row.items() if name not in ("title", "text")}
            documents.append(Document(f"{row.get('title', '')}\n\n{row['text']}", metadata=metadata))
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP)
    chunks = splitter.split_documents(documents)
    Chroma.from_documents(chunks, embedding, persist_directory=str(folder))
    done = time.perf_counter()
    return {
        "load_s": loaded - started,
        "ingest_s": done - loaded,
        "passages": len(chunks),
        "ingest_peak_rss_mb": peak_rss_mb(),
        "disk_mb": disk_mb(folder),
    }


def ask(folder: Path, threads: int) -> dict[str, Any]:
    """Searches for every gold question once and looks for its answer in the first five chunks."""
    started = time.perf_counter()
    from langchain_chroma import Chroma

    from bench.meter import p50, p95, peak_rss_mb
    from bench.questions import answered

    store = Chroma(persist_directory=str(folder), embedding_function=embeddings(threads))
    for text in WARM_UP:
        store.similarity_search(text, k=TOP)
    ready = time.perf_counter()
    spent: list[float] = []
    hits = 0
    questions = answered()
    for question in questions:
        before = time.perf_counter()
        found = store.similarity_search(question.text, k=TOP)
        spent.append((time.perf_counter() - before) * 1000)
        hits += any(question.is_held_by(document.page_content) for document in found)
    return {
        "ready_s": ready - started,
        "search_p50_ms": p50(spent),
        "search_p95_ms": p95(spent),
        "recall_at_5": hits / len(questions),
        "questions": len(questions),
        "ask_peak_rss_mb": peak_rss_mb(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("phase", choices=("ingest", "ask"))
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    if options.phase == "ingest":
        print(json.dumps(ingest(options.articles, options.folder, options.threads)))
    else:
        print(json.dumps(ask(options.folder, options.threads)))


if __name__ == "__main__":
    main()
