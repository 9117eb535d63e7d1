"""Random T-SQL programs together with what they must give: text and oracle grow side by side."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from . import oracle
from .oracle import Fails

Values = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A T-SQL type: name, and precision with scale of a decimal or length of a string."""

    name: str
    size: int = 0
    scale: int = 0

    @property
    def declared(self) -> str:
        match self.name:
            case "decimal":
                return f"decimal({self.size}, {self.scale})"
            case "string":
                return f"nvarchar({self.size})"
            case "moment":
                return "datetime2(3)"
        return self.name


INT, BIGINT, FLOAT, DATE, MOMENT = (Kind(name) for name in ("int", "bigint", "float", "date", "moment"))
TEXT = Kind("string", 40)


@dataclass(frozen=True)
class Expression:
    """T-SQL text, its type, and its value under given variables."""

    sql: str
    kind: Kind
    value: Callable[[Values], Any]


@dataclass(frozen=True)
class Condition:
    """T-SQL text, and true, false or None for unknown."""

    sql: str
    value: Callable[[Values], bool | None]


def strict(function: Callable[..., Any], *parts: Expression) -> Callable[[Values], Any]:
    """A value that is NULL when an operand is."""

    def value(given: Values) -> Any:
        found = [part.value(given) for part in parts]
        return None if None in found else function(*found)

    return value


