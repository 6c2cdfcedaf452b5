"""What a text negates, and pairs of words that say the opposite of each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from service.language.clauses import Word
from service.language.word_lists import word_set
from service.language.words import stem

# These negate what follows them in their clause.
_PLAIN = word_set("not no never none nobody nothing neither nor without cannot")
# These deny what follows them, and are themselves words that a paraphrase may share.
_DENYING = frozenset(
    map(
        stem,
        word_set(
            "deny refuse fail decline unable unlikely avoid prevent refute dispute dismiss reject impossible false "
            "untrue"
        ),
    )
)
# These make a clause negative enough for a paraphrase to say "not", and say nothing by themselves.
_SOFT = frozenset(
    map(
        stem,
        word_set(
            "hardly scarcely barely rarely seldom few little lack absence close shut stop halt cancel suspend ban "
            "block oppose opposed instead rather except unless missing abandon scrap untouched unchanged disown cease "
            "yet"
        ),
    )
)
_NOT_NEGATING_AFTER = word_set("only just merely simply doubt least surprisingly")
# "No more than five", "not later than May".
_NOT_NEGATING_BEFORE_THAN = word_set("more fewer less later")
_NEGATIVE_PREFIXES = ("un", "non")
_NO_PREFIXES = ("under", "uni", "until", "unless", "uncle")
_REACH, _NARROW, _WIDE, _LONG = 5, 2, 8, 4


def cues(words: Sequence[Word]) -> list[int]:
    """Positions of the words that negate or deny what follows them ("No. 7" and "not only" do not)."""
    return [at for at in range(len(words)) if is_plain(words, at) or _denies(words, at)]


def is_plain(words: Sequence[Word], at: int) -> bool:
    """Whether the word is a "not", "no", "n't" or the like that negates."""
    lower = words[at].lower
    following = words[at + 1].lower if at + 1 < len(words) else ""
    if lower == "yet":
        return following == "to"
    if lower in _PLAIN:
        if lower == "no" and following[:1].isdigit():
            return False
        if lower in ("not", "no") and following in _NOT_NEGATING_AFTER:
            return False
        if lower in ("not", "no") and following in _NOT_NEGATING_BEFORE_THAN:
            return not any(word.lower == "than" for word in words[at + 2 : at + 4])
        return not (lower == "not" and at and words[at - 1].lower == "or")
    return lower.endswith("n't")


def _denies(words: Sequence[Word], at: int) -> bool:
    word = words[at]
    if word.normal in _DENYING:
        return True
    return word.normal == "rule" and at + 1 < len(words) and words[at + 1].lower == "out"


def negated(words: Sequence[Word], at: int) -> tuple[int, ...]:
    """Positions of the content words nearest after a negating word, in its clause: what it negates."""
    found: list[int] = []
    if words[at].lower == "without" and not any(word.lower.endswith("ing") for word in words[at + 1 : at + 2]):
        return ()
    for place in range(at + 1, min(len(words), at + 1 + _REACH + len(found))):
        if words[place].clause != words[at].clause or len(found) == _NARROW:
            break
        if words[place].content:
            found.append(place)
    return tuple(found)


def near_negation(words: Sequence[Word], at: int) -> bool:
    """Whether a word that negates or denies stands within eight words before a position, or after it in its clause."""
    around = range(max(0, at - _WIDE), min(len(words), at + _WIDE + 1))
    return any(
        place != at
        and (words[place].clause == words[at].clause or (place < at and words[place].lower != "without"))
        and (is_plain(words, place) or _denies(words, place))
        for place in around
    )


def is_softened(words: Sequence[Word], at: int) -> bool:
    """Whether a word such as "unknown" stands within eight words of a position."""
    return any(map(_has_negative_prefix, words[max(0, at - _WIDE) : at + _WIDE + 1]))


def negative_clauses(words: Sequence[Word]) -> list[frozenset[str]]:
    """The normal forms of the content words of each clause that negates, denies or takes away."""
    clauses: dict[int, set[str]] = {}
    negative: set[int] = set()
    for at, word in enumerate(words):
        if word.content:
            clauses.setdefault(word.clause, set()).add(word.normal)
        if is_plain(words, at) or _denies(words, at) or word.normal in _SOFT or _has_negative_prefix(word):
            negative.add(word.clause)
    return [frozenset(clauses.get(clause, ())) for clause in sorted(negative)]


def doubles(words: Sequence[Word]) -> int:
    """How many words such as "not" follow soon upon another that negates or denies: "not … no", "denies … not"."""
    positions = cues(words)
    return sum(
        words[before].clause == words[after].clause and after - before <= _REACH + 1 and is_plain(words, after)
        for before, after in pairwise(positions)
    )


def _has_negative_prefix(word: Word) -> bool:
    return (
        len(word.lower) > _LONG
        and word.content
        and word.lower.startswith(_NEGATIVE_PREFIXES)
        and not (word.surface[0].isupper() or word.lower.startswith(_NO_PREFIXES))
    )


_ANTONYMS = """
rise climb increase grow jump surge soar gain higher up : fall drop decrease decline slide slump plunge
rise increase grow gain : shrink lower down dip cut lose
win victory beat : lose defeat loss
accept approve agree pass adopt back support endorse welcome : reject veto oppose refuse turn condemn
open reopen : close shut closed|more : less fewer|arrive enter join : leave depart quit
best : worst|first : last|buy purchase acquire : sell|hire recruit employ : fire dismiss sack
above over : below under beneath|north northern : south southern|east eastern : west western
begin start launch open : end finish stop close halt cease|raise : lower cut reduce
allow permit let : ban forbid prohibit bar prevent
strengthen stronger strong : weaken weaker weak|high higher highest : low lower lowest
large larger largest big bigger biggest : small smaller smallest little
long longer longest : short shorter shortest|fast faster fastest quick : slow slower slowest
early earlier earliest : late later latest
success succeed successful : failure fail unsuccessful|guilty : innocent|alive survive : dead die kill
advance : retreat withdraw
confirm admit acknowledge : deny refute dispute|include : exclude|import : export|majority most : minority few
warm warmer hot : cold colder cool|public : private|man men male boy : woman women female girl|husband : wife
son : daughter|brother : sister
expand : shrink contract|improve better : worsen worse deteriorate|add : remove|present : absent|ally : enemy
friend : enemy
praise : criticise criticize condemn|hope : fear|possible : impossible|likely : unlikely|safe : dangerous unsafe
legal : illegal
morning : evening night afternoon|cheap cheaper : expensive dear|profit : loss|borrow : lend
deploy send mass gather : withdraw withdrew withdrawn recall|continue : halt stop suspend end cancel
mild : severe|heavy : light|rare : common|maximum : minimum|old older oldest : young younger youngest new newest
always : never|keep retain : drop abandon scrap|inside : outside|left : right|push : pull|attack : defend
hit strike damage : spare|narrow : wide|thick : thin|wet : dry|empty : full|rich : poor|strict : lenient
temporary temporarily : permanent permanently
resume : suspend pause halt|connect : disconnect|install : remove|lock : unlock|release : detain arrest
land : launch take|uphold upheld : overturn quash|kill dead die : injure hurt wound
"""


@lru_cache(maxsize=1)
def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in _ANTONYMS.strip().replace("\n", "|").split("|"):
        one, _, other = pair.partition(" : ")
        ones, others = {stem(word) for word in one.split()}, {stem(word) for word in other.split()}
        for word in ones:
            table.setdefault(word, set()).update(others - ones)
        for word in others:
            table.setdefault(word, set()).update(ones - others)
    return {word: frozenset(opposite) for word, opposite in table.items()}


def is_turned_in_time(word: str, other: str) -> bool:
    """Whether one of two words is "before" and the other "after"."""
    return {word, other} == {"before", "after"}


def opposites(normal: str) -> frozenset[str]:
    """The normal forms that say the opposite of a normal form."""
    return _opposites().get(normal, frozenset())
