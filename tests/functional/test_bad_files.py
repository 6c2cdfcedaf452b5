"""A bad file is named with what is wrong with it, and every good one beside it is taken."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

STORY = "The ferry to Marrow Island stayed in port on Monday.\n\nWaves of nine metres kept 240 passengers ashore."


def encrypted_pdf(path: Path) -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)


def huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_000)


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty.txt": (lambda path: path.write_bytes(b""), "empty"),
    "binary.txt": (lambda path: path.write_bytes(b"\x7fELF\x00\x01\x02" * 200), "binary"),
    "huge.txt": (huge, "100"),
    "broken.pdf": (lambda path: path.write_bytes(b"%PDF-1.7\nnot really"), "PDF"),
    "locked.pdf": (encrypted_pdf, "encrypted"),
    "nothing.html": (lambda path: path.write_text("<html><body><nav>Home</nav></body></html>"), "no article"),
    "shape.jsonl": (lambda path: path.write_text('{"text": "Fine line."}\n{"words": 1}\n'), "shape.jsonl:2"),
    "future.md": (lambda path: path.write_text("---\npublished_at: 2999-01-01\n---\nA story.\n"), "future"),
    "never.md": (lambda path: path.write_text("---\npublished_at: 2022-02-31\n---\nA story.\n"), "2022-02-31"),
    "id.md": (lambda path: path.write_text("---\nid: a/b\n---\nA story.\n"), "id"),
    "nul.txt": (lambda path: path.write_bytes(b"A story with \x00 inside, as long as one likes."), "nul.txt"),
}


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory, models: Path) -> dict[str, str]:
    """What one ingest of all the bad files with a good one says of each; an answer from the good one follows."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "ferry.txt").write_text(STORY, encoding="utf-8")
    story = "Der Bürgermeister von Köln eröffnete die Brücke. Die Bürger dankten für die schöne Überraschung. " * 5
    (folder / "latin.txt").write_bytes(story.encode("cp1252"))
    for name, (make, _) in BAD_FILES.items():
        make(folder / name)
    data = tmp_path_factory.mktemp("data")
    done = dateline(data, models, "ingest", str(folder), "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    # The good lines of a file with a bad one are taken too.
    assert report["added"] == 3
    answer = dateline(data, models, "ask", "How many passengers were kept ashore?")
    assert (answer.returncode, "240 passengers" in answer.stdout) == (0, True)
    assert "Bürgermeister von Köln" in dateline(data, models, "search", "Bürgermeister Köln").stdout
    return {one["origin"].split(":")[0].split("#")[0]: f"{one['origin']} {one['error']}" for one in report["refused"]}


def dateline(data: Path, models: Path, *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    done = subprocess.run(
        [sys.executable, "-c", "from service.cli import main; main()", *words],
        capture_output=True,
        text=True,
        env=kept | {"DATELINE_DATA": str(data), "DATELINE_MODELS": str(models)},
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_named_with_what_is_wrong(refusals: dict[str, str], name: str) -> None:
    assert BAD_FILES[name][1] in refusals[name]


def test_nothing_else_is_refused(refusals: dict[str, str]) -> None:
    assert refusals.keys() == BAD_FILES.keys()
