"""Money in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accountability.money import fen_of_yuan, in_capitals, in_wan, in_yuan
from app.errors import BreaksRule


# 正确填写票据和结算凭证的基本规定（银发〔1997〕393号附一）: its own examples first
@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万零柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("500000", "伍拾万元整"),
        ("400000", "肆拾万元整"),
        ("850000", "捌拾伍万元整"),
        ("1500000", "壹佰伍拾万元整"),
        ("1600000", "壹佰陆拾万元整"),
        ("100000005", "壹亿零伍元整"),
        ("10001", "壹万零壹元整"),
        ("0.05", "伍分"),
        ("0.10", "壹角"),
        ("0", "零元整"),
        ("-12.50", "负壹拾贰元伍角"),
    ],
)
def test_capitals(yuan: str, capitals: str) -> None:
    assert in_capitals(fen_of_yuan(yuan)) == capitals


@pytest.mark.parametrize(
    ("fen", "wan", "yuan"),
    [
        (50_000_000, "50万元", "500,000元"),
        (85_000_000, "85万元", "850,000元"),
        (12_500_000, "12.5万元", "125,000元"),
        (999_999, "9999.99元", "9,999.99元"),
        (1, "0.01元", "0.01元"),
        (0, "0元", "0元"),
        (-1_250, "-12.5元", "-12.50元"),
    ],
)
def test_sentences_and_tables(fen: int, wan: str, yuan: str) -> None:
    assert (in_wan(fen), in_yuan(fen)) == (wan, yuan)


@pytest.mark.parametrize("text", ["", "abc", "1.234", "NaN", "Infinity"])
def test_what_is_no_amount_of_whole_fen_is_refused(text: str) -> None:
    with pytest.raises(BreaksRule):
        fen_of_yuan(text)


def read_capitals(text: str) -> int:
    """The fen that capitals say, read back."""
    digits = {digit: value for value, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
    small = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = fen = 0
    for sign in text.removesuffix("整"):
        if sign in digits:
            digit = digits[sign]
        elif sign in small:
            section, digit = section + digit * small[sign], 0
        elif sign in "万亿":
            total, section, digit = (total + section + digit) * {"万": 10**4, "亿": 10**8}[sign], 0, 0
        elif sign == "元":
            total, section, digit = total + section + digit, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[sign], 0
    return total * 100 + fen


@given(st.integers(0, 10**10 - 1))
def test_capitals_say_the_amount(fen: int) -> None:
    """Up to 9999 万 yuan and a hundred million: 亿 and 万 do not meet below it."""
    text = in_capitals(fen)
    assert read_capitals(text) == fen
    assert "零零" not in text


@given(st.integers(-(10**14), 10**14))
def test_yuan_and_back(fen: int) -> None:
    assert fen_of_yuan(in_yuan(fen).removesuffix("元")) == fen
