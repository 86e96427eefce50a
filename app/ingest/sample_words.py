"""Words of monthly tables: what a row or column beside the samples is, months, rivers, sites (表格用语)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_AROUND: Final = (
    r"(?:全[市县区年省]|本[月次年]|各断面|断面|月|年|均|当月|上月|去年|水质|GB\d*|地表水|[ⅠⅡⅢⅣⅤIV]+类?水?)*"
)
_SUMMARIES: Final[dict[str, str]] = {
    "average": r"平均|平均值|均值|平均浓度|算术平均值?|mean|average|avg",
    "maximum": r"最大值?|最高值?|max|maximum",
    "minimum": r"最小值?|最低值?|min|minimum",
    "total": r"合计|总计|小计|总和|汇总|sum|total",
    "limit": r"标准限值|标准值?|限值|评价标准|执行标准|目标值|控制目标|考核标准|标准|"
    r"(?:[ⅠⅡⅢⅣⅤ]|i{1,3}|iv|v)类(?:标准)?(?:限?值)?",
    "detection_limit": r"检出限|方法检出限|最低检出限|检测限|检出下限|测定下限|mdl|lod",
    "rate": r"超标率|达标率|检出率|超标倍数|最大超标倍数|超标个?数|超标次数|样品数|样本数|个数|监测次数|变异系数|"
    r"标准差|标准偏差|中位数|同比|环比|变化率|变化幅度|增减|水质类别|类别|评价结果|水质状况|范围|浓度范围",
    "method": r"分析方法|检测方法|监测方法|方法依据|方法|仪器|单位",
}  # fmt: skip
_SUMMARY: Final = tuple(
    (reason, re.compile(rf"{_AROUND}(?:{words})(?:[(].*[)])?:?", re.IGNORECASE)) for reason, words in _SUMMARIES.items()
)
_NOTE: Final = re.compile(
    r"(?:备注|注|注释|说明|填表说明|附注|制表|制表人|填表|填表人|填报|填报人|填报单位|审核|审核人|复核|校核|校对|编制|审批|"
    r"批准|签发|负责人|报出|监测单位|采样单位|分析单位|采样人|采样人员|分析人|检测人|联系人|联系电话|电话|数据来源|来源|打印|"
    r"制表日期|填表日期|报告日期|报送日期|上报日期|日期(?=[:\d])|盖章|单位负责人|第\d+页|共\d+页|note|remarks?)"
    r"(?:[:;、.。,()\d年月日]|$|人|单位)",
    re.IGNORECASE,
)
_OTHER_DATE: Final = re.compile(
    r"(?:制表|填表|报告|报送|上报|打印|审核|编制|签发|填报|发布|报出)(?:日期|时间)?:?\s*"
    r"\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]?\s*(?:\d{1,2}\s*日?)?"
)
_CHINESE: Final = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
                   "十一": 11, "十二": 12}  # fmt: skip
_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_RANGE: Final = re.compile(r"\d{1,2}月?\s*[-—–~至到]\s*\d{1,2}\s*月")
_YEAR_MONTH: Final = re.compile(
    r"(?<!\d)(\d{4})\s*(?:年度?|[-./])\s*(\d{1,2})(?!\d)\s*(月份?)?\s*(?:(\d{1,2})\s*[日号])?"
)
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*年")
_SHORT_YEAR: Final = re.compile(r"(?<!\d)(\d{2})\s*年\s*(\d{1,2})\s*月")
_MONTH: Final = re.compile(r"(?<![\d.])(\d{1,2})\s*月(?:份|(?!\s*\d))")
_CHINESE_MONTH: Final = re.compile(r"(?:^|[年度\s(])(十[一二]?|[一二三四五六七八九])月")
_WATER: Final = r"(?:河|江|湖|水库|干渠|总干|沟|渠|溪|排河|支流|运河|港|塘|淀|泊)"
_RIVER: Final = re.compile(rf"[\u4e00-\u9fff]{{1,7}}{_WATER}")
_NO_RIVER: Final = re.compile(
    r"地表水|主要|重点|城市|农村|黑臭|入河|河流|湖泊|河湖|各|全|所有|断面|监测|河道|河长|县|排污|汇总|统计|一览|名称|水质"
)
_PAIR: Final = re.compile(r"([\u4e00-\u9fffA-Za-z]{2,8})\s*:\s*([^:\s,;]+)")
SUMMARY_COLUMN: Final = re.compile(
    rf"{_AROUND}(?:平均值?|均值|平均浓度|年均值?|月均值?|最大值?|最小值?|最高值?|最低值?|合计|总计|小计|累计|累计均值|同比|环比|"
    r"变化率|变化幅度|第?[一二三四1-4]季度|上半年|下半年|全年|上年同期|去年同期|上月|上年|超标率|超标倍数|达标率|类别|"
    r"1?\d?月?[-—~至]1?\d月(?:均值|平均)?)(?:均值|平均值?)?(?:[(].*[)])?"
)


def plain_text(text: str) -> str:
    """A text as it is compared: NFKC, no blanks beside Chinese, one blank elsewhere.

    >>> plain_text("高锰酸盐\\n指数 （ｍｇ/L）"), plain_text(" dissolved \\n oxygen")
    ('高锰酸盐指数(mg/L)', 'dissolved oxygen')
    """
    folded = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip()
    return folded.replace(" ", "") if re.search(r"[\u4e00-\u9fff]", folded) else folded


@lru_cache(maxsize=8192)
def summary_word(text: str) -> str | None:
    """Why a row that begins with this text is no sample: ``average``, ``limit``, ``total`` …; None where it may be one.

    >>> summary_word("平均值"), summary_word("Ⅲ类标准限值(mg/L)"), summary_word("平均桥"), summary_word("全市均值：")
    ('average', 'limit', None, 'average')
    """
    plain = plain_text(text)
    if len(plain) > 40:
        return None
    return next((reason for reason, pattern in _SUMMARY if pattern.fullmatch(plain)), None)


@lru_cache(maxsize=8192)
def is_note(text: str) -> bool:
    """Whether a text is a remark, a signature or the like below or above a table (备注、制表人).

    >>> is_note("备注：断流未采样"), is_note("制表人：张三"), is_note("注"), is_note("注河桥")
    (True, True, True, False)
    """
    plain = plain_text(text)
    return bool(_NOTE.match(plain)) or (plain.startswith("*") and len(plain) > 4)


@lru_cache(maxsize=8192)
def month_word(text: str) -> str | None:
    """A text that names a month and nothing else, as ``2023-05`` or, without a year, ``05`` (月份).

    >>> [month_word(text) for text in ("5月", "2023年5月份", "十一月", "2023.05", "202305", "5月12日", "13月")]
    ['05', '2023-05', '11', '2023-05', '2023-05', None, None]
    """
    plain = plain_text(text).translate(str.maketrans("", "", "()"))
    if match := re.fullmatch(r"(\d{4})(?:年度?|[-./])(\d{1,2})(?:月份?)?(?:均值|月均值|水质|监测结果|数据)?", plain):
        return _joined(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"((?:19|20)\d{2})(\d{2})", plain):
        return _joined(int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{2})年(\d{1,2})月份?", plain):
        return _joined(2000 + int(match[1]), int(match[2]))
    if match := re.fullmatch(r"(\d{1,2})月份?(?:均值|月均值|水质|监测结果|数据|监测数据|手工|自动)?", plain):
        return _joined(None, int(match[1]))
    if match := re.fullmatch(r"(?:([〇零○一二三四五六七八九]{4})年)?(十[一二]?|[一二三四五六七八九])月份?", plain):
        return _joined(int(match[1].translate(_DIGITS)) if match[1] else None, _CHINESE[match[2]])
    if match := re.fullmatch(r"(\d{4})-(\d{2})-01(?: 00:00:00)?", plain):
        return _joined(int(match[1]), int(match[2]))
    return None


@lru_cache(maxsize=2048)
def title_month(text: str) -> str | None:
    """The month, day or year that a title names: ``2023-05``, ``2023-05-12``, ``05`` or ``2023`` (标题中的年月).

    A range of months (1—5月) is none; dates of signing and printing do not count.

    >>> title_month("2023年5月地表水水质监测结果表"), title_month("聊城市2023年水质"), title_month("5月份手工数据")
    ('2023-05', '2023', '05')
    >>> title_month("2023年1-5月均值"), title_month("制表日期：2023年6月2日"), title_month("采样日期：2023年5月12日")
    ('2023', None, '2023-05-12')
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"([〇零○一二三四五六七八九]{4})年", lambda found: found[1].translate(_DIGITS) + "年", plain)
    plain = _OTHER_DATE.sub(" ", plain)
    year = _YEAR.search(plain)
    if _RANGE.search(plain):
        return year[1] if year else None
    for match in _YEAR_MONTH.finditer(plain):
        found = _joined(int(match[1]), int(match[2]))
        if found and 1950 <= int(match[1]) <= 2200 and (match[3] or len(match[0].strip()) >= 6):
            return f"{found}-{int(match[4]):02d}" if match[4] and 1 <= int(match[4]) <= 31 else found
    if match_short := _SHORT_YEAR.search(plain):
        return _joined(2000 + int(match_short[1]), int(match_short[2]))
    month = None
    if match_month := _MONTH.search(plain):
        month = _joined(None, int(match_month[1]))
    elif match_chinese := _CHINESE_MONTH.search(plain):
        month = f"{_CHINESE[match_chinese[1]]:02d}"
    if year and month:
        return f"{year[1]}-{month}"
    return month or (year[1] if year else None)


