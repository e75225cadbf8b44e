"""Amounts of money in capital Chinese numerals (大写金额), and back.

The rule is 《正确填写票据和结算凭证的基本规定》, annex 1 of the Payment and Settlement Measures
(银发〔1997〕393号), called "the annex" below. It leaves two places open, and there we always print
the same one of the two permitted readings:

- 万 digit zero, 千 digit not: no 零 after 万 (107,000.00 is 壹拾万柒仟元整);
- 元 digit zero, 角 digit not: a 零 after 元 (1,680.32 is 壹仟陆佰捌拾元零叁角贰分).

After 亿 a 零 stands for whatever was skipped. Reading back accepts every permitted reading. All arithmetic is on whole cents (分), never on floats.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

LEAST = Decimal("0.01")
MOST = Decimal("9999999999999.99")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_CANONICAL = re.compile(r"(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,2})?", re.ASCII)

_SECTION = "(?:[零壹贰叁肆伍陆柒捌玖][仟佰拾]?)*"
_CAPITALS = re.compile(
    f"(?:(?:(?P<hundred_millions>(?:{_SECTION}万)?{_SECTION})亿)?"
    f"(?:(?P<ten_thousands>{_SECTION})万)?(?P<ones>{_SECTION})元)?"
    "零?(?:(?P<jiao>[壹贰叁肆伍陆柒捌玖])角)?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?整?"
)


class InvalidAmount(ValueError):
    """Not an amount that we can print, or not one written as the rule has it."""

    code: ClassVar[str] = "invalid_amount"

    def __init__(self, given: object, why: str, why_zh: str) -> None:
        self.given = given
        super().__init__(f"{given!r} is not an amount: {why}")
        self.zh = f"金额“{given}”有误：{why_zh}"


def parse_amount(text: str) -> Decimal:
    """Read canonical decimal text in yuan, such as `2000` or `0.05`.

    ASCII digits, no sign, no separators, no leading zeros, at most two decimals, from 0.01 to
    9,999,999,999,999.99. Raises InvalidAmount.
    """
    if not _CANONICAL.fullmatch(text):
        raise InvalidAmount(
            text, "write digits and at most two decimals", "应为数字，至多两位小数，例如 2000.00"
        )
    amount = Decimal(text)
    _cents(amount)
    return amount


def figures(amount: Decimal | int | str) -> str:
    """The amount in yuan in figures with separators and two decimals, e.g. `2,000.00`.

    Raises InvalidAmount as `to_capitals` does.
    """
    yuan, cents = divmod(_cents(amount), 100)
    return f"{yuan:,}.{cents:02}"


def to_capitals(amount: Decimal | int | str) -> str:
    """The amount in yuan in capital numerals, e.g. 壹仟肆佰零玖元伍角 for 1,409.50.

    整 follows 元 and nothing follows 角 or 分. Text must be as `parse_amount` wants it. Raises
    InvalidAmount for a float, a fraction of a cent, or what lies outside 0.01 to
    9,999,999,999,999.99.
    """
    return _reading(_cents(amount), after_wan=False, after_yuan=True)


def from_capitals(text: str) -> Decimal:
    """The amount in yuan, with two decimals, that capital numerals name.

    Accepts every reading that the annex permits, 圆 for 元, 正 for 整, and 整 after 角. Raises
    InvalidAmount for anything else, such as 拾元整, 百 for 佰, or a missing or doubled 零.
    """
    wanted = text.replace("圆", "元").replace("正", "整")
    match = _CAPITALS.fullmatch(wanted)
    cents = _cents_named_by(match) if match else 0
    # The pattern is generous; what decides is that the annex would write this amount this way.
    if not 0 < cents < 10**15 or wanted not in _readings(cents):
        raise InvalidAmount(
            text, "not written as the rule on capital numerals has it", "不符合大写金额的书写规定"
        )
    return Decimal(f"{cents // 100}.{cents % 100:02}")


def register_num2words() -> None:
    """Teach num2words the language `zh_CN`: amounts (`to="currency"`) and whole numbers.

    `num2words("107000.53", lang="zh_CN", to="currency")` then works. Idempotent. A whole number
    is yuan, not cents as in some languages of that library.
    """
    import num2words  # here, because it loads fifty languages that only its users should pay for

    num2words.CONVERTER_CLASSES.setdefault("zh_CN", CapitalNumerals())


class CapitalNumerals:
    """What num2words asks of a language, for capital Chinese numerals."""

    def str_to_number(self, text: str) -> Decimal:
        """Canonical decimal text to its exact value. Raises InvalidAmount."""
        return parse_amount(text)

    def to_currency(self, amount: Decimal | int, currency: str = "CNY") -> str:
        """As the module's `to_capitals`; no currency but CNY is known."""
        if currency != "CNY":
            raise NotImplementedError(f"zh_CN prints CNY, not {currency}")
        return to_capitals(amount)

    def to_cardinal(self, number: Decimal | int) -> str:
        """A whole number without a unit, e.g. 壹佰零伍. Raises InvalidAmount."""
        yuan, cents = divmod(_cents(number), 100)
        if cents:
            raise InvalidAmount(number, "not a whole number", "不是整数")
        return _integer(yuan, after_yi=True, after_wan=False)

    def to_ordinal(self, number: Decimal | int) -> str:
        """第 and the cardinal. Raises InvalidAmount."""
        return "第" + self.to_cardinal(number)

    def to_ordinal_num(self, number: int) -> str:
        """第 and the figures, e.g. 第2."""
        return f"第{number}"

    def to_year(self, year: int) -> str:
        """A year digit by digit, e.g. 贰零贰陆."""
        return "".join(_DIGITS[int(digit)] for digit in f"{int(year):04}")


