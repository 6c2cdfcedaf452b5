"""Units of measure and currencies: how they are written, their normal names, and their sizes."""

from __future__ import annotations

from dataclasses import dataclass

from service.language.lexemes import Lexemes
from service.language.readings import QuantityKind
from service.language.word_lists import word_set


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit read from lexemes that end before `last`; `factor` multiplies the number ("50 cents")."""

    kind: QuantityKind
    name: str
    last: int
    factor: float = 1.0


# kind, normal name, size in the kind's base unit (second, metre, gram, metre per second, square metre,
# percent), spellings. A size of 0 says that the unit converts to no other.
_MEASURES: tuple[tuple[QuantityKind, str, float, str], ...] = (
    ("duration", "second", 1, "second seconds sec secs"),
    ("duration", "millisecond", 1e-3, "millisecond milliseconds ms"),
    ("duration", "minute", 60, "minute minutes min mins"),
    ("duration", "hour", 3600, "hour hours hr hrs"),
    ("duration", "day", 86_400, "day days"),
    ("duration", "night", 86_400, "night nights"),
    ("duration", "week", 604_800, "week weeks wk wks"),
    ("duration", "fortnight", 1_209_600, "fortnight fortnights"),
    ("duration", "month", 2_629_800, "month months mth mths"),
    ("duration", "quarter", 7_889_400, "quarters"),
    ("duration", "year", 31_557_600, "year years yr yrs"),
    ("duration", "decade", 315_576_000, "decade decades"),
    ("duration", "century", 3_155_760_000, "century centuries"),
    ("duration", "millennium", 31_557_600_000, "millennium millennia"),
    ("distance", "mm", 1e-3, "mm millimetre millimetres millimeter millimeters"),
    ("distance", "cm", 1e-2, "cm cms centimetre centimetres centimeter centimeters"),
    ("distance", "m", 1, "m metre metres meter meters"),
    ("distance", "km", 1e3, "km kms kilometre kilometres kilometer kilometers"),
    ("distance", "inch", 0.0254, "inch inches"),
    ("distance", "foot", 0.3048, "foot feet ft"),
    ("distance", "yard", 0.9144, "yard yards yd yds"),
    ("distance", "mile", 1609.344, "mile miles"),
    ("distance", "nautical mile", 1852, "nautical_mile nautical_miles"),
    ("distance", "light-year", 9.4607e15, "light_year light_years"),
    ("mass", "mg", 1e-3, "mg milligram milligrams"),
    ("mass", "g", 1, "g gram grams gramme grammes"),
    ("mass", "kg", 1e3, "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes"),
    ("mass", "tonne", 1e6, "tonne tonnes metric_ton metric_tons"),
    ("mass", "ton", 1e6, "ton tons"),
    ("mass", "pound", 453.592, "pound pounds lb lbs"),
    ("mass", "ounce", 28.3495, "ounce ounces oz"),
    ("mass", "stone", 6350.29, "stone"),
    ("temperature", "celsius", 0, "°_c degree_c degrees_c degree_celsius degrees_celsius degrees_centigrade celsius ℃"),
    ("temperature", "fahrenheit", 0, "°_f degrees_f degree_fahrenheit degrees_fahrenheit fahrenheit ℉"),
    ("temperature", "kelvin", 0, "kelvin kelvins"),
    ("temperature", "degree", 0, "degree degrees °"),
    ("speed", "km/h", 1 / 3.6, "km_/_h kmh kph kmph km_/_hr kilometres_per_hour kilometers_per_hour "
     "kilometres_an_hour kilometers_an_hour km_per_hour km_an_hour"),
    ("speed", "mph", 0.44704, "mph miles_per_hour miles_an_hour"),
    ("speed", "m/s", 1, "m_/_s metres_per_second meters_per_second metres_a_second meters_a_second"),
    ("speed", "knot", 0.514444, "knot knots kt kts"),
    ("area", "km2", 1e6, "km² km2 sq_km square_km square_kilometre square_kilometres square_kilometer "
     "square_kilometers sq_kilometres"),
    ("area", "m2", 1, "m² m2 sq_m square_metre square_metres square_meter square_meters sq_metres sqm"),
    ("area", "mile2", 2_589_988, "square_mile square_miles sq_mile sq_miles sq_mi"),
    ("area", "foot2", 0.092903, "square_foot square_feet sq_ft sq_feet"),
    ("area", "hectare", 1e4, "hectare hectares ha"),
    ("area", "acre", 4046.86, "acre acres"),
    ("percent", "percent", 1, "% percent per_cent pct pc"),
    ("percent", "percentage point", 0, "percentage_point percentage_points"),
    ("percent", "basis point", 0, "basis_point basis_points"),
    ("count", "cubic metre", 0, "m³ m3 cubic_metre cubic_metres cubic_meter cubic_meters"),
    ("count", "cubic foot", 0, "cubic_foot cubic_feet"),
    ("count", "horsepower", 0, "hp bhp horsepower"),
    ("count", "hertz", 0, "hz hertz"),
    ("count", "litre", 0, "litre litres liter liters"),
    ("count", "gallon", 0, "gallon gallons"),
    ("count", "barrel", 0, "barrel barrels"),
    ("count", "watt", 0, "watt watts"),
    ("count", "kilowatt", 0, "kw kilowatt kilowatts"),
    ("count", "megawatt", 0, "mw megawatt megawatts"),
    ("count", "gigawatt", 0, "gw gigawatt gigawatts"),
    ("count", "kilowatt-hour", 0, "kwh kilowatt_hour kilowatt_hours"),
    ("count", "megabyte", 0, "mb megabyte megabytes"),
    ("count", "gigabyte", 0, "gb gigabyte gigabytes"),
    ("count", "terabyte", 0, "tb terabyte terabytes"),
    ("count", "calorie", 0, "calorie calories kcal"),
    ("count", "volt", 0, "volt volts"),
)  # fmt: skip
_SPELLINGS: dict[tuple[str, ...], tuple[QuantityKind, str]] = {
    tuple(spelling.split("_")): (kind, name) for kind, name, _, spellings in _MEASURES for spelling in spellings.split()
}
_LONGEST_SPELLING = max(map(len, _SPELLINGS))
_OPENINGS = frozenset(spelling[0] for spelling in _SPELLINGS)
SIZES = {name: size for _, name, size, _ in _MEASURES if size}
# What is measured and has no kind of its own: litres, barrels, watts.
OTHER_MEASURES = frozenset(name for kind, name, _, _ in _MEASURES if kind == "count")
DURATIONS = frozenset(
    spelling[0] for spelling, (kind, _) in _SPELLINGS.items() if kind == "duration" and len(spelling) == 1
)
# Letters that are a unit only when written against the digits: apart from them they are words.
_JOINED_ONLY: dict[str, tuple[QuantityKind, str]] = {
    "c": ("temperature", "celsius"), "f": ("temperature", "fahrenheit"), "s": ("duration", "second"),
    "h": ("duration", "hour"), "in": ("distance", "inch"), "t": ("mass", "tonne"),
}  # fmt: skip
_SHORT = 2
_SPACED_NEEDS_CARE = frozenset(
    {"m", "g", "stone", "pc", "ha", "min", "sec", "ms", "kt", "mb", "mw", "foot", "quarters"}
)

SIGNS = {
    "$": "usd", "us$": "usd", "a$": "aud", "au$": "aud", "c$": "cad", "ca$": "cad", "nz$": "nzd", "hk$": "hkd",
    "s$": "sgd", "r$": "brl", "nt$": "twd", "£": "gbp", "€": "eur", "¥": "jpy", "₹": "inr", "₽": "rub",
    "₴": "uah", "₩": "krw", "₺": "try", "₪": "ils", "₦": "ngn", "rs": "inr", "rmb": "cny",
}  # fmt: skip
CODES = word_set(
    "usd eur gbp jpy cny inr rub uah chf cad aud nzd hkd sgd krw try ils ngn zar brl mxn sek nok dkk pln rmb rs"
)
_CURRENCIES = {
    "dollar": "usd", "buck": "usd", "euro": "eur", "yen": "jpy", "yuan": "cny", "renminbi": "cny", "rupee": "inr",
    "rouble": "rub", "ruble": "rub", "hryvnia": "uah", "lira": "try", "shekel": "ils", "naira": "ngn",
    "rand": "zar", "peso": "mxn", "krona": "sek", "kronor": "sek", "krone": "nok", "kroner": "nok", "zloty": "pln",
    "franc": "chf", "dirham": "aed", "riyal": "sar", "forint": "huf", "baht": "thb", "rupiah": "idr",
    "ringgit": "myr", "taka": "bdt", "quid": "gbp", "sterling": "gbp", "bitcoin": "btc", "won": "krw",
    "pound": "gbp", "reais": "brl",
}  # fmt: skip
_PARTS = {"cent": "usd", "pence": "gbp", "penny": "gbp", "p": "gbp"}
_NATIONAL = {
    "us": "usd", "u.s.": "usd", "american": "usd", "canadian": "cad", "australian": "aud", "zealand": "nzd",
    "kong": "hkd", "singapore": "sgd", "taiwan": "twd", "british": "gbp", "egyptian": "egp", "pakistani": "pkr",
    "indian": "inr", "swiss": "chf", "danish": "dkk", "norwegian": "nok", "swedish": "sek", "turkish": "try",
    "argentine": "ars", "colombian": "cop", "chilean": "clp", "philippine": "php", "mexican": "mxn",
    "russian": "rub", "korean": "krw", "japanese": "jpy", "chinese": "cny", "brazilian": "brl", "sri": "lkr",
    "kenyan": "kes", "south": "", "new": "", "hong": "", "north": "", "israeli": "ils", "iranian": "irr",
}  # fmt: skip
_SCREEN_LINES = word_set("240 360 480 720 1080 1440 2160")
_OF_MONEY = word_set(
    "cost costs costing worth paid pay pays paying price prices priced fine fined earn earned earns spend "
    "spent raise raised for at sold bought owed"
)


def read_unit(lexemes: Lexemes, at: int) -> Unit | None:
    """The unit of measure written at a position, after a space, a hyphen or nothing; None where none is."""
    word = lexemes.word(at)
    if lexemes.joined(at) and word in _JOINED_ONLY and lexemes.word(at + 1) != "/":
        if lexemes.surface(at).isupper() != (word in "cf") or (word == "s" and len(lexemes.word(at - 1)) > _SHORT):
            return None
        kind, name = _JOINED_ONLY[word]
        return Unit(kind, name, at + 1)
    if word not in _OPENINGS or (word == "g" and lexemes.surface(at) == "G"):
        return None
    for length in range(min(_LONGEST_SPELLING, len(lexemes) - at), 0, -1):
        found = _SPELLINGS.get(tuple(lexemes.folded[at : at + length]))
        if found is None:
            continue
        if length == 1 and word in _SPACED_NEEDS_CARE and not _stands_as_unit(lexemes, at):
            return None
        return Unit(*found, at + length)
    return None


def _stands_as_unit(lexemes: Lexemes, at: int) -> bool:
    """Whether a word that is also something else ("m", "stone", "foot") is a unit here."""
    if lexemes.joined(at):
        return True
    word, following = lexemes.word(at), lexemes.word(at + 1)
    if word == "stone":
        return following not in ("age", "wall", "walls", "building", "buildings", "steps")
    if word == "foot":
        return following not in ("soldiers", "patrols")
    return word not in ("pc", "ms", "kt")


def read_currency(lexemes: Lexemes, at: int, *, scaled: bool, before: str = "") -> Unit | None:
    """The currency named after a number ("euros", "Canadian dollars", "USD", "p"); None where none is.

    `scaled` says that the number has a multiplier, and `before` is the word before the number:
    both decide whether pounds are money or weight, which stays a weight where neither speaks.
    """
    word = lexemes.word(at)
    national, name_at = "", at
    while word in _NATIONAL and name_at < at + 2:
        national = _NATIONAL[word] or national
        name_at += 1
        word = lexemes.word(name_at)
    name = word if word in _CURRENCIES or word in _PARTS else word.removesuffix("s")
    if name in _PARTS and (name != "p" or (lexemes.joined(at) and lexemes.word(at - 1) not in _SCREEN_LINES)):
        code = "gbp" if word in ("pence", "penny", "p") else national or "usd"
        return Unit("money", code, name_at + 1, 0.01)
    if name_at == at and word in CODES and lexemes.surface(at).isupper():
        return Unit("money", SIGNS.get(word, word), at + 1)
    if name not in _CURRENCIES:
        return None
    if (name == "won" and not (scaled or national)) or (name == "rand" and word == "rands" and not scaled):
        return None
    last = name_at + 1
    if name == "pound":
        sterling = lexemes.word(last) == "sterling"
        if not (sterling or scaled or national or before in _OF_MONEY):
            return None
        last += sterling
    return Unit("money", national or _CURRENCIES[name], last)
