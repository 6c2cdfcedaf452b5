"""The articles and questions that we wrote to train on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from service.evaluation.gold import read_gold
from training.reader.questions import WRITTEN, Questions, halves
from training.reader.written import FOLDER, read_written, with_written


def test_every_article_is_its_own_and_has_questions_with_and_without_an_answer() -> None:
    articles = read_written()
    assert articles
    assert len({one.id for one in articles}) == len({one.title for one in articles}) == len(articles)
    for article in articles:
        answered = {bool(one.answers) for one in article.questions}
        assert answered == {True, False}


def test_words_shared_with_the_article_do_not_tell_whether_it_answers() -> None:
    answered, unanswered = [], []
    for article in read_written():
        said = _stems(f"{article.title} {article.text}")
        for one in article.questions:
            asked = _stems(one.question)
            (answered if one.answers else unanswered).append(len(asked & said) / len(asked))
    higher = np.less.outer(unanswered, answered).mean() + np.equal.outer(unanswered, answered).mean() / 2
    # The probability that an answered question shares more than one that is not; a coin's is a half.
    assert 0.35 < higher < 0.65


def _stems(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"\w+", text.casefold())}


def test_what_no_text_says_is_named(tmp_path: Path) -> None:
    row = json.loads(sorted(FOLDER.glob("*.jsonl"))[0].read_text(encoding="utf-8").splitlines()[0])
    row["questions"][0]["answers"] = ["no such words"]
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(ValueError, match=row["id"]):
        read_written(tmp_path)


def test_answers_are_where_their_tokens_stand(models: Path) -> None:
    tokenizer = Tokenizer.from_file(str(next(models.rglob("tokenizer.json"))))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    questions, mined = with_written(Questions([], []), np.zeros((0, 24), dtype=np.int16), tokenizer)
    assert len(questions.asked) == len(mined) == sum(len(one.questions) for one in read_written())
    assert (mined == -1).all()
    for asked in questions.asked:
        text = questions.texts[asked.text]
        said = [text.text[text.offsets[a][0] : text.offsets[b][1]] for a, b in asked.spans]
        assert asked.source == WRITTEN
        assert said == asked.answers


def test_an_answer_is_found_as_a_word_of_its_own(models: Path, tmp_path: Path) -> None:
    row = json.loads(sorted(FOLDER.glob("*.jsonl"))[0].read_text(encoding="utf-8").splitlines()[0])
    sentence = "In March 1943 she was 19, and in 1919 she was born."
    asked = {"question": "How old was she?", "answers": ["19", "March"], "sentence": sentence}
    row |= {"text": f"She climbed the 19th step. {sentence}", "questions": [asked]}
    (tmp_path / "x.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    tokenizer = Tokenizer.from_file(str(next(models.rglob("tokenizer.json"))))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    questions, _ = with_written(Questions([], []), np.zeros((0, 24), dtype=np.int16), tokenizer, tmp_path)
    text = questions.texts[0]
    starts = [text.offsets[first][0] for first, _ in questions.asked[0].spans]
    assert starts == [text.text.index("19,"), text.text.index("March")]


def test_what_is_held_out_asks_of_articles_that_are_not_learnt_from() -> None:
    rows = [
        json.loads(line)
        for name in ("articles", "later_articles")
        for line in (FOLDER / "held_out" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    texts = {row["id"]: row["text"] for row in rows}
    learnt = read_written()
    assert texts.keys().isdisjoint(one.id for one in learnt)
    assert {row["title"] for row in rows}.isdisjoint(one.title for one in learnt)
    names = ("questions", "more", "later")
    gold = [one for name in names for one in read_gold(FOLDER / "held_out" / f"{name}.jsonl").questions]
    ours = [
        one for name in ("seeds", "seeds_more") for one in read_gold(FOLDER / "held_out" / f"{name}.jsonl").questions
    ]
    assert len({one.id for one in (*gold, *ours)}) == len(gold) + len(ours)
    seeds = {one.question for one in read_gold(Path("seeds/questions.jsonl")).questions}
    assert seeds.isdisjoint(one.question for one in ours)
    for question in gold:
        assert all(one.quote in texts[one.article_id] for one in question.citations)
    asked = {one.question for article in learnt for one in article.questions}
    assert asked.isdisjoint(one.question for one in (*gold, *ours))


def test_articles_keep_their_half_when_others_are_added() -> None:
    titles = [one.title for one in read_written()]
    some = halves(titles[::3], WRITTEN)
    assert some.items() <= halves(titles, WRITTEN).items()
    assert set(some.values()) == {0, 1}
