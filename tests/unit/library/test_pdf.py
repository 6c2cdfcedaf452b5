"""A PDF file is its words, set again as paragraphs."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from service.errors import InvalidInput
from service.library.loaders.pdf import load_pdf, to_paragraphs
from service.records import Draft, Refusal

LEADING = 14
STORY = [
    "The council voted on Tuesday to close the library in Ash after a debate of six hours in the hall of the town.",
    "Ms Ito said that the roof would cost two million dollars, and that nobody had found the money so far.",
    "It is a sad day.",
]


def pdf(
    pages: Sequence[Sequence[str]], metadata: Mapping[str, str] | None = None, password: str | None = None
) -> bytes:
    """A PDF file with a line of text at a time; an empty line is a gap of one line."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = "".join(f"({line}) Tj 0 -{LEADING} Td\n" for line in lines)
        stream = f"BT /F1 12 Tf 72 720 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>"
    body = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()
    return body if metadata is None and password is None else rewritten(body, metadata or {}, password)


def rewritten(raw: bytes, metadata: Mapping[str, str], password: str | None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(raw)))
    writer.add_metadata(dict(metadata))
    if password is not None:
        writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def only(drafts: Iterator[Draft | Refusal]) -> Draft:
    (draft,) = drafts
    assert isinstance(draft, Draft)
    return draft


def wrapped(paragraphs: Sequence[str], width: int = 50) -> list[str]:
    return [line for paragraph in paragraphs for line in textwrap.wrap(paragraph, width)]


def test_lines_are_joined_to_the_paragraphs_they_were_wrapped_from() -> None:
    lines = ["Council closes library", *wrapped(STORY)]
    assert only(load_pdf(pdf([lines]), "a.pdf")).text.split("\n\n") == ["Council closes library", *STORY]


WORDS = st.lists(st.sampled_from(["the", "council", "voted", "a", "library"]), min_size=30, max_size=60)


@given(st.lists(WORDS, min_size=1, max_size=5))
def test_blank_lines_between_wrapped_paragraphs_give_back_the_paragraphs(words: list[list[str]]) -> None:
    paragraphs = [" ".join(paragraph) + "." for paragraph in words]
    page = "\n\n".join(textwrap.fill(paragraph, 60) for paragraph in paragraphs)
    assert to_paragraphs([page]).split("\n\n") == paragraphs


def test_a_word_broken_at_a_line_end_is_whole_again() -> None:
    assert to_paragraphs(
        ["The govern-\nment of Austria-\nHungary signed the\nCOVID-\n19 act of 1914-\n18 in a wood\u00ad\nland."]
    ) == ("The government of Austria-Hungary signed the COVID-19 act of 1914-18 in a woodland.")


def test_page_numbers_are_dropped_and_numbers_in_the_text_stay() -> None:
    pages = [
        ["The council met in the hall on Tuesday and voted for", "1"],
        ["the plan of the year", "2022", "- 2 -"],
        ["Page 3 of 4", "and nobody spoke."],
    ]
    text = to_paragraphs(["\n".join(page) for page in pages])
    assert text == "The council met in the hall on Tuesday and voted for the plan of the year 2022 and nobody spoke."


def test_a_sentence_runs_on_over_the_end_of_a_page_and_a_new_one_is_a_new_paragraph() -> None:
    pages = [
        ["The council voted on Tuesday to close the"],
        ["library in the middle of Ash town.", ""],
        ["Nobody was there."],
    ]
    text = only(load_pdf(pdf(pages), "a.pdf")).text
    assert text == "The council voted on Tuesday to close the library in the middle of Ash town.\n\nNobody was there."


def test_the_document_says_what_it_is() -> None:
    stated = {
        "/Title": "Council closes library",
        "/Author": "Ann Lee",
        "/CreationDate": "D:20220124103000+01'00'",
    }
    draft = only(load_pdf(pdf([wrapped(STORY)], stated), "a.pdf"))
    assert (draft.title, draft.author) == ("Council closes library", "Ann Lee")
    assert draft.published_at == "2022-01-24T09:30:00Z"


@pytest.mark.parametrize("title", ["", "untitled", "Microsoft Word - library.docx", "library.indd"])
def test_a_title_that_a_program_made_gives_way_to_the_text(title: str) -> None:
    draft = only(load_pdf(pdf([["Council closes library", *wrapped(STORY)]], {"/Title": title}), "a.pdf"))
    assert draft.title == "Council closes library"


@pytest.mark.parametrize("date", ["D:20220231000000Z", "D:29990101000000Z", "yesterday"])
def test_a_date_that_cannot_be_is_dropped_and_told(date: str) -> None:
    draft = only(load_pdf(pdf([wrapped(STORY)], {"/CreationDate": date}), "a.pdf"))
    assert draft.published_at is None
    assert draft.metadata["warnings"]


def test_a_file_locked_by_a_password_is_refused_and_one_with_an_empty_password_is_read() -> None:
    with pytest.raises(InvalidInput, match="is encrypted: save it without a password"):
        only(load_pdf(pdf([STORY], password="secret"), "a.pdf"))
    assert only(load_pdf(pdf([wrapped(STORY)], password=""), "a.pdf")).text.startswith(STORY[0])


def test_a_file_without_text_is_taken_for_a_scan() -> None:
    with pytest.raises(InvalidInput, match=r"holds no text \(a scan\?\): run OCR first"):
        only(load_pdf(pdf([[]]), "a.pdf"))


@given(st.integers(0, 10_000))
def test_a_file_cut_off_is_read_or_refused(length: int) -> None:
    whole = pdf([wrapped(STORY)])
    read_or_refuse(whole[: length % len(whole)])


@given(st.binary(min_size=1, max_size=40), st.integers(0, 10_000))
def test_a_damaged_file_is_read_or_refused(damage: bytes, place: int) -> None:
    whole = pdf([wrapped(STORY)])
    start = place % len(whole)
    read_or_refuse(whole[:start] + damage + whole[start + len(damage) :])


@given(st.binary())
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    read_or_refuse(b"%PDF-1.4\n" + raw)


def read_or_refuse(raw: bytes) -> None:
    try:
        only(load_pdf(raw, "a.pdf"))
    except InvalidInput as error:
        assert "PDF" in str(error) or "encrypted" in str(error) or "no text" in str(error)


def test_nothing_is_said_beside_the_refusal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(InvalidInput, match="is a broken PDF"):
        only(load_pdf(b"%PDF-1.4\nnothing of the kind", "a.pdf"))
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
