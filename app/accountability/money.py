"""Money as whole fen, and as the words that letters and tables use (金额)."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from typing import Final

from app.errors import BreaksRule

FEN_PER_YUAN: Final = 100
FEN_PER_WAN: Final = 10_000 * FEN_PER_YUAN
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_GROUPS: Final = ("", "万", "亿", "万亿")
_CEILING_FEN: Final = 10**16 * FEN_PER_YUAN


def fen_of_yuan(yuan: int | str | Decimal) -> int:
    """The fen of an amount in yuan (元换算为分) [fen]; refuses what is finer than a fen.

    Raises
    ------
    BreaksRule
        The text is no amount, or has more than two decimals.

    Examples
    --------
    >>> fen_of_yuan(500000), fen_of_yuan("12.50"), fen_of_yuan("1,200,000")
    (50000000, 1250, 120000000)
    """
    try:
        fen = Decimal(str(yuan).replace(",", "").replace("，", "").strip()) * FEN_PER_YUAN
        whole = int(fen)
    except (InvalidOperation, ValueError, OverflowError):
        fen, whole = Decimal("NaN"), 0
    if fen != whole:
        raise BreaksRule(
            f"金额“{yuan}”不是可以精确到分的数，请改写，如 500000 或 12.50。",
            f"The amount {yuan!r} is no number of whole fen; write it as 500000 or 12.50.",
            parameter="amount",
        )
    return whole


def rounded_fen(amount_fen: Decimal) -> int:
    """A computed amount rounded to whole fen, half to even (修约到分) [fen].

    Examples
    --------
    >>> rounded_fen(Decimal("2.5")), rounded_fen(Decimal("3.5"))
    (2, 4)
    """
    return int(amount_fen.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def in_wan(amount_fen: int) -> str:
    """The amount as sentences say it (万元): in 万元 from 10,000 yuan on, else in yuan.

    Examples
    --------
    >>> in_wan(50_000_000), in_wan(12_345_678), in_wan(980_000), in_wan(0), in_wan(-50_000_000)
    ('50万元', '12.345678万元', '9800元', '0元', '-50万元')
    """
    unit, name = (FEN_PER_WAN, "万元") if abs(amount_fen) >= FEN_PER_WAN else (FEN_PER_YUAN, "元")
    return f"{_plain(Decimal(amount_fen) / unit)}{name}"


def in_yuan(amount_fen: int) -> str:
    """The amount as tables show it (元), with separators; fen only where there are any.

    Examples
    --------
    >>> in_yuan(50_000_000), in_yuan(1_250), in_yuan(0)
    ('500,000元', '12.50元', '0元')
    """
    return f"{_grouped(amount_fen)}元"


def in_english(amount_fen: int) -> str:
    """The amount in English (英文金额).

    Examples
    --------
    >>> in_english(50_000_000), in_english(1_250)
    ('500,000 yuan', '12.50 yuan')
    """
    return f"{_grouped(amount_fen)} yuan"


def in_capitals(amount_fen: int) -> str:
    """The amount in the capital numerals of financial papers (大写金额).

    Notes
    -----
    支付结算办法（银发〔1997〕393号）附一《正确填写票据和结算凭证的基本规定》: 整 after yuan where no fen follow
    (after jiao it may be left out, and is here); a run of zeros is one 零.

    Examples
    --------
    >>> in_capitals(50_000_000), in_capitals(16_858), in_capitals(107_000_053), in_capitals(0)
    ('伍拾万元整', '壹佰陆拾捌元伍角捌分', '壹佰零柒万元零伍角叁分', '零元整')
    """
    if abs(amount_fen) >= _CEILING_FEN:
        raise BreaksRule("金额过大，无法写成大写。", "The amount is too large to be written out.", parameter="amount")
    sign, rest = ("负", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    yuan, cents = divmod(rest, FEN_PER_YUAN)
    jiao, fen = divmod(cents, 10)
    text = f"{_capital_yuan(yuan)}元" if yuan else ""
    if not cents:
        return f"{sign}{text or '零元'}整"
    if yuan and (jiao == 0 or yuan % 10 == 0):
        text += "零"
    return f"{sign}{text}{_DIGITS[jiao] + '角' if jiao else ''}{_DIGITS[fen] + '分' if fen else ''}"


def money(amount_fen: int | None) -> dict[str, int | str | None]:
    """An amount JSON ready (金额): ``fen`` and its four ways of writing; all None where it is not settled.

    Examples
    --------
    >>> money(50_000_000)["capitals"], money(None)["fen"]
    ('伍拾万元整', None)
    """
    if amount_fen is None:
        return {"fen": None, "zh": None, "yuan": None, "en": None, "capitals": None}
    return {
        "fen": amount_fen,
        "zh": in_wan(amount_fen),
        "yuan": in_yuan(amount_fen),
        "en": in_english(amount_fen),
        "capitals": in_capitals(amount_fen),
    }


def _plain(number: Decimal) -> str:
    """A decimal without an exponent and without trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _grouped(amount_fen: int) -> str:
    """Yuan with thousands' separators."""
    sign, rest = ("-", -amount_fen) if amount_fen < 0 else ("", amount_fen)
    yuan, fen = divmod(rest, FEN_PER_YUAN)
    return f"{sign}{yuan:,}.{fen:02d}" if fen else f"{sign}{yuan:,}"


def _capital_yuan(yuan: int) -> str:
    """Whole yuan above 0 in capital numerals, group of four by group of four."""
    groups = []
    while yuan:
        yuan, group = divmod(yuan, 10_000)
        groups.append(group)
    text = ""
    for position in range(len(groups) - 1, -1, -1):
        group = groups[position]
        if not group:
            continue
        higher = groups[position + 1] if position + 1 < len(groups) else 1
        if text and (group < 1000 or higher % 10 == 0):
            text += "零"
        text += _capital_group(group) + _GROUPS[position]
    return text


def _capital_group(group: int) -> str:
    """A number 1–9999 in capital numerals."""
    text, gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = False
        else:
            gap = True
    return text