class Maker:
    """Makes random expressions over declared variables."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.variables: dict[str, Kind] = {}
        self.given: Values = {}
        for kind in (INT, BIGINT, FLOAT, Kind("decimal", 9, 2), Kind("decimal", 12, 4), TEXT, DATE, MOMENT):
            for _ in range(3):
                name = f"@v{len(self.variables)}"
                self.variables[name] = kind
                self.given[name] = None if self.random.random() < 0.15 else self.constant(kind)[1]

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    # --- leaves ------------------------------------------------------------------------------------------

    def constant(self, kind: Kind) -> tuple[str, Any]:
        """A literal and its value."""
        r = self.random
        match kind.name:
            case "int":
                number = r.choice([0, 1, -1, 2, 7, 10, 100, -365, 2147483647, r.randint(-1000, 1000)])
                return (f"({number})" if number < 0 else str(number)), number
            case "bigint":
                number = r.choice([0, 1, -3, 5000000000, -(2**40), r.randint(-(10**12), 10**12)])
                return f"CAST({number} AS bigint)", number
            case "float":
                real = r.choice([0.0, 1.0, -1.5, 0.1, 1e10, -2.5e-3, r.uniform(-100, 100), 1e300])
                return f"CAST('{real!r}' AS float)", real
            case "decimal":
                limit = 10 ** min(kind.size, 6)
                exact = Decimal(r.randint(-limit + 1, limit - 1)).scaleb(-kind.scale)
                return f"CAST({exact:f} AS {kind.declared})", exact
            case "string":
                text = "".join(r.choice("abcABC xyz019") for _ in range(r.randint(0, 9)))
                return f"N'{text}'", text
            case "date":
                date = dt.date(1990, 1, 1) + dt.timedelta(days=r.randint(0, 20000))
                if r.random() < 0.2:
                    date = r.choice([dt.date(2024, 2, 29), dt.date(2000, 12, 31), dt.date(2023, 1, 1)])
                return f"CAST('{date}' AS date)", date
        stamp = dt.datetime(1990, 1, 1) + dt.timedelta(milliseconds=r.randint(0, 1_700_000_000_000))
        if r.random() < 0.2:
            stamp = r.choice([dt.datetime(2005, 12, 31, 23, 59, 59, 999000), dt.datetime(2024, 2, 29)])
        return f"CAST('{stamp.isoformat(timespec='milliseconds')}' AS datetime2(3))", stamp

    def leaf(self, kind: Kind) -> Expression:
        names = [name for name, declared in self.variables.items() if declared == kind]
        if names and self.random.random() < 0.6:
            name = self.random.choice(names)
            return Expression(name, kind, lambda given: given[name])
        if self.random.random() < 0.05:
            return Expression(f"CAST(NULL AS {kind.declared})", kind, lambda given: None)
        sql, value = self.constant(kind)
        if kind.name == "string":
            kind = Kind("string", max(1, len(value)))
        return Expression(sql, kind, lambda given: value)

    # --- expressions -------------------------------------------------------------------------------------

    def expression(self, kind: Kind, depth: int) -> Expression:
        """An expression of the type; strings may have another length, decimals are of the type exactly."""
        if depth <= 0 or self.random.random() < 0.1:
            return self.leaf(kind)
        if self.random.random() < 0.25:
            return self.choice_of(kind, depth)
        return getattr(self, f"_{kind.name}")(kind, depth - 1)

    def choice_of(self, kind: Kind, depth: int) -> Expression:
        """CASE, IIF, COALESCE, ISNULL, NULLIF."""
        first, second = self.expression(kind, depth - 1), self.expression(kind, depth - 1)
        wider = Kind(kind.name, max(first.kind.size, second.kind.size), kind.scale)
        form = self.pick("CASE", "IIF", "COALESCE", "NULLIF", "ISNULL", "simple")
        if form == "ISNULL":
            first = self.leaf(kind)  # its declared length is the result's
            size = first.kind.size

            def isnull(given: Values) -> Any:
                found = first.value(given)
                if found is not None:
                    return found
                other = second.value(given)
                return other[:size] if isinstance(other, str) else other

            return Expression(f"ISNULL({first.sql}, {second.sql})", first.kind, isnull)
        if form == "COALESCE":

            def coalesce(given: Values) -> Any:
                found = first.value(given)
                return second.value(given) if found is None else found

            return Expression(f"COALESCE({first.sql}, {second.sql})", wider, coalesce)
        if form == "NULLIF":

            def nullif(given: Values) -> Any:
                found, other = first.value(given), second.value(given)
                return None if equal(found, other) else found

            return Expression(f"NULLIF({first.sql}, {second.sql})", first.kind, nullif)
        if form == "simple":
            tested, against = self.expression(INT, depth - 2), self.leaf(INT)

            def simple(given: Values) -> Any:
                same = equal(tested.value(given), against.value(given))
                return first.value(given) if same else second.value(given)

            sql = f"CASE {tested.sql} WHEN {against.sql} THEN {first.sql} ELSE {second.sql} END"
            return Expression(sql, wider, simple)
        condition = self.condition(depth - 1)

        def choose(given: Values) -> Any:
            return first.value(given) if condition.value(given) else second.value(given)

        if form == "IIF":
            return Expression(f"IIF({condition.sql}, {first.sql}, {second.sql})", wider, choose)
        return Expression(f"CASE WHEN {condition.sql} THEN {first.sql} ELSE {second.sql} END", wider, choose)

    def _int(self, kind: Kind, depth: int) -> Expression:
        match self.pick("op", "op", "text", "date", "cast", "number"):
            case "op":
                return self._whole(kind, depth, oracle.INT)
            case "text":
                return self._int_of_text(depth)
            case "date":
                return self._int_of_date(depth)
            case "number":
                inner = self.expression(INT, depth)
                name = self.pick("ABS", "SIGN", "-")
                if name == "SIGN":
                    sign = strict(lambda x: (x > 0) - (x < 0), inner)
                    return Expression(f"SIGN({inner.sql})", INT, sign)
                run = strict(lambda x: oracle.whole(abs(x) if name == "ABS" else -x, oracle.INT), inner)
                return Expression(f"ABS({inner.sql})" if name == "ABS" else f"(- {inner.sql})", INT, run)
        source = self.expression(self.pick(BIGINT, FLOAT, Kind("decimal", 9, 2)), depth)
        run = strict(lambda x: oracle.truncated(x, oracle.INT), source)
        return Expression(f"CAST({source.sql} AS int)", INT, run)

    def _whole(self, kind: Kind, depth: int, limits: tuple[int, int]) -> Expression:
        left = self.expression(kind, depth)
        right = self.expression(self.pick(kind, INT), depth)
        operator = self.pick("+", "-", "*", "/", "%", "&", "|", "^")
        functions: dict[str, Callable[[int, int], int]] = {
            "+": lambda a, b: oracle.whole(a + b, limits),
            "-": lambda a, b: oracle.whole(a - b, limits),
            "*": lambda a, b: oracle.whole(a * b, limits),
            "/": lambda a, b: oracle.whole(oracle.divide_whole(a, b), limits),
            "%": oracle.remainder,
            "&": lambda a, b: a & b,
            "|": lambda a, b: a | b,
            "^": lambda a, b: a ^ b,
        }
        return Expression(
            f"({left.sql} {operator} {right.sql})", kind, strict(functions[operator], left, right)
        )

    def _int_of_text(self, depth: int) -> Expression:
        text = self.expression(TEXT, depth)
        match self.pick("LEN", "DATALENGTH", "CHARINDEX", "TRY_CAST", "UNICODE"):
            case "LEN":
                return Expression(f"LEN({text.sql})", INT, strict(lambda s: len(s.rstrip(" ")), text))
            case "DATALENGTH":
                return Expression(f"DATALENGTH({text.sql})", INT, strict(lambda s: 2 * len(s), text))
            case "UNICODE":
                code = strict(lambda s: ord(s[0]) if s else None, text)
                return Expression(f"UNICODE({text.sql})", INT, code)
            case "CHARINDEX":
                find, start = self.pick("a", "B", "x0", " ", "ab"), self.pick(0, 1, 2, 5)
                run = strict(lambda s: oracle.charindex(find, s, start), text)
                return Expression(f"CHARINDEX(N'{find}', {text.sql}, {start})", INT, run)
        given = self.pick(" 12 ", "-7", "+5", "", "abc", "1.5", "1e3", "99999999999", "12a", "1 2", "007")
        if self.random.random() < 0.5:
            return Expression(f"TRY_CAST(N'{given}' AS int)", INT, lambda values: oracle.try_int(given))
        number = self.expression(self.pick(INT, BIGINT), depth - 1)
        sql = f"TRY_CAST(CAST({number.sql} AS nvarchar(30)) AS int)"
        return Expression(sql, INT, strict(lambda n: oracle.try_int(str(n)), number))

    def _int_of_date(self, depth: int) -> Expression:
        first = self.expression(self.pick(DATE, MOMENT), depth)
        match self.pick("DATEDIFF", "DATEDIFF", "DATEPART", "YEAR"):
            case "DATEDIFF":
                second = self.expression(self.pick(DATE, MOMENT), depth)
                part = self.pick("year", "quarter", "month", "week", "day", "hour", "minute", "second")
                run = strict(lambda a, b: oracle.datediff(part, a, b), first, second)
                return Expression(f"DATEDIFF({part}, {first.sql}, {second.sql})", INT, run)
            case "DATEPART":
                parts = ["year", "quarter", "month", "dayofyear", "day", "week", "weekday", "iso_week"]
                if first.kind == MOMENT:
                    parts += ["hour", "minute", "second"]
                part = self.random.choice(parts)
                run = strict(lambda d: oracle.datepart(part, d), first)
                return Expression(f"DATEPART({part}, {first.sql})", INT, run)
        name = self.pick("YEAR", "MONTH", "DAY")
        return Expression(f"{name}({first.sql})", INT, strict(lambda d: getattr(d, name.lower()), first))

    def _bigint(self, kind: Kind, depth: int) -> Expression:
        if self.random.random() < 0.6:
            return self._whole(kind, depth, oracle.BIGINT)
        source = self.expression(self.pick(INT, Kind("decimal", 12, 4)), depth)
        run = strict(lambda x: oracle.truncated(x, oracle.BIGINT), source)
        return Expression(f"CAST({source.sql} AS bigint)", BIGINT, run)

    def _float(self, kind: Kind, depth: int) -> Expression:
        form = self.pick("op", "op", "op", "cast", "function")
        if form == "cast":
            source = self.expression(self.pick(INT, BIGINT, Kind("decimal", 9, 2)), depth)
            return Expression(f"CAST({source.sql} AS float)", FLOAT, strict(float, source))
        if form == "function":
            inner = self.expression(FLOAT, depth)
            name = self.pick("ABS", "FLOOR", "CEILING", "SIGN", "SQUARE", "-")
            functions: dict[str, Callable[[float], float]] = {
                "ABS": abs,
                "FLOOR": lambda x: float(Decimal(x).to_integral_value(ROUND_FLOOR)),
                "CEILING": lambda x: float(Decimal(x).to_integral_value(ROUND_CEILING)),
                "SIGN": lambda x: float((x > 0) - (x < 0)),
                "SQUARE": lambda x: oracle.multiply_real(x, x),
                "-": lambda x: -x,
            }
            sql = f"(- {inner.sql})" if name == "-" else f"{name}({inner.sql})"
            return Expression(sql, FLOAT, strict(functions[name], inner))
        left = self.expression(FLOAT, depth)
        right = self.expression(self.pick(FLOAT, FLOAT, INT, Kind("decimal", 9, 2)), depth)
        if self.random.random() < 0.5:
            left, right = right, left
        if FLOAT not in (left.kind, right.kind):
            left = Expression(f"CAST({left.sql} AS float)", FLOAT, strict(float, left))
        operator = self.pick("+", "-", "*", "/")
        operators: dict[str, Callable[[Any, Any], float]] = {
            "+": lambda a, b: oracle.real(float(a) + float(b)),
            "-": lambda a, b: oracle.real(float(a) - float(b)),
            "*": lambda a, b: oracle.multiply_real(float(a), float(b)),
            "/": lambda a, b: oracle.divide_real(float(a), float(b)),
        }
        return Expression(
            f"({left.sql} {operator} {right.sql})", FLOAT, strict(operators[operator], left, right)
        )

    def _decimal(self, kind: Kind, depth: int) -> Expression:
        """Arithmetic in the result's own precision and scale, then CAST to the wanted type."""
        inner = self._decimal_arithmetic(depth)
        run = strict(lambda x: oracle.rescaled(Decimal(x), kind.size, kind.scale), inner)
        return Expression(f"CAST({inner.sql} AS {kind.declared})", kind, run)

    def _decimal_arithmetic(self, depth: int) -> Expression:
        left = self.expression(self.pick(Kind("decimal", 9, 2), Kind("decimal", 12, 4)), depth)
        form = self.pick("op", "op", "ROUND", "FLOOR", "ABS", "int")
        if form == "int":
            return self.expression(INT, depth)
        if form == "ROUND":
            digits = self.pick(0, 1, 2)

            def rounded(x: Decimal) -> Decimal:
                return oracle.rescaled(oracle.round_decimal(x, digits), left.kind.size, left.kind.scale)

            return Expression(f"ROUND({left.sql}, {digits})", left.kind, strict(rounded, left))
        if form == "FLOOR":
            name, how = self.pick(("FLOOR", ROUND_FLOOR), ("CEILING", ROUND_CEILING))
            run = strict(lambda x: x.to_integral_value(how), left)
            return Expression(f"{name}({left.sql})", Kind("decimal", left.kind.size, 0), run)
        if form == "ABS":
            return Expression(f"ABS({left.sql})", left.kind, strict(abs, left))
        right = self.expression(self.pick(Kind("decimal", 9, 2), Kind("decimal", 12, 4)), depth)
        (p1, s1), (p2, s2) = (left.kind.size, left.kind.scale), (right.kind.size, right.kind.scale)
        match self.pick("+", "-", "*", "/"):
            case "+":
                kind = Kind("decimal", max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))
                return Expression(
                    f"({left.sql} + {right.sql})", kind, strict(lambda a, b: a + b, left, right)
                )
            case "-":
                kind = Kind("decimal", max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))
                return Expression(
                    f"({left.sql} - {right.sql})", kind, strict(lambda a, b: a - b, left, right)
                )
            case "*":
                kind = Kind("decimal", p1 + p2 + 1, s1 + s2)
                return Expression(
                    f"({left.sql} * {right.sql})", kind, strict(lambda a, b: a * b, left, right)
                )
        scale = max(6, s1 + p2 + 1)
        run = strict(lambda a, b: oracle.divide_decimal(a, b, scale), left, right)
        return Expression(f"({left.sql} / {right.sql})", Kind("decimal", p1 - s1 + s2 + scale, scale), run)

    def _string(self, kind: Kind, depth: int) -> Expression:
        text = self.expression(TEXT, depth)
        size = text.kind.size
        match self.pick(
            "+", "+", "CONCAT", "one", "LEFT", "SUBSTRING", "REPLACE", "STUFF", "cast", "REPLICATE"
        ):
            case "+":
                other = self.expression(TEXT, depth)
                total = Kind("string", min(4000, size + other.kind.size))
                return Expression(
                    f"({text.sql} + {other.sql})", total, strict(lambda a, b: a + b, text, other)
                )
            case "CONCAT":
                other = self.expression(self.pick(TEXT, INT, DATE), depth)

                def concat(given: Values) -> str:
                    parts = (text.value(given), other.value(given))
                    return "".join("" if part is None else str(part) for part in parts)

                return Expression(f"CONCAT({text.sql}, {other.sql})", Kind("string", 4000), concat)
            case "one":
                functions: dict[str, Callable[[str], str]] = {
                    "UPPER": str.upper,
                    "LOWER": str.lower,
                    "REVERSE": lambda s: s[::-1],
                    "LTRIM": lambda s: s.lstrip(" "),
                    "RTRIM": lambda s: s.rstrip(" "),
                    "TRIM": lambda s: s.strip(" "),
                }
                name = self.random.choice(sorted(functions))
                return Expression(f"{name}({text.sql})", text.kind, strict(functions[name], text))
            case "LEFT":
                count = self.expression(INT, 0)
                name = self.pick("LEFT", "RIGHT")

                def side(s: str, n: int) -> str:
                    if n < 0:
                        raise Fails(537)
                    return s[:n] if name == "LEFT" else s[max(len(s) - n, 0) :]

                return Expression(f"{name}({text.sql}, {count.sql})", text.kind, strict(side, text, count))
            case "SUBSTRING":
                start, count = self.pick(-1, 0, 1, 2, 4), self.pick(0, 1, 3, 10)
                run = strict(lambda s: oracle.substring(s, start, count), text)
                return Expression(f"SUBSTRING({text.sql}, {start}, {count})", text.kind, run)
            case "REPLACE":
                find, new = self.pick("a", "AB", " ", "0"), self.pick("", "x", "Aa", " ")
                run = strict(lambda s: oracle.replace(s, find, new), text)
                return Expression(f"REPLACE({text.sql}, N'{find}', N'{new}')", Kind("string", 4000), run)
            case "STUFF":
                start, count, new = self.pick(0, 1, 2, 9), self.pick(0, 1, 5), self.pick("", "-", "new")
                run = strict(lambda s: oracle.stuff(s, start, count, new), text)
                return Expression(f"STUFF({text.sql}, {start}, {count}, N'{new}')", Kind("string", 4000), run)
            case "REPLICATE":
                count = self.pick(-1, 0, 1, 2)
                run = strict(lambda s: s * count if count >= 0 else None, text)
                return Expression(f"REPLICATE({text.sql}, {count})", Kind("string", 4000), run)
        source = self.expression(self.pick(INT, BIGINT, FLOAT, Kind("decimal", 9, 2), DATE, MOMENT), depth)
        return Expression(f"CAST({source.sql} AS nvarchar(40))", TEXT, strict(oracle.text, source))

    def _date(self, kind: Kind, depth: int) -> Expression:
        match self.pick("DATEADD", "EOMONTH", "cast", "FROMPARTS", "TRY_CAST"):
            case "DATEADD":
                return self._dateadd(DATE, ("year", "quarter", "month", "week", "day"), depth)
            case "EOMONTH":
                source = self.expression(self.pick(DATE, MOMENT), depth)
                months = self.pick(-13, -1, 0, 1, 12)

                def end_of_month(value: dt.date) -> dt.date:
                    year, month, _ = oracle.months_later(value, months)
                    return dt.date(year, month, oracle.last_day(year, month))

                return Expression(f"EOMONTH({source.sql}, {months})", DATE, strict(end_of_month, source))
            case "cast":
                source = self.expression(MOMENT, depth)
                return Expression(f"CAST({source.sql} AS date)", DATE, strict(lambda m: m.date(), source))
            case "FROMPARTS":
                month = self.expression(INT, depth - 1)
                day, year = self.pick(1, 28, 31), self.pick(1999, 2024)

                def from_parts(number: int) -> dt.date:
                    if not 1 <= number <= 12 or day > oracle.last_day(year, number):
                        raise Fails(289)
                    return dt.date(year, number, day)

                return Expression(
                    f"DATEFROMPARTS({year}, {month.sql}, {day})", DATE, strict(from_parts, month)
                )
        given = self.pick("2024-02-29", "2023-02-29", "20240131", "abc", "2024-13-01", "1999-12-31")
        return Expression(f"TRY_CAST(N'{given}' AS date)", DATE, lambda values: oracle.try_date(given))

    def _moment(self, kind: Kind, depth: int) -> Expression:
        if self.random.random() < 0.3:
            source = self.expression(DATE, depth)
            return Expression(f"CAST({source.sql} AS datetime2(3))", MOMENT, strict(oracle.moment, source))
        parts = ("year", "quarter", "month", "week", "day", "hour", "minute", "second")
        return self._dateadd(MOMENT, parts, depth)

    def _dateadd(self, kind: Kind, parts: tuple[str, ...], depth: int) -> Expression:
        part = self.random.choice(parts)
        number, source = self.expression(INT, depth - 1), self.expression(kind, depth)
        run = strict(lambda n, d: oracle.dateadd(part, n, d), number, source)
        return Expression(f"DATEADD({part}, {number.sql}, {source.sql})", kind, run)

    # --- conditions --------------------------------------------------------------------------------------

    def any_kind(self) -> Kind:
        return self.random.choice([INT, INT, BIGINT, FLOAT, Kind("decimal", 9, 2), TEXT, DATE, MOMENT])

    def condition(self, depth: int) -> Condition:
        """A search condition with SQL's three values."""
        if depth > 0 and self.random.random() < 0.35:
            return self._logical(depth - 1)
        kind = self.any_kind()
        left = self.expression(kind, depth - 1)
        form = self.pick("compare", "compare", "null", "in", "between", "like")
        if form == "null":
            negated = self.pick("", " NOT")
            return Condition(
                f"{left.sql} IS{negated} NULL", lambda given: (left.value(given) is None) != bool(negated)
            )
        if form == "like":
            text = self.expression(TEXT, depth - 1)
            pattern = self.pick("a%", "%b", "_b%", "%[0-9]%", "abc", "%x_", "[a-c]%", "%")
            like = strict(lambda s: oracle.like(s, pattern), text)
            return Condition(f"{text.sql} LIKE N'{pattern}'", like)
        if form == "in":
            others = [self.leaf(kind) for _ in range(3)]
            sql = ", ".join(other.sql for other in others)
            negated = self.pick("", "NOT ")

            def among(given: Values) -> bool | None:
                results = [compare("=", left.value(given), other.value(given)) for other in others]
                found = True if True in results else None if None in results else False
                return invert(found) if negated else found

            return Condition(f"{left.sql} {negated}IN ({sql})", among)
        right = self.expression(kind, depth - 1)
        if form == "between":
            upper = self.leaf(kind)

            def between(given: Values) -> bool | None:
                value = left.value(given)
                return both(
                    compare(">=", value, right.value(given)), compare("<=", value, upper.value(given))
                )

            return Condition(f"{left.sql} BETWEEN {right.sql} AND {upper.sql}", between)
        operator = self.pick("=", "<>", "<", "<=", ">", ">=")
        return Condition(
            f"{left.sql} {operator} {right.sql}",
            lambda given: compare(operator, left.value(given), right.value(given)),
        )

    def _logical(self, depth: int) -> Condition:
        first = self.condition(depth)
        form = self.pick("AND", "OR", "NOT")
        if form == "NOT":
            return Condition(f"NOT ({first.sql})", lambda given: invert(first.value(given)))
        second = self.condition(depth)
        if form == "AND":
            run: Callable[[Values], bool | None] = lambda given: both(first.value(given), second.value(given))  # noqa: E731
        else:
            run = lambda given: invert(both(invert(first.value(given)), invert(second.value(given))))  # noqa: E731
        return Condition(f"({first.sql}) {form} ({second.sql})", run)

    # --- programs ----------------------------------------------------------------------------------------

    def settled(self, kind: Kind, depth: int) -> Expression:
        """An expression that is no error under the variables' present values."""
        while True:
            made = self.expression(kind, depth)
            try:
                value = made.value(self.given)
            except (Fails, OverflowError):
                continue
            if not isinstance(value, str) or len(value) <= 200:
                return made

    def declarations(self) -> str:
        """DECLARE with the variables' values."""
        items = []
        for name, kind in self.variables.items():
            value = self.given[name]
            items.append(f"{name} {kind.declared} = {literal(value, kind)}")
        return "DECLARE " + ", ".join(items) + ";"

    def assignment(self, depth: int) -> str:
        """SET, or IF ... ELSE around two of them; the oracle's variables change with it."""
        name = self.random.choice(sorted(self.variables))
        kind = self.variables[name]
        value = self.settled(kind, depth)
        if self.random.random() < 0.3:
            condition, other = self.condition(2), self.settled(kind, depth)
            try:
                holds = condition.value(self.given)
            except (Fails, OverflowError):
                return ""
            self.given[name] = stored((value if holds else other).value(self.given), kind)
            return f"IF {condition.sql} SET {name} = {value.sql}; ELSE SET {name} = {other.sql};"
        self.given[name] = stored(value.value(self.given), kind)
        return f"SET {name} = {value.sql};"


