"""`dateline`: parse, call, print.

Exit codes: 0 done or answered, 1 failure, 2 wrong usage or input, 3 abstained, 4 an evaluation missed a threshold, 130
interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from service import display
from service.cli import evaluate
from service.cli.options import Articles, AsOf, Collection, From, Json, Sources, To, read_settings
from service.errors import DatelineError, InvalidInput, NotFound

app = typer.Typer(
    name="dateline",
    help="Ask questions of a library of news articles; every sentence of an answer cites the characters that prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    rich_markup_mode=None,
)
index_app = typer.Typer(help="The derived indexes: their state, proof, and remaking.", no_args_is_help=True)
articles_app = typer.Typer(help="The articles in the library.", no_args_is_help=True)
app.add_typer(index_app, name="index")
app.add_typer(articles_app, name="articles")
app.add_typer(evaluate.app, name="eval")


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(help="Files and folders, or - for standard input.")],
    collection: Collection = None,
    json: Json = False,
) -> None:
    """Take articles in: .txt .md .html .pdf .json .jsonl, RSS and Atom files. Running it again continues it."""
    from service.assembly import open_parts
    from service.indexing.ingest import ingest as take_in
    from service.library.loaders.source import Inputs

    settings = read_settings()
    inputs = Inputs.of(paths, settings.max_file_mb * 1_000_000, collection)
    with open_parts(settings) as parts, display.ingestion(len(inputs.files), json) as view:
        for result in take_in(inputs.drafts(view.reading), parts.library, parts.indexes, parts.embedder):
            view.result(result)
    if view.failed():
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in quotes.")],
    collection: Collection = None,
    published_from: From = None,
    published_to: To = None,
    source: Sources = None,
    article: Articles = None,
    as_of: AsOf = None,
    max_evidence: Annotated[int | None, typer.Option(help="Passages given to the answerer.")] = None,
    answerer: Annotated[str | None, typer.Option(help="Who answers; the configured one by default.")] = None,
    json: Json = False,
) -> None:
    """Answer a question from the library, with citations; exit code 3 when it abstains."""
    from service.api.requests import ask_from_options, filters_from_options
    from service.assembly import open_parts

    filters = filters_from_options(published_from, published_to, source, article)
    asked = ask_from_options(question, collection, filters, as_of, max_evidence, answerer)
    with open_parts(read_settings()) as parts, display.asking(asked.answerer or parts.asker.answerers[0], json):
        answer = parts.asker.ask(asked)
    display.answer(answer, json)
    if answer.status == "abstained":
        raise typer.Exit(3)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    collection: Collection = None,
    published_from: From = None,
    published_to: To = None,
    source: Sources = None,
    article: Articles = None,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 8,
    rerank: Annotated[
        bool, typer.Option("--rerank", help="Order them as before answering: by the reader too.")
    ] = False,
    json: Json = False,
) -> None:
    """Show the passages that search finds."""
    from service.answering.answer import checked_question
    from service.api.requests import checked_date, filters_from_options
    from service.assembly import open_parts

    settings = read_settings()
    filters = filters_from_options(published_from, published_to, source, article)
    day = checked_date(as_of, "as_of")
    with open_parts(settings) as parts:
        text = checked_question(query, settings.max_question_chars)
        found = parts.searcher.search(text, collection, filters, limit, rerank=rerank, as_of=day)
    display.passages(found, json)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Serve the library over HTTP until interrupted."""
    from service.api.logs import configure
    from service.api.server import serve as run
    from service.assembly import open_parts

    settings = read_settings()
    configure(settings.log_format, settings.log_level)
    with open_parts(settings) as parts:
        run(
            parts,
            host=settings.host if host is None else host,
            port=settings.port if port is None else port,
            shutdown_seconds=settings.shutdown_seconds,
        )


@index_app.command("status")
def index_status(json: Json = False) -> None:
    """Say how much is in the library and how far each index is."""
    from service.assembly import open_parts
    from service.library.catalogue import counts

    with open_parts(read_settings()) as parts:
        head = parts.library.head()
        applied = {index.name: index.applied() for index in parts.indexes.all}
        display.status(counts(parts.library), head, applied, parts.embedder.fingerprint, json)