def river_word(text: str) -> str | None:
    """A text that is a river's or a lake's name and nothing else (河流名).

    >>> river_word("徒骇河"), river_word("一、马颊河流域"), river_word("地表水河流"), river_word("前油坊")
    ('徒骇河', '马颊河', None, None)
    """
    plain = (
        re.sub(r"^[(]?[一二三四五六七八九十\d]+[)、.]\s*", "", plain_text(text))
        .removesuffix("流域")
        .removesuffix("水系")
    )
    plain = plain.rstrip(":")
    return plain if _RIVER.fullmatch(plain) and not _NO_RIVER.search(plain) else None


def title_pairs(text: str) -> dict[str, str]:
    """The labelled pairs of a title or side block, by label (标题中的标注).

    >>> title_pairs("河流：徒骇河   断面名称:前油坊  单位：mg/L")
    {'河流': '徒骇河', '断面名称': '前油坊', '单位': 'mg/L'}
    """
    return {match[1]: match[2] for match in _PAIR.finditer(unicodedata.normalize("NFKC", text))}


def title_river(text: str) -> str | None:
    """The river that a title begins with or speaks of (标题中的河流).

    >>> title_river("徒骇河2023年水质监测结果"), title_river("2023年5月马颊河各断面水质"), title_river("全市河流水质")
    ('徒骇河', '马颊河', None)
    """
    plain = re.sub(r"(?:\d{4}年)?(?:度)?(?:\d{1,2}月份?)?", "", plain_text(text))
    match = re.match(rf"([\u4e00-\u9fff]{{1,6}}?{_WATER})(?=水质|断面|各|监测|$)", plain)
    return match[1] if match and not _NO_RIVER.search(match[1]) else None


def title_site(text: str) -> str | None:
    """The one section that a title speaks of (标题中的断面).

    >>> title_site("前油坊断面2023年水质监测结果"), title_site("2023年国控断面水质"), title_site("各断面氨氮")
    ('前油坊', None, None)
    """
    plain = re.sub(r"(?:\d{4}年)?(?:度)?(?:\d{1,2}月份?)?", "", plain_text(text))
    match = re.match(r"([\u4e00-\u9fff]{2,10}?)(?:监测|考核|国控|省控|市控|县控)?断面", plain)
    if match is None or re.search(
        r"各|全|所有|[国省市县区]控|[国省市]考|主要|重点|地表水|河流|监测|水质|汇总|市|县", match[1]
    ):
        return None
    river = re.match(rf"[\u4e00-\u9fff]{{1,6}}?{_WATER}(?=[\u4e00-\u9fff]{{2}})", match[1])
    return match[1][river.end() :] if river else match[1]


def _joined(year: int | None, month: int) -> str | None:
    """Year and month as text; None where there is no such month."""
    if not 1 <= month <= 12:
        return None
    return f"{month:02d}" if year is None else f"{year:04d}-{month:02d}"