def _cents(amount: Decimal | int | str) -> int:
    """The amount in whole cents, exactly."""
    if isinstance(amount, str):
        return _cents(parse_amount(amount))
    if isinstance(amount, bool) or not isinstance(amount, Decimal | int):
        raise InvalidAmount(amount, "only Decimal is exact", "请用十进制定点数表示金额")
    value = Decimal(amount)
    if not value.is_finite() or not LEAST <= value <= MOST:
        raise InvalidAmount(
            amount, "outside 0.01 to 9999999999999.99", "应在0.01元至9,999,999,999,999.99元之间"
        )
    # A ratio is exact whatever decimal context the caller has set.
    numerator, denominator = value.as_integer_ratio()
    cents, rest = divmod(numerator * 100, denominator)
    if rest:
        raise InvalidAmount(amount, "a fraction of a cent", "最小单位为分，至多两位小数")
    return cents


def _readings(cents: int) -> Iterator[str]:
    """Every permitted way to write the amount; some come twice."""
    for after_yi, after_wan, after_yuan in itertools.product((True, False), repeat=3):
        reading = _reading(cents, after_yi=after_yi, after_wan=after_wan, after_yuan=after_yuan)
        yield reading
        if reading.endswith("角"):
            yield reading + "整"


def _reading(cents: int, *, after_yi: bool = True, after_wan: bool, after_yuan: bool) -> str:
    """One reading; the flags choose where the annex leaves a 零 open."""
    yuan, fraction = divmod(cents, 100)
    jiao, fen = divmod(fraction, 10)
    text = ""
    if yuan:
        text = _integer(yuan, after_yi=after_yi, after_wan=after_wan) + "元"
        if not fraction:
            return text + "整"
        # Annex, 1(4): 角 zero and 分 not: a 零 after 元. 1(3): 元 zero and 角 not: either way.
        if not jiao or (yuan % 10 == 0 and after_yuan):
            text += "零"
    if jiao:
        text += _DIGITS[jiao] + "角"
    if fen:
        text += _DIGITS[fen] + "分"
    return text


def _integer(number: int, *, after_yi: bool, after_wan: bool) -> str:
    """A whole number from 1 to 99999 9999 9999 in sections of four digits."""
    high, low = divmod(number, 10**8)
    if high:
        # Annex, 1(3): open where a run of zeros takes in the 万 digit but not the 千 digit. By the
        # letter it does not name the 亿 digit, but there too an absent 零 misleads no one.
        below = _below_yi(low, after_wan=after_wan)
        is_open = 10**3 <= low < 10**4 or (low >= 10**7 and high % 10 == 0)
        gap = after_yi if is_open else 0 < low < 10**7
        return _below_yi(high, after_wan=after_wan) + "亿" + "零" * gap + below
    return _below_yi(low, after_wan=after_wan)


def _below_yi(number: int, *, after_wan: bool) -> str:
    high, low = divmod(number, 10**4)
    if not high:
        return _section(low)
    # Annex, 1(2): a run of zeros gives one 零. 1(3): 万 zero and 千 not: either way.
    gap = low > 0 and (low < 1000 or (high % 10 == 0 and after_wan))
    return _section(high) + "万" + "零" * gap + _section(low)


def _section(number: int) -> str:
    """Up to four digits; zeros between others give one 零, trailing ones none."""
    text = ""
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += _DIGITS[digit] + _PLACES[place]
        elif text and not text.endswith("零"):
            text += "零"
    return text.removesuffix("零")


def _cents_named_by(match: re.Match[str]) -> int:
    def section(name: str) -> int:
        return _value(match[name] or "")

    yuan = section("hundred_millions") * 10**8 + section("ten_thousands") * 10**4 + section("ones")
    return yuan * 100 + section("jiao") * 10 + section("fen")


def _value(text: str) -> int:
    """The value of digits with places, 万 included, whether or not its 零 are in order."""
    high, wan, low = text.rpartition("万")
    if wan:
        return _value(high) * 10**4 + _value(low)
    return sum(
        _DIGITS.index(digit) * 10 ** _PLACES.index(place)
        for digit, place in re.findall("([零壹贰叁肆伍陆柒捌玖])([仟佰拾]?)", text)
    )