@index_app.command("verify")
def index_verify(
    every: Annotated[bool, typer.Option("--every", help="Search for every passage, not for a sample.")] = False,
    json: Json = False,
) -> None:
    """Prove that each index holds exactly what the library holds; exit code 1 if not."""
    from service.assembly import open_parts
    from service.indexing.verify import verify

    with open_parts(read_settings()) as parts:
        parts.indexes.catch_up()
        report = verify(parts.library, parts.indexes, every)
    display.report(report, json)
    if not report.sound():
        raise typer.Exit(1)


@index_app.command("rebuild")
def index_rebuild(json: Json = False) -> None:
    """Make the indexes again from the library, embedding again where the embedder has changed."""
    from service.assembly import open_parts
    from service.indexing.ingest import reembed

    with open_parts(read_settings(), any_embedder=True) as parts:
        again = parts.library.remember("embedder", parts.embedder.fingerprint) != parts.embedder.fingerprint
        embedded = reembed(parts.library, parts.embedder) if again else 0
        with display.rebuilding(json) as view:
            parts.indexes.rebuild(view.step)
            view.done(parts.library.head(), embedded)


@articles_app.command("list")
def articles_list(
    collection: Collection = None,
    published_from: From = None,
    published_to: To = None,
    source: Sources = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most.")] = 50,
    cursor: Annotated[str | None, typer.Option(help="Where the last list ended.")] = None,
    json: Json = False,
) -> None:
    """List articles, newest first."""
    from service.api.requests import filters_from_options
    from service.library.catalogue import list_articles, require_collection
    from service.library.identity import collection_name

    filters = filters_from_options(published_from, published_to, source, None)
    with _library() as library:
        require_collection(library, collection_name(collection))
        display.listing(list_articles(library, collection_name(collection), filters, cursor, limit), json)


@articles_app.command("show")
def articles_show(
    article: Annotated[str, typer.Argument(help="The article's id.")],
    version: Annotated[int | None, typer.Option(help="A version; the newest by default.")] = None,
    json: Json = False,
) -> None:
    """Show one article with its text."""
    from service.library.catalogue import copies_of

    with _library() as library:
        display.article(library.article(article, version), copies_of(library, article), json)


@articles_app.command("delete")
def articles_delete(
    article: Annotated[str, typer.Argument(help="The article's id.")],
    json: Json = False,
) -> None:
    """Take an article out of search; citations to it still resolve until it is purged."""
    from service.assembly import open_parts

    with open_parts(read_settings()) as parts:
        deleted = parts.library.delete(article)
        parts.indexes.catch_up()
    display.done(
        {"id": article, "deleted": deleted}, f"{article}: {'deleted' if deleted else 'was deleted before'}", json
    )


@articles_app.command("purge")
def articles_purge(
    article: Annotated[str, typer.Argument(help="The article's id.")],
    json: Json = False,
) -> None:
    """Erase the old versions of an article, all of them if it is deleted; citations to them no longer resolve."""
    with _library() as library:
        purged = library.purge(article)
    display.done({"id": article, "purged": purged}, f"{article}: {purged} versions erased", json)


@contextmanager
def _library() -> Iterator[Any]:
    from service.assembly import open_library

    library = open_library(read_settings())
    try:
        yield library
    finally:
        library.close()


def main() -> None:
    """Runs the command line; errors a user can act on are one line on standard error."""
    try:
        app()
    except (InvalidInput, NotFound) as error:
        _fail(error, 2)
    except DatelineError as error:
        _fail(error, 1)
    except KeyboardInterrupt:
        print("interrupted: what was reported is stored; run the same command again to continue", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe has left (`dateline articles list | head`), which is no failure of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


def _fail(error: DatelineError, code: int) -> None:
    print(f"dateline: {error}", file=sys.stderr)
    sys.exit(code)
