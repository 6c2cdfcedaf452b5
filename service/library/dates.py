"""Dates of publication: many ways to write one, one way to keep it, and none that is guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from service.errors import InvalidInput

EARLIEST_YEAR = 1600
FUTURE_ALLOWANCE = timedelta(days=2)
EXPECTED = "write it as 2022-01-24, 2022-01-24T10:30:00Z, 24 January 2022 or epoch seconds"

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONE_HOURS = {
    **dict.fromkeys(("z", "ut", "utc", "gmt"), 0),
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip

_ISO = re.compile(
    r"""(?P<year>\d{4})(?P<mark>[-/]?)(?P<month>\d{2})(?P=mark)(?P<day>\d{2})
    (?:[t\ ](?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?
       (?:\ ?(?P<zone>z|utc|gmt|[+-]\d{2}(?::?\d{2})?))?)?""",
    re.VERBOSE | re.ASCII | re.IGNORECASE,
)
_MONTH = r"""(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?
    |sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"""
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_REST = r"""(?:(?:,|\ at)?\ (?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?
       (?:\ ?(?P<half>[ap])\.?m\.?)?(?:\ ?(?P<zone>[a-z]{1,3}|[+-]\d{2}:?\d{2}))?)?"""
_WEEKDAY = r"""(?:(?P<weekday>mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?
    |sat(?:urday)?|sun(?:day)?)\.?,?\ )?"""
_WORDS = tuple(
    re.compile(_WEEKDAY + order + _REST, re.VERBOSE | re.ASCII | re.IGNORECASE)
    for order in (
        rf"{_DAY}\ {_MONTH},?\ (?P<year>\d{{4}}|\d{{2}})",
        rf"{_MONTH}\ {_DAY},?\ (?P<year>\d{{4}})",
    )
)
_SLASHED = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{9,}", re.ASCII)


def published(
    value: str | datetime | date | int | None,
    field: str = "published_at",
    *,
    now: datetime | None = None,
) -> str | None:
    """The date of publication as `YYYY-MM-DD` or, in UTC, `YYYY-MM-DDTHH:MM:SSZ`; None where there is none.

    Reads ISO 8601, RFC 822 and RFC 5322 dates, English dates with the month in words, and epoch
    seconds; a time without a zone is taken as UTC and fractions of a second are dropped. A date that
    is impossible, ambiguous (01/02/2022), unreadable, before 1600 or more than two days after `now`
    raises InvalidInput, which names `field`. `published(published(value)) == published(value)`.
    """
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    moment = _read(value, field)
    latest = (now or datetime.now(UTC)) + FUTURE_ALLOWANCE
    if _start(moment) > latest:
        raise InvalidInput(f"{field}: {_shown(value)} is in the future; {EXPECTED}", field)
    return _iso(moment)


def epoch_range(iso: str, field: str = "date") -> tuple[int, int]:
    """The first and last second, counted from 1970 in UTC, that an ISO 8601 date or time covers.

    A date covers its whole day. It may lie in the future, since filters may reach past today.
    """
    match = _ISO.fullmatch(iso.strip())
    if match is None:
        raise InvalidInput(
            f"{field}: {_shown(iso)} is not an ISO 8601 date; write it as 2022-01-24 or 2022-01-24T10:30:00Z",
            field,
        )
    moment = _checked_year(_moment(match, iso, field), iso, field)
    first = (_start(moment) - _EPOCH) // timedelta(seconds=1)
    return first, first if isinstance(moment, datetime) else first + 86_399


def _read(value: str | datetime | date | int, field: str) -> date | datetime:
    if isinstance(value, bool):
        raise InvalidInput(f"{field}: {_shown(value)} is no date; {EXPECTED}", field)
    if isinstance(value, int):
        moment: date | datetime = _from_epoch(value, field)
    elif isinstance(value, str):
        moment = _from_string(value, field)
    elif isinstance(value, datetime):
        moment = _in_utc(value, value, field)
    else:
        moment = value
    return _checked_year(moment, value, field)


def _checked_year(moment: date | datetime, value: object, field: str) -> date | datetime:
    if moment.year < EARLIEST_YEAR:
        raise InvalidInput(f"{field}: {_shown(value)} is before the year {EARLIEST_YEAR}; {EXPECTED}", field)
    return moment


def _from_epoch(value: int, field: str) -> datetime:
    # A bare year or a date without dashes reads as a number in YAML and JSON; taken as seconds it
    # would silently become some morning of 1970.
    if EARLIEST_YEAR <= value <= 2999 or _is_dashless(value):
        raise InvalidInput(f"{field}: {_shown(value)} could be a date or epoch seconds; {EXPECTED}", field)
    try:
        return _EPOCH + timedelta(seconds=value)
    except OverflowError:
        raise InvalidInput(
            f"{field}: {_shown(value)} is out of range for epoch seconds (is it milliseconds?); {EXPECTED}",
            field,
        ) from None


def _is_dashless(value: int) -> bool:
    try:
        return date(value // 10_000, value // 100 % 100, value % 100).year >= EARLIEST_YEAR
    except (ValueError, OverflowError):
        return False


def _from_string(value: str, field: str) -> date | datetime:
    text = " ".join(value.split())
    if match := _ISO.fullmatch(text):
        return _moment(match, value, field)
    if _INTEGER.fullmatch(text):
        return _from_epoch(int(text[:40]), field)
    for pattern in _WORDS:
        if match := pattern.fullmatch(text):
            return _moment(match, value, field)
    if match := _SLASHED.match(text):
        raise InvalidInput(_slashed_message(match, value, field), field)
    raise InvalidInput(f"{field}: {_shown(value)} is not a date that can be read; {EXPECTED}", field)


def _slashed_message(match: re.Match[str], value: str, field: str) -> str:
    first, second = int(match[1]), int(match[3])
    if first != second and 1 <= first <= 12 and 1 <= second <= 12:
        months = [_MONTHS[number - 1].capitalize() for number in (second, first)]
        return f"{field}: {_shown(value)} could be {first} {months[0]} or {second} {months[1]}; {EXPECTED}"
    return f"{field}: {_shown(value)} does not say which part is the month; {EXPECTED}"


def _moment(match: re.Match[str], value: str, field: str) -> date | datetime:
    """The date or time that a pattern's named groups spell, in UTC."""
    parts = match.groupdict()
    try:
        day = date(_year(parts), _month(parts["month"]), int(parts["day"]))
        _check_weekday(day, parts.get("weekday"))
        if parts["hour"] is None:
            return day
        at = datetime(
            day.year, day.month, day.day,
            _hour(parts), int(parts["minute"]), int(parts["second"] or 0),
            tzinfo=_zone(parts["zone"]),
        )  # fmt: skip
    except ValueError as error:
        raise InvalidInput(f"{field}: {_shown(value)} is impossible ({error}); {EXPECTED}", field) from None
    return _in_utc(at, value, field)


def _year(parts: dict[str, str | None]) -> int:
    digits = parts["year"] or ""
    if len(digits) == 4:
        return int(digits)
    # Two digits are a year only in the full form of RFC 822, and stand for what RFC 5322, 4.3 says.
    if not (parts["hour"] and parts["zone"]):
        raise ValueError("the year has two digits")
    return int(digits) + (2000 if int(digits) < 50 else 1900)


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _MONTHS.index(word[:3].lower()) + 1


def _hour(parts: dict[str, str | None]) -> int:
    hour, half = int(parts["hour"] or 0), parts.get("half")
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"{hour} is no hour of a 12-hour clock")
    return hour % 12 + (12 if half in "pP" else 0)


def _zone(name: str | None) -> timezone:
    if name is None:
        return UTC
    if name.lower() in _ZONE_HOURS:
        return timezone(timedelta(hours=_ZONE_HOURS[name.lower()]))
    digits = name[1:].replace(":", "")
    if name[0] not in "+-" or int(digits[2:] or 0) > 59:
        raise ValueError(f"{name} is no known time zone")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(offset if name[0] == "+" else -offset)


def _check_weekday(day: date, named: str | None) -> None:
    actual = _WEEKDAYS[day.weekday()]
    if named is not None and not actual.lower().startswith(named.lower()):
        raise ValueError(f"{day.isoformat()} is a {actual}")


def _in_utc(at: datetime, value: object, field: str) -> datetime:
    try:
        return at.replace(tzinfo=UTC) if at.utcoffset() is None else at.astimezone(UTC)
    except OverflowError:
        raise InvalidInput(f"{field}: {_shown(value)} is out of range; {EXPECTED}", field) from None


def _start(moment: date | datetime) -> datetime:
    if isinstance(moment, datetime):
        return moment.replace(microsecond=0)
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _iso(moment: date | datetime) -> str:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None, microsecond=0).isoformat() + "Z"
    return moment.isoformat()


def _shown(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > 128:
        return "a number of more than 128 bits"
    shown = value.isoformat() if isinstance(value, date) else str(value)
    return f'"{shown[:80]}…"' if len(shown) > 80 else f'"{shown}"'
