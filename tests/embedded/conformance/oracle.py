"""An independent evaluation of T-SQL values, written from Microsoft's documentation, for the fuzz tests.

NULL is None. Every function raises `Fails` where SQL Server reports an error.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal

INT = (-(2**31), 2**31 - 1)
BIGINT = (-(2**63), 2**63 - 1)
_EXACT = Context(prec=200)


class Fails(Exception):  # noqa: N818 (a result of the evaluation, not a fault of the test)
    """The expression is an error with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def whole(value: int, limits: tuple[int, int]) -> int:
    """An integer within its type's range. Fails: 8115."""
    if not limits[0] <= value <= limits[1]:
        raise Fails(8115)
    return value


def divide_whole(left: int, right: int) -> int:
    """Integer division towards zero. Fails: 8134."""
    if right == 0:
        raise Fails(8134)
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def remainder(left: int, right: int) -> int:
    """The remainder has the dividend's sign. Fails: 8134."""
    return left - right * divide_whole(left, right)


def real(value: float) -> float:
    """A float that SQL Server can hold. Fails: 8115."""
    if math.isinf(value) or math.isnan(value):
        raise Fails(8115)
    return value


def multiply_real(left: float, right: float) -> float:
    """Fails: 8115, also where the result is too small for a float: SQL Server gives 0 (README, differences)."""
    if left * right == 0 and left != 0 and right != 0:
        raise Fails(8115)
    return real(left * right)


def divide_real(left: float, right: float) -> float:
    """Fails: 8134, 8115; what is too small for a float as in multiply_real."""
    if right == 0:
        raise Fails(8134)
    if left / right == 0 and left != 0:
        raise Fails(8115)
    return real(left / right)


def rescaled(value: Decimal, precision: int, scale: int, *, rounding: str = ROUND_HALF_UP) -> Decimal:
    """decimal(precision, scale). Fails: 8115 when the integral part does not fit."""
    result = value.quantize(Decimal(1).scaleb(-scale), rounding=rounding, context=_EXACT)
    if abs(result) >= Decimal(10) ** (precision - scale):
        raise Fails(8115)
    return result


def divide_decimal(left: Decimal, right: Decimal, scale: int) -> Decimal:
    """The quotient's further digits are cut off. Fails: 8134."""
    if right == 0:
        raise Fails(8134)
    return _EXACT.divide(left, right).quantize(Decimal(1).scaleb(-scale), rounding=ROUND_DOWN, context=_EXACT)


def round_decimal(value: Decimal, digits: int) -> Decimal:
    """ROUND away from zero at the half; the scale stays."""
    scale = -int(value.as_tuple().exponent)
    rounded = value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP, context=_EXACT)
    return rounded.quantize(Decimal(1).scaleb(-scale), context=_EXACT)


def truncated(value: float | Decimal, limits: tuple[int, int]) -> int:
    """CAST to an integer type cuts the decimals off. Fails: 8115 (232 from float)."""
    return whole(math.trunc(value), limits)


def collated(text: str) -> str:
    """What comparison sees: no case, no trailing blanks."""
    return text.rstrip(" ").lower()


def replace(text: str, find: str, new: str) -> str:
    """REPLACE, which ignores case."""
    return re.sub(re.escape(find), lambda _: new, text, flags=re.IGNORECASE)


def charindex(find: str, text: str, start: int) -> int:
    """CHARINDEX, which ignores case; 0 when not found."""
    return text.lower().find(find.lower(), max(start, 1) - 1) + 1


def substring(text: str, start: int, length: int) -> str:
    """SUBSTRING; positions before the first count. Fails: 537."""
    if length < 0:
        raise Fails(537)
    return text[max(start, 1) - 1 : max(start + length, 1) - 1]


def stuff(text: str, start: int, length: int, new: str | None) -> str | None:
    """STUFF; None outside of the text."""
    if start < 1 or start > len(text) or length < 0:
        return None
    return text[: start - 1] + (new or "") + text[start - 1 + length :]


def like(text: str, pattern: str) -> bool:
    """LIKE with % and _ and simple sets."""
    translated = ""
    place = 0
    while place < len(pattern):
        letter = pattern[place]
        if letter == "%":
            translated += ".*"
        elif letter == "_":
            translated += "."
        elif letter == "[":
            end = pattern.index("]", place)
            translated += pattern[place : end + 1]
            place = end
        else:
            translated += re.escape(letter)
        place += 1
    return re.fullmatch(translated, text, re.IGNORECASE | re.DOTALL) is not None


