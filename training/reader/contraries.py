"""Words and their contraries, by which a question that a text answers becomes one that it does not."""

from __future__ import annotations

import random
import re

_PAIRS = """
most least|more less|before after|increase decrease|increased decreased|rise fall|rose fell|north south|east west
northern southern|eastern western|win lose|won lost|wins loses|winner loser|begin end|began ended|start finish
started finished|open close|opened closed|largest smallest|larger smaller|highest lowest|higher lower|high low
large small|early late|earliest latest|earlier later|oldest youngest|older younger|old new|born buried|birth death
men women|man woman|male female|father mother|son daughter|brother sister|husband wife|support oppose
supported opposed|supports opposes|buy sell|bought sold|above below|best worst|better worse|accept reject
accepted rejected|import export|inside outside|major minor|public private|legal illegal|success failure|war peace
attack defend|attacked defended|positive negative|allow forbid|allowed forbidden
allows forbids|create destroy|created destroyed|strong weak|stronger weaker|strongest weakest|longest shortest
longer shorter|long short|fast slow|fastest slowest|gain loss|gained lost|cause prevent|caused prevented
causes prevents|solved unsolved|known unknown|popular unpopular|common rare|always never|often rarely|day night
rich poor|left right|front back|internal external|domestic foreign|urban rural|friend enemy
allies enemies|hired fired|built demolished|founded dissolved|married divorced|gave took|give take|sent received
send receive|won missed|love hate|loved hated|praised criticised|agreed refused|agree refuse|released arrested
guilty innocent|easiest hardest|easy difficult|simple complex|heaviest lightest|richest poorest|closest farthest
near far|minimum maximum|all none
"""
_CONTRARIES = {
    one: other
    for first, second in (pair.split() for pair in _PAIRS.strip().replace("\n", "|").split("|"))
    for one, other in ((second, first), (first, second))
} | {"first": "last"}
_TURNED = re.compile(r"(?<!How )\b(?:" + "|".join(_CONTRARIES) + r")\b")
_DENIED = re.compile(
    r"\b(?:is|are|was|were|did|does|do|could|would|has|have|had|should)\b(?P<plain> [a-z]+(?:ed|ing)\b)?"
)
_DENIAL = re.compile(r"\b(?:not|never)\b|n['’]t\b")


def contrary(question: str, chance: random.Random) -> str | None:
    """The question with the contrary of one of its words, None where none of them has one here."""
    found = list(_TURNED.finditer(question))
    if not found:
        return None
    one = chance.choice(found)
    return question[: one.start()] + _CONTRARIES[one.group()] + question[one.end() :]


def denied(question: str) -> str | None:
    """The question of what is not so, None where it asks that already or has no verb to deny."""
    found = _DENIED.search(question)
    if not found or _DENIAL.search(question):
        return None
    at = found.start("plain") if found["plain"] else found.end()
    return question[:at] + (" not" if found["plain"] else "n't") + question[at:]
