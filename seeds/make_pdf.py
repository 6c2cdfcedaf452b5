#!/usr/bin/env python3
"""Make seeds/articles/agriculture-hazelnut-frost.pdf.

How to run, from the repository root (needs the reportlab package):

    python3 -m venv .venv-pdf
    .venv-pdf/bin/pip install reportlab
    .venv-pdf/bin/python seeds/make_pdf.py

The text lives below. It is fiction. Quotation marks are plain ASCII so that
the text read back from the PDF is the same as the text here.
"""

from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc
from reportlab.platypus import Paragraph, SimpleDocTemplate

OUT = Path(__file__).resolve().parent / "articles" / "agriculture-hazelnut-frost.pdf"

TITLE = "Late frost ruins a third of the hazelnut crop on the Black Sea coast"
AUTHOR = "Deniz Arkan"
OUTLET = "The Grower's Bulletin"
CREATED = "D:20250416083000Z"
DATELINE = "16 April 2025"

PARAGRAPHS = [
    "Four nights of frost have destroyed about a third of this year's hazelnut crop "
    "along Turkey's Black Sea coast, growers and traders said on Wednesday, and "
    "chocolate makers are already paying for it.",
    "The cold arrived on April 9, when the trees had been in leaf for two weeks after "
    "an unusually mild March. In the village of Yelkaya, 600 metres above the sea, the "
    "temperature fell to minus 5 degrees Celsius and stayed below freezing for seven "
    "hours.",
    '"The leaves went black like burnt paper," said Meryem Tuncel, who farms three '
    "hectares there with her brother. She expects to pick 400 kilograms in August; last "
    "year the same orchard gave her 2.6 tonnes.",
    "The Coastal Growers' Union now forecasts a national harvest of 520,000 tonnes, down "
    "from 760,000 in 2024. Orchards below 250 metres escaped almost untouched because "
    "warm air from the sea kept the frost away, the union's secretary, Halil Baser, said.",
    "Prices have moved quickly. Shelled nuts were offered at $11.40 a kilogram on Tuesday, "
    "an increase of 45 percent in a week. Turkey grows roughly two-thirds of the world's "
    "hazelnuts, and buyers have few other places to turn.",
    "One of them is Georgia, across the border to the east, where the trees flowered later "
    "and the damage was slight. Exporters in the port of Poti said they had received more "
    "orders in three days than in the whole of February.",
    "Most of the farms that suffered are small, and fewer than one in five carries frost "
    "insurance. Agriculture officials said they would pay 9,000 lira for each damaged "
    "hectare and would delay the repayment of farm loans until November. Mr. Baser called "
    'the sum "a bandage on a broken leg".',
    "Researchers say the danger is growing. Dr. Selin Orhan of the Trabzon Fruit Station "
    "has tracked the first leaves for 22 years and finds that they now open 12 days "
    "earlier than they did in 2003, while the date of the last frost has hardly changed. "
    "She is testing a late-leafing variety, No. 17, that came through last week's cold "
    "with only light scars. It yields less in good years, she said, but good years are "
    "what the coast can no longer count on.",
]


def main():
    body = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=15.5, spaceAfter=8)
    head = ParagraphStyle("head", fontName="Times-Bold", fontSize=18, leading=22, spaceAfter=6)
    byline = ParagraphStyle("byline", fontName="Times-Italic", fontSize=10, leading=13, spaceAfter=14)

    # A fixed creation date: the date of the article, not of the run.
    class FixedDate(pdfdoc.PDFDate):
        def format(self, doc):
            return pdfdoc.PDFString(CREATED).format(doc)

    pdfdoc.PDFDate = FixedDate

    document = SimpleDocTemplate(
        str(OUT),
        pagesize=A4,
        title=TITLE,
        author=AUTHOR,
        subject=OUTLET,
        creator=OUTLET,
        lang="en",
        invariant=1,
        leftMargin=28 * mm,
        rightMargin=28 * mm,
        topMargin=25 * mm,
        bottomMargin=25 * mm,
    )
    story = [Paragraph(TITLE, head), Paragraph(f"By {AUTHOR}, {OUTLET}, {DATELINE}", byline)]
    story += [Paragraph(text, body) for text in PARAGRAPHS]
    document.build(story)


if __name__ == "__main__":
    main()