def text_of_float(value: float) -> str:
    """CONVERT of a float in style 0: at most six digits."""
    shown = format(value, ".6g")
    mantissa, mark, exponent = shown.partition("e")
    if not mark:
        return "0" if shown == "-0" else shown
    return f"{mantissa}e{exponent[0]}{int(exponent[1:]):03d}"


def text(value: float | Decimal | dt.date) -> str:
    """CAST of a number or a time (with milliseconds) as a string."""
    if isinstance(value, float):
        return text_of_float(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(" ", "milliseconds")
    if isinstance(value, Decimal) and value == 0:
        return str(abs(value))  # there is no negative zero
    return str(value)


_NUMBER = re.compile(r" *([+-]?\d+) *\Z")


def try_int(text: str) -> int | None:
    """TRY_CAST of a string as int; blanks alone are 0."""
    if not text.strip(" "):
        return 0
    found = _NUMBER.match(text)
    if found is None or not INT[0] <= int(found[1]) <= INT[1]:
        return None
    return int(found[1])


def try_date(text: str) -> dt.date | None:
    """TRY_CAST of a string in one of the ISO forms as date."""
    for form in ("%Y-%m-%d", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text.strip(" "), form).date()
        except ValueError:
            continue
    return None


def months_later(value: dt.date, months: int) -> tuple[int, int, int]:
    """Year, month and day so many months on; the day is cut to the month's last. Fails: 517."""
    years, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= years <= 9999:
        raise Fails(517)
    return years, month + 1, min(value.day, last_day(years, month + 1))


def last_day(year: int, month: int) -> int:
    """Days of a month."""
    if month == 12:
        return 31
    return (dt.date(year, month + 1, 1) - dt.timedelta(days=1)).day


_SPANS = {"day": 86400, "week": 604800, "hour": 3600, "minute": 60, "second": 1}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def dateadd(part: str, number: int, value: dt.date) -> dt.date:
    """DATEADD to a date or datetime. Fails: 517."""
    if part in _MONTHS:
        year, month, day = months_later(value, number * _MONTHS[part])
        return value.replace(year=year, month=month, day=day)
    try:
        return value + dt.timedelta(seconds=number * _SPANS[part])
    except OverflowError as error:
        raise Fails(517) from error


def moment(value: dt.date) -> dt.datetime:
    """A date as its midnight."""
    return value if isinstance(value, dt.datetime) else dt.datetime(value.year, value.month, value.day)


def datediff(part: str, first: dt.date, second: dt.date) -> int:
    """The number of boundaries of the part between two times. Fails: 535."""
    a, b = moment(first), moment(second)
    if part == "year":
        return b.year - a.year
    if part == "quarter":
        return (b.year * 4 + (b.month - 1) // 3) - (a.year * 4 + (a.month - 1) // 3)
    if part == "month":
        return (b.year * 12 + b.month) - (a.year * 12 + a.month)
    if part == "day":
        return b.toordinal() - a.toordinal()
    if part == "week":
        # A week begins on Sunday, whatever DATEFIRST says; 0001-01-01 was a Monday.
        return b.toordinal() // 7 - a.toordinal() // 7
    origin = dt.datetime(1, 1, 1)
    count = (b - origin) // dt.timedelta(seconds=_SPANS[part]) - (a - origin) // dt.timedelta(
        seconds=_SPANS[part]
    )
    if not INT[0] <= count <= INT[1]:
        raise Fails(535)
    return count


def datepart(part: str, value: dt.date) -> int:
    """DATEPART with DATEFIRST 7."""
    match part:
        case "year" | "month" | "day":
            return int(getattr(value, part))
        case "quarter":
            return (value.month - 1) // 3 + 1
        case "dayofyear":
            return value.timetuple().tm_yday
        case "weekday":
            return value.isoweekday() % 7 + 1
        case "iso_week":
            return value.isocalendar().week
        case "week":
            first = dt.date(value.year, 1, 1)
            return (value.timetuple().tm_yday + first.isoweekday() % 7 - 1) // 7 + 1
    return int(getattr(moment(value), part))
