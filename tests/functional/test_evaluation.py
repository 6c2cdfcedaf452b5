"""`dateline eval` as evaluators use it: in process and over HTTP, cut off and gone on with, compared, with thresholds."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.language_model import language_model
from tests.fakes.plays import Play, Request, says
from tests.fakes.scripts import SCRIPTS
from tests.fakes.served import SEEDS, Settings, command, copied, dateline, seeded, served

GOLD = SEEDS.parent / "questions.jsonl"


@pytest.fixture(scope="module")
def settings(models: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    seeds = seeded(tmp_path_factory.getbasetemp(), models)
    return copied(seeds, tmp_path_factory.mktemp("evaluated"))


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sixth of the gold questions, follow-ups among them."""
    path = tmp_path_factory.mktemp("gold") / "some.jsonl"
    path.write_text("".join(GOLD.read_text(encoding="utf-8").splitlines(keepends=True)[::6]), encoding="utf-8")
    return path


def evaluated(settings: Settings, gold: Path, out: Path, *more: str, code: int = 0) -> dict[str, Any]:
    done = dateline(settings, "eval", str(gold), "--out", str(out), *more)
    assert done.returncode == code, done.stderr
    found: dict[str, Any] = json.loads((out / "results.json").read_text(encoding="utf-8"))
    return found