def stored(value: Any, kind: Kind) -> Any:
    """A value as a variable of the type holds it: longer strings are cut."""
    return value[: kind.size] if isinstance(value, str) else value


def literal(value: Any, kind: Kind) -> str:
    """A constant of a type."""
    if value is None:
        return "NULL"
    if kind.name in ("string",):
        return f"N'{value}'"
    if kind.name == "moment":
        return f"'{value.isoformat(timespec='milliseconds')}'"
    if kind.name in ("date", "float"):
        return f"'{value!s}'" if kind.name == "date" else f"CAST('{value!r}' AS float)"
    return f"{value:f}" if kind.name == "decimal" else str(value)


def comparable(value: Any) -> Any:
    return oracle.collated(value) if isinstance(value, str) else value


def equal(left: Any, right: Any) -> bool:
    return left is not None and right is not None and comparable(left) == comparable(right)


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """A comparison; unknown with NULL."""
    if left is None or right is None:
        return None
    a, b = comparable(left), comparable(right)
    match operator:
        case "=":
            return bool(a == b)
        case "<>":
            return bool(a != b)
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
    return bool(a >= b)


def both(first: bool | None, second: bool | None) -> bool | None:
    """AND of three-valued logic."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def invert(value: bool | None) -> bool | None:
    """NOT of three-valued logic."""
    return None if value is None else not value
