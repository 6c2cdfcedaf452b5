"""Any extractive question-answering model of Hugging Face in place of our own: tiny ones, made here."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import (
    AutoModelForQuestionAnswering,
    BertConfig,
    BertForQuestionAnswering,
    DistilBertConfig,
    DistilBertForQuestionAnswering,
    PreTrainedTokenizerFast,
)

from service.errors import ModelUnavailable
from service.reading.prepared import prepared_reader
from service.reading.reader import OnnxReader, Readable

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "who", "came", "?", "nobody", "the", "mayor", "on", "friday", ".")
PASSAGE = Readable("", "the mayor came on friday.")


def tokenizer_for(types: bool) -> PreTrainedTokenizerFast:
    plain = Tokenizer(models.WordLevel({word: at for at, word in enumerate(WORDS)}, unk_token="[UNK]"))
    plain.pre_tokenizer = pre_tokenizers.Whitespace()
    plain.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    inputs = ["input_ids", *(["token_type_ids"] if types else []), "attention_mask"]
    return PreTrainedTokenizerFast(
        tokenizer_object=plain,
        model_input_names=inputs,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
    )


@pytest.fixture(params=["bert", "distilbert"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    torch.manual_seed(3)
    folder = tmp_path / str(request.param)
    if request.param == "bert":
        config = BertConfig(
            vocab_size=len(WORDS), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
        )
        BertForQuestionAnswering(config).save_pretrained(folder)
    else:
        config = DistilBertConfig(vocab_size=len(WORDS), dim=32, n_layers=2, n_heads=2, hidden_dim=64)
        DistilBertForQuestionAnswering(config).save_pretrained(folder)
    tokenizer_for(request.param == "bert").save_pretrained(folder)
    return folder


def test_it_is_exported_once_and_says_what_the_original_says(source: Path, tmp_path: Path) -> None:
    folder = prepared_reader(str(source), tmp_path / "models")
    made = (folder / "model.onnx").stat().st_mtime_ns
    assert prepared_reader(str(source), tmp_path / "models") == folder
    assert (folder / "model.onnx").stat().st_mtime_ns == made
    reader = OnnxReader(folder, 1)
    reading = reader.read("who came?", [PASSAGE])[0]
    reader.close()
    model = AutoModelForQuestionAnswering.from_pretrained(source, local_files_only=True).eval()
    given = tokenizer_for(source.name == "bert")("who came?", PASSAGE.text, return_tensors="pt")
    with torch.no_grad():
        wanted = model(**given)
    start, end = wanted.start_logits[0].numpy(), wanted.end_logits[0].numpy()
    text = slice(5, -1)
    # Int8 weights: close to the original, not the same.
    assert np.allclose(reading.starts, start[text], atol=0.05)
    assert np.allclose(reading.ends, end[text], atol=0.05)
    assert reading.none == pytest.approx(float(start[0] + end[0]), abs=0.1)
    assert [PASSAGE.text[first:last] for first, last in reading.offsets] == "the mayor came on friday .".split()


def test_what_is_not_on_this_machine_or_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no-such-model cannot be loaded"):
        prepared_reader("no-such-model", tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable, match="empty cannot be loaded"):
        prepared_reader(str(tmp_path / "empty"), tmp_path)
    assert not list(tmp_path.glob("*-reader-*"))