def scores(found: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    return [(one["id"], one["scores"], one["failed"]) for one in found["questions"]]


@pytest.fixture(scope="module")
def first(settings: Settings, some: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    out = tmp_path_factory.mktemp("runs") / "first"
    return out, evaluated(settings, some, out)


def test_every_figure_says_over_how_many_questions_it_was_taken(first: tuple[Path, dict[str, Any]]) -> None:
    out, found = first
    assert found["summary"]["citation_validity"]["value"] == 1.0
    for metric, mean in found["summary"].items():
        told = [one["scores"][metric] for one in found["questions"] if one["scores"][metric] is not None]
        assert mean["count"] == len(told) > 0
        assert mean["value"] == pytest.approx(sum(told) / len(told))
        assert mean["low"] <= mean["value"] <= mean["high"]
    wrong = sum(one["scores"]["right"] == 0.0 for one in found["questions"])
    assert sum(found["failed"].values()) == wrong + found["errors"]
    assert (out / "report.html").stat().st_size > 10_000


def test_over_http_the_scores_are_equal(
    settings: Settings, some: Path, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    with served(copied(settings, tmp_path / "served")) as running:
        found = evaluated(settings, some, tmp_path / "remote", "--url", str(running.http.base_url))
    assert scores(found) == scores(first[1])
    assert found["summary"] == first[1]["summary"]


def test_a_run_that_was_killed_goes_on_and_gives_the_same_figures(
    settings: Settings, some: Path, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out = tmp_path / "killed"
    arguments = [command(), "eval", str(some), "--out", str(out), "--concurrency", "1"]
    process = subprocess.Popen(arguments, env=settings.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    answers = out / "answers.jsonl"
    deadline = time.monotonic() + 60
    while not (answers.exists() and answers.read_bytes().count(b"\n") >= 5) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = answers.read_bytes()
    assert 5 <= before.count(b"\n") < len(first[1]["questions"])
    with answers.open("ab") as cut:
        cut.write(b'{"id": "half a li')
    found = evaluated(settings, some, out)
    assert scores(found) == scores(first[1])
    assert answers.read_bytes().startswith(before[: before.rfind(b"\n") + 1])
    ids = [json.loads(line)["id"] for line in answers.read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids))


def test_a_folder_that_holds_another_run_is_not_gone_on_with(
    settings: Settings, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    other = tmp_path / "other.jsonl"
    other.write_text(
        '{"id": "a", "question": "Who won?", "answers": [], "expected": "abstained", "citations": [], "tags": []}\n'
    )
    done = dateline(settings, "eval", str(other), "--out", str(first[0]))
    assert done.returncode == 2
    assert "gold_sha256" in done.stderr and "--out" in done.stderr


@pytest.mark.parametrize(
    ("line", "says_what"),
    [
        ('{"id": "a"}', ":1"),
        ("{", ":1"),
        (
            '{"id": "a", "question": "Q?", "answers": ["x"], "expected": "answered", "citations": [], "colour": 1}',
            "colour",
        ),
        (
            '{"id": "a", "question": "Q?", "answers": ["x"], "expected": "answered", '
            '"citations": [{"article_id": "ukraine-gas-prices", "quote": "Nobody wrote this."}]}',
            "citations[0]",
        ),
        (
            '{"id": "a", "question": "Q?", "answers": ["x"], "expected": "answered", '
            '"citations": [{"article_id": "no-such-article", "quote": "Anything."}]}',
            "no-such-article",
        ),
    ],
)
def test_a_bad_gold_file_is_named_by_line_and_nothing_is_asked(
    settings: Settings, tmp_path: Path, line: str, says_what: str
) -> None:
    gold = tmp_path / "bad.jsonl"
    gold.write_text(line + "\n", encoding="utf-8")
    done = dateline(settings, "eval", str(gold), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert says_what in done.stderr and "bad.jsonl" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "answers.jsonl").exists()


def test_thresholds_fail_a_build_and_say_by_how_much(
    settings: Settings, some: Path, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out = first[0]
    toml = tmp_path / "limits.toml"
    toml.write_text('right = 0.01\n"recall@8" = 0.02\nfalse_answer = 1.0\n')
    met = dateline(settings, "eval", str(some), "--out", str(out), "--fail-under", str(toml))
    assert met.returncode == 0, met.stderr
    missed = dateline(
        settings, "eval", str(some), "--out", str(out), "--fail-under", "right=0.999", "--fail-under", "false_answer=0"
    )
    assert missed.returncode == 4
    assert "right:" in missed.stderr and "0.999" in missed.stderr and "false_answer:" in missed.stderr
    for wrong in ("colour=1", "right=much", "right=2", str(tmp_path / "none.toml")):
        done = dateline(settings, "eval", str(some), "--out", str(out), "--fail-under", wrong)
        assert done.returncode == 2, done.stdout


def test_two_runs_are_compared_question_by_question(
    settings: Settings, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    out, found = first
    changed = json.loads(json.dumps(found))
    right = [one for one in changed["questions"] if one["scores"]["right"] == 1.0]
    wrong = [one for one in changed["questions"] if one["scores"]["right"] == 0.0]
    right[0]["scores"]["right"], wrong[0]["scores"]["right"], wrong[1]["scores"]["right"] = 0.0, 1.0, 1.0
    other = tmp_path / "other"
    other.mkdir()
    (other / "results.json").write_text(json.dumps(changed), encoding="utf-8")
    told = json.loads(dateline(settings, "eval", "compare", str(out), str(other), "--json").stdout)
    assert set(told["broken"]) == {right[0]["id"]}
    assert set(told["fixed"]) == {wrong[0]["id"], wrong[1]["id"]}
    by_name = {one["metric"]: one for one in told["changes"]}
    assert by_name["right"]["difference"] == pytest.approx(1 / len(changed["questions"]))
    assert by_name["mrr"]["difference"] == by_name["mrr"]["low"] == by_name["mrr"]["high"] == 0
    same = dateline(settings, "eval", "compare", str(out), str(out))
    assert "fixed: 0" in same.stdout and "broken: 0" in same.stdout
    assert dateline(settings, "eval", "compare", str(out), str(tmp_path / "nowhere")).returncode == 2


def test_a_run_with_a_model_and_a_judge_is_repeated_from_its_recording(
    settings: Settings, some: Path, tmp_path: Path
) -> None:
    def script(request: Request) -> Play:
        if "You judge an answer" in request.system:
            return says('Here it is: {"faithfulness": 1.0, "relevance": 0.5}')
        return SCRIPTS["good"](request)

    record = tmp_path / "calls.jsonl"
    with language_model(script) as model:
        options = json.dumps({"base_url": model.url, "api_key": "none"})
        asking = copied(settings, tmp_path / "a", ANSWERER="openai:stand-in", MODEL_OPTIONS=options)
        judging = ("--judge", "openai:stand-in")
        live = evaluated(asking, some, tmp_path / "live", *judging, "--record", str(record))
        assert len(model.calls) > len(live["questions"]) / 2
    # The model is gone.
    again = evaluated(asking, some, tmp_path / "again", *judging, "--replay", str(record))
    assert scores(again) == scores(live)
    assert live["summary"]["judge_relevance"]["value"] == 0.5
    assert live["summary"]["judge_faithfulness"]["count"] > 0
    assert live["run"]["judge"] == "openai:stand-in"
    assert live["usage"]["input_tokens"] > 0


def test_a_service_that_is_not_there_scores_nothing_as_zero(settings: Settings, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"id": "a", "question": "Who won?", "answers": [], "expected": "abstained", "citations": [], "tags": []}\n'
    )
    for url, says_what in (
        ("http://127.0.0.1:9", "cannot be reached"),
        ("http://127.0.0.1:port", "no URL"),
        ("ftp://127.0.0.1", "http://"),
    ):
        done = dateline(settings, "eval", str(gold), "--url", url, "--out", str(tmp_path / "out"))
        assert done.returncode in (1, 2)
        assert says_what in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "out" / "results.json").exists()


def test_a_question_that_fails_is_counted_as_failed_and_its_error_told(settings: Settings, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    lines = [
        {"id": str(at), "question": "Who won?", "answers": [], "expected": "abstained", "citations": [], "tags": []}
        for at in range(2)
    ]
    lines[1]["as_of"] = "2022-01-25"
    lines[1]["question"] = "x" * 1900 + "?"
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    short = copied(settings, tmp_path / "short", MAX_QUESTION_CHARS="100")
    done = dateline(short, "eval", str(gold), "--out", str(tmp_path / "out"))
    found = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert done.returncode == 1
    assert "1,901 characters" in done.stdout
    assert (found["errors"], found["failed"].get("failed")) == (1, 1)
    assert all(mean["count"] == 1 for mean in found["summary"].values())


def test_gold_of_another_collection_or_a_deleted_article_is_named(
    settings: Settings, some: Path, tmp_path: Path
) -> None:
    mine = copied(settings, tmp_path / "mine")
    assert dateline(mine, "articles", "delete", "ukraine-autumn-build-up").returncode == 0
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        next(line for line in GOLD.read_text(encoding="utf-8").splitlines() if "ukraine-autumn-build-up" in line) + "\n"
    )
    done = dateline(mine, "eval", str(gold), "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "ukraine-autumn-build-up" in done.stderr
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps({"id": "o", "text": "A text.", "collection": "other"}) + "\n")
    assert dateline(mine, "ingest", str(other), "--collection", "other").returncode == 0
    done = dateline(mine, "eval", str(some), "--collection", "other", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "not in the library" in done.stderr


def test_a_library_that_changed_makes_another_run(
    settings: Settings, some: Path, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    mine = copied(settings, tmp_path / "mine")
    new = tmp_path / "new.md"
    new.write_text("A text about a dam.", encoding="utf-8")
    assert dateline(mine, "ingest", str(new)).returncode == 0
    done = dateline(mine, "eval", str(some), "--out", str(first[0]))
    assert done.returncode == 2
    assert "index_seq" in done.stderr


def test_articles_that_come_with_questions_are_taken_in(settings: Settings, tmp_path: Path) -> None:
    squad = {
        "version": "v2.0",
        "data": [
            {
                "title": "Harbour",
                "paragraphs": [
                    {
                        "context": "The harbour of Lunna was dug in 1874. It holds 60 boats.",
                        "qas": [
                            {"id": "q1", "question": "How many boats does the harbour of Lunna hold?", "answers": [{"text": "60 boats", "answer_start": 47}], "is_impossible": False},
                            {"id": "q2", "question": "Who is the mayor of Lunna?", "answers": [], "is_impossible": True},
                        ],
                    }
                ],
            }
        ],
    }  # fmt: skip
    path = tmp_path / "squad.json"
    path.write_text(json.dumps(squad), encoding="utf-8")
    found = evaluated(settings, path, tmp_path / "out", "--ingest", "--collection", "squad")
    assert {one["id"]: one["scores"]["right"] for one in found["questions"]} == {"q1": 1.0, "q2": 1.0}
    plain = dateline(settings, "eval", "import", str(path), "--collection", "squad")
    assert (plain.returncode, plain.stdout) == (0, "took in 1 articles, refused 0\n"), plain.stderr
    taken = dateline(settings, "eval", "import", str(path), "--collection", "squad", "--json")
    assert json.loads(taken.stdout) == {"articles": 1, "refused": 0}


def test_a_run_is_written_as_samples_for_ragas(
    settings: Settings, first: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    path = tmp_path / "samples.jsonl"
    done = dateline(settings, "eval", "ragas", str(first[0]), "--out", str(path))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    wanted = [one for one in first[1]["questions"] if one["given"]["answer"] and one["answers"]]
    assert [line["reference"] for line in lines] == [one["answers"][0] for one in wanted]
    assert all(set(line) == {"user_input", "response", "retrieved_contexts", "reference"} for line in lines)
    assert all(line["retrieved_contexts"] and line["response"] for line in lines)


def test_scores_by_ragas_where_it_is_not_installed_are_a_clear_error(
    settings: Settings, first: tuple[Path, dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where it is installed the program does not find it either.
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['ragas'] = None\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    done = dateline(settings, "eval", "ragas", str(first[0]), "--judge", "openai:stand-in")
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'dateline-qa[ragas]'" in done.stderr and "Traceback" not in done.stderr


def test_feedback_becomes_candidates_that_can_be_read_as_gold(settings: Settings, models: Path, tmp_path: Path) -> None:
    mine = copied(settings, tmp_path / "served")
    with served(mine) as running:
        answer = running.ask("How many troops are near the border?")
        taken = running.http.post("/v1/feedback", json={"answer_id": answer["id"], "verdict": "up"})
        assert taken.status_code == 201, taken.text
    gold = tmp_path / "candidates.jsonl"
    done = dateline(mine, "eval", "from-feedback", "--out", str(gold))
    assert done.returncode == 0, done.stderr
    assert "1 candidates" in done.stderr
    found = evaluated(mine, gold, tmp_path / "out")
    assert found["questions"][0]["scores"]["right"] == 1.0
