"""What can be asked for: the words that ask for a quantity, a person or a place, and the kinds that answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from service.language.offices import OFFICES
from service.language.readings import QuantityKind
from service.language.word_lists import word_set

Kind = Literal[
    "how_many", "how_much", "how_long", "how_old", "how_far", "how_often", "when", "who", "where", "why", "how",
    "what", "which", "yes_no", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ask:
    """A kind of question, the noun or measure sought (as written, lower case), and the quantity kinds that fit."""

    kind: Kind
    focus: str | None = None
    expects: frozenset[QuantityKind] = frozenset()


def _kinds(*kinds: QuantityKind) -> frozenset[QuantityKind]:
    return frozenset(kinds)


COUNTED = _kinds("count", "ratio", "percent")
MOMENT = _kinds("date", "year", "time", "duration")
AMOUNT = _kinds("money", "percent", "ratio", "count", "mass", "distance", "area", "temperature", "duration")
LENGTH = _kinds("duration", "distance", "date", "year")
HOW: dict[str, tuple[Kind, frozenset[QuantityKind]]] = {
    "many": ("how_many", COUNTED),
    "much": ("how_much", AMOUNT),
    "long": ("how_long", LENGTH),
    "old": ("how_old", _kinds("age", "duration")),
    "young": ("how_old", _kinds("age", "duration")),
    "far": ("how_far", _kinds("distance", "duration")),
    "near": ("how_far", _kinds("distance", "duration")),
    "close": ("how_far", _kinds("distance", "duration")),
    "often": ("how_often", _kinds("count", "duration", "percent", "ratio")),
    "frequently": ("how_often", _kinds("count", "duration", "percent", "ratio")),
    "regularly": ("how_often", _kinds("count", "duration", "percent", "ratio")),
    "few": ("how_many", COUNTED),
    "soon": ("when", MOMENT),
    "late": ("when", MOMENT),
    "early": ("when", MOMENT),
    "recently": ("when", MOMENT),
    "tall": ("how_much", _kinds("distance")),
    "high": ("how_much", _kinds("distance", "percent", "money", "temperature", "count")),
    "low": ("how_much", _kinds("distance", "percent", "money", "temperature", "count")),
    "deep": ("how_much", _kinds("distance")),
    "wide": ("how_much", _kinds("distance")),
    "thick": ("how_much", _kinds("distance")),
    "big": ("how_much", _kinds("area", "distance", "count", "mass", "money", "percent")),
    "large": ("how_much", _kinds("area", "distance", "count", "mass", "money", "percent")),
    "small": ("how_much", _kinds("area", "distance", "count", "mass", "money", "percent")),
    "heavy": ("how_much", _kinds("mass")),
    "fast": ("how_much", _kinds("speed", "duration")),
    "quickly": ("how_much", _kinds("speed", "duration")),
    "quick": ("how_much", _kinds("speed", "duration")),
    "slow": ("how_much", _kinds("speed", "duration")),
    "hot": ("how_much", _kinds("temperature")),
    "cold": ("how_much", _kinds("temperature")),
    "warm": ("how_much", _kinds("temperature")),
    "strong": ("how_much", _kinds("count", "speed", "mass", "percent")),
    "expensive": ("how_much", _kinds("money")),
    "rich": ("how_much", _kinds("money")),
    "valuable": ("how_much", _kinds("money")),
}
MISSPELT = {"man": "many", "mny": "many", "meny": "many", "manny": "many", "mush": "much", "muc": "much"}
HOW_MEASURES = frozenset(HOW)
# Nouns that a question asks a quantity of: "what was the price of", "what percentage", "what year".
_SOUGHT_NOUNS: tuple[tuple[str, Kind, frozenset[QuantityKind]], ...] = (
    ("year date day month decade century season week weekday anniversary birthday deadline", "when", MOMENT),
    ("time", "when", MOMENT),
    ("percentage percent proportion share fraction ratio odds", "how_much", _kinds("percent", "ratio")),
    ("rate", "how_much", _kinds("percent", "ratio", "money", "count", "speed")),
    ("number toll quantity count", "how_many", COUNTED),
    ("total", "how_many", COUNTED | {"money"}),
    ("population enrollment enrolment attendance turnout membership headcount", "how_many", COUNTED),
    ("cost price value worth budget salary fee fine bill wage pay revenue profit turnover debt deficit income "
     "tuition gdp prize reward bounty ransom bail fare rent jackpot sum valuation compensation earnings cash "
     "money", "how_much", _kinds("money")),
    ("loss increase decrease rise fall amount size drop cut change difference growth raise", "how_much", AMOUNT),
    ("figure estimate tally", "how_much", AMOUNT),
    ("age", "how_old", _kinds("age", "duration")),
    ("distance", "how_far", _kinds("distance", "duration")),
    ("height length width depth altitude elevation radius diameter wingspan range", "how_much",
     _kinds("distance", "duration")),
    ("duration timeframe", "how_long", _kinds("duration")),
    ("weight mass", "how_much", _kinds("mass")),
    ("area", "how_much", _kinds("area", "distance")),
    ("temperature", "how_much", _kinds("temperature")),
    ("speed velocity", "how_much", _kinds("speed")),
    ("angle degree", "how_much", _kinds("temperature", "count")),
    ("magnitude", "how_much", _kinds("count")),
    ("score scoreline result", "what", _kinds("score")),
    ("frequency", "how_often", _kinds("count", "duration", "percent", "ratio")),
)  # fmt: skip
SOUGHT = {name: (kind, expects) for names, kind, expects in _SOUGHT_NOUNS for name in names.split()}
PLACE_NOUNS = word_set(
    "city country town village state place location region province county continent island area street "
    "building venue stadium airport nation territory district neighbourhood neighborhood capital river "
    "ocean sea planet"
)
PERSON_NOUNS = OFFICES | word_set(
    "council committee court parliament government ministry charity church school person man woman actor "
    "actress singer player politician author writer artist musician scientist candidate celebrity official "
    "individual lawyer doctor general businessman businesswoman billionaire athlete driver boxer footballer "
    "philosopher explorer inventor company organisation organization team party agency group firm club band "
    "network retailer airline supermarket newspaper publisher union body institution bank university family "
    "people men women composer novelist poet astronaut star figure rapper comedian host presenter founder "
    "pilot engineer architect teacher instructor professor curator referee umpire conductor witness killer "
    "murderer heir successor predecessor diplomat lawmaker congressman congresswoman detective inspector "
    "surgeon nurse farmer fisherman sculptor"
)
NUMBERED = word_set("article section chapter amendment rank ranking page clause")
# "What area" and "which bill" ask for a name; "what is the area" asks for its size.
NAMED_RATHER = word_set(
    "area range count bill total result fine change difference loss cut increase decrease rise fall drop "
    "raise work prize cash worth size figure estimate"
)
MONEY_VERBS = word_set(
    "cost costs costing pay paid pays paying spend spent spending worth price priced raise raised earn "
    "earned earns fine fined sell sold buy bought charge charged owe owed donate donated donating invest "
    "invested investing salary ticket tickets budget compensation revenue profit sales debt funding fund "
    "loan loans damages bail bid bids fetch fetched afford tax taxes dollars pounds euros funds "
    "settlement settle fee fees wage wages rent cash money lend borrow borrowed wealth fortune aid pledge "
    "pledged pledging"
)
# "What did it cost?" asks for a sum, and for nothing else.
PRICING = word_set("cost fined fetch owe")
SHARE_VERBS = word_set(
    "increase increased rise rose risen fall fell fallen drop dropped decline declined grow grew grown "
    "change changed reduce reduced cut jump jumped surge surged shrink shrank inflation expand expanded "
    "climb climbed slow slowed"
)
AUXILIARIES = word_set(
    "is are was were be am do does did has have had can could will would shall should may might must "
    "isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't "
    "shouldn't"
)
PREPOSITIONS = word_set("in on at by from to since until till for of with about under during into within after before")
DETERMINERS = word_set(
    "the a an his her its their this that total overall exact current latest average estimated final"
)
# With these "how long" asks for a time, whatever else it names.
LASTING = word_set(
    "take takes took taken taking last lasts lasted wait waits waited be been stay stayed remain remained"
)
LONG_THINGS = word_set(
    "bridge tunnel river road wall border coastline pipeline rope snake wingspan runway track hair beard "
    "queue railway street canal fence trench reef beach ship train boat whale crocodile python fish "
    "convoy cable pipe pier jetty"
)
