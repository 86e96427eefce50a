"""What each column of a file of samples is: site, time, state, or an indicator with its unit (样品表表头)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.assessment.concentration import folded_unit, unit_factor
from app.assessment.indicators import FREE_PREFIX, find_indicator, folded, free_code
from app.errors import BreaksRule

FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "site_code": ("断面编码", "断面代码", "站点编码", "点位编码", "测站编码", "测点编码", "断面编号", "点位编号",
                  "site_code",
                  "site", "section_code", "station_code", "site_id", "station_id", "code", "水源地编码", "水源编码",
                  "水体编码", "黑臭水体编码", "单位编码", "排污单位编码", "监测井编码", "井编号",
                  "排污口编码", "排口编码", "排污口编号", "排口编号", "编码"),
    "site_name": ("断面名称", "站点名称", "点位名称", "测站名称", "监测点位", "监测断面", "断面", "点位", "站点",
                  "测点", "监测断面名称", "监测点位名称", "考核断面", "考核断面名称", "国控断面", "省控断面",
                  "市控断面",
                  "县控断面", "采样点位", "采样断面", "采样地点", "采样点", "监测点", "监测站点", "测站",
                  "水源地名称", "排污口名称", "排口名称",
                  "断面(点位)名称", "断面(点位)", "断面/点位", "点位(断面)名称", "名称", "site_name", "section",
                  "station", "station_name", "name"),
    "river": ("河流", "所属河流", "所在河流", "河流名称", "水体", "水体名称", "所在水体", "河流(湖库)",
              "河流(湖库)名称",
              "河流/湖库", "河湖名称", "河流湖库", "断面所在河流", "河名", "河道", "河道名称", "湖库名称", "水系",
              "所属水系",
              "所在水系", "river", "water_body"),
    "sampled_at": ("监测时间", "采样时间", "采样日期", "监测日期", "时间", "日期", "采样时刻", "月份", "监测月份",
                   "采样月份", "监测年月", "采样年月", "年月", "取样时间", "取样日期", "采样年月日", "监测时段", "月",
                   "sampled_at", "sample_time", "sample_date", "datetime", "time", "date", "month"),
    "day": ("采集日", "采集日期", "day"),
    "year": ("年", "年份", "年度", "监测年份", "year"),
    "day_of_month": ("日",),
    "state": ("站点情况", "站点状态", "运行状态", "状态", "state"),
    "source": ("数据来源", "监测方式", "监测类型", "source"),
    "indicator": ("监测项目", "监测指标", "项目", "指标", "项目名称", "指标名称", "污染物", "污染物名称", "因子",
                  "监测因子", "检测项目", "分析项目", "检测指标", "评价指标", "indicator", "parameter", "analyte"),
    "value": ("监测值", "浓度", "结果", "监测结果", "测定值", "检测结果", "数值", "值", "浓度值", "监测浓度",
              "检测值",
              "分析结果", "月均值", "value", "result"),
    "unit": ("单位", "计量单位", "浓度单位", "unit", "units"),
    "detection_limit": ("检出限", "方法检出限", "detection_limit", "mdl", "lod"),
    "remark": ("备注", "说明", "情况说明", "断面情况", "监测情况", "采样情况", "remark", "remarks", "note"),
}  # fmt: skip
NEVER_INDICATORS: Final = frozenset(
    folded(name)
    for name in (
        "经度", "纬度", "lon", "lat", "longitude", "latitude", "north_latitude", "west_longitude", "x", "y", "序号",
        "编号",
        "id", "no", "fid", "objectid", "index", "年", "月", "日", "year", "day", "hour", "水质类别", "备注", "省份",
        "流域", "县区", "区县", "所属县区", "所在县区", "市县", "城市", "地市", "行政区", "行政区划", "所在地区",
        "地区", "乡镇",
        "所属乡镇", "责任单位", "责任县区", "责任区县", "考核县区", "断面类型", "断面级别", "断面属性", "断面性质",
        "控制级别",
        "考核类别", "考核目标", "目标类别", "水质目标", "规划类别", "目标水质", "功能区类别", "本月类别", "本月水质",
        "水质现状", "现状类别", "水质状况", "评价结果", "评价类别", "类别", "超标项目", "超标因子", "超标倍数",
        "超标情况",
        "主要污染物", "主要污染指标", "定类因子", "达标情况", "是否达标", "达标与否", "天气", "气温", "采样人",
        "样品编号",
        "样品性状", "样品状态", "监测单位", "分析单位", "水期", "上月类别", "去年同期", "上年同期", "同比", "环比",
        "排名",
        "名次", "河长", "联系电话", "分析方法", "检测方法", "监测方法", "方法依据",
    )
)  # fmt: skip
_PLAIN_UNITS: Final = frozenset(
    (
        "ntu",
        "fnu",
        "℃",
        "°c",
        "deg_c",
        "无量纲",
        "m",
        "cm",
        "mv",
        "μs/cm",
        "ms/cm",
        "us/cm",
        "us/cm",
        "%",
        "度",
        "倍",
        "m3/s",
    )
)
_BRACKETED: Final = re.compile(r"^(?P<name>.*?)[\s_]*[(\[【](?P<unit>[^()\[\]【】]*)[)\]】]\s*$")
_TRAILING: Final = re.compile(
    r"^(?P<name>.*?)[\s_]+(?P<unit>(?:mg|μg|ug|ng|g|kg|个|mpn|cfu)/(?:l|m3|100ml))$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of results (结果列).

    Attributes
    ----------
    code
        Indicator code; free (``x:…``) where no table knows it or its unit cannot be converted.
    factor
        What its numbers are multiplied by to be in ``unit``.
    unit
        The unit that the values are kept in, None where the file names none.
    written
        The unit as the file writes it.
    doubtful
        Whether it names a known indicator in a unit that cannot be converted.
    """

    heading: str
    code: str
    factor: float
    unit: str | None
    written: str = ""
    doubtful: bool = False


def match_fields(headings: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """The column of each field: as mapped, else by its usual names (表头识别).

    Raises
    ------
    BreaksRule
        A mapped field or column that does not exist, with the ones that do.

    Examples
    --------
    >>> match_fields(["断面名称", "监测时间", "pH(无量纲)"], {})
    {'site_name': '断面名称', 'sampled_at': '监测时间'}
    >>> match_fields(["sampling(point)", "collect(date)"], {"site_code": "sampling(point)"})
    {'site_code': 'sampling(point)'}
    """
    fields: dict[str, str] = {}
    for name, column in mapping.items():
        if name not in FIELDS and find_indicator(name) is None:
            raise BreaksRule(
                f"没有字段“{name}”，可用：{'、'.join(FIELDS)}，或指标编码。",
                f"There is no field {name!r}; there are {', '.join(FIELDS)}, and indicator codes.",
                parameter="mapping",
            )
        if column not in headings:
            raise BreaksRule(
                f"文件里没有列“{column}”，有：{'、'.join(headings)}。",
                f"The file has no column {column!r}; it has {', '.join(headings)}.",
                parameter="mapping",
            )
        if name in FIELDS:
            fields[name] = column
    taken = set(mapping.values())
    for name, aliases in FIELDS.items():
        if name in fields:
            continue
        for alias in aliases:
            found = [heading for heading in headings if folded(heading) == folded(alias) and heading not in taken]
            if found:
                fields[name] = found[0]
                taken.add(found[0])
                break
    return fields


def result_column(heading: str, *, unit: str | None = None) -> ResultColumn:
    """What a heading of a result says: indicator and unit (结果列识别).

    Examples
    --------
    >>> result_column("高锰酸盐指数(mg/L)").code, result_column("cr6(ug/l)").code, result_column("cr6(ug/l)").factor
    ('w01019', 'w20117', 0.001)
    >>> result_column("ag_sol(mg/l)").code, result_column("radiochem(alpha)").code, result_column("hg_ll(ng/l)").unit
    ('x:ag_sol', 'x:radiochem(alpha)', 'ng/l')
    """
    name, written = split_unit(heading) if unit is None else (heading, unit)
    known = find_indicator(name)
    free = free_code(name.removeprefix(FREE_PREFIX))
    if known is None or (not written and known.code.startswith(FREE_PREFIX) and known.unit == "mg/L"):
        return ResultColumn(heading, free, 1.0, written or None, written)
    factor = unit_factor(known, written)
    if factor is None:
        return ResultColumn(heading, free, 1.0, written or None, written, doubtful=True)
    return ResultColumn(heading, known.code, factor, known.unit or None, written)


def split_unit(heading: str) -> tuple[str, str]:
    """A heading's name and unit; brackets that hold no unit belong to the name.

    Examples
    --------
    >>> split_unit("氨氮（mg/L）"), split_unit("总磷(湖、库)"), split_unit("xylenes(total)(ug/l)"), split_unit("ph()")
    (('氨氮', 'mg/L'), ('总磷(湖、库)', ''), ('xylenes(total)', 'ug/l'), ('ph', ''))
    """
    text = unicodedata.normalize("NFKC", heading).strip()
    for pattern in (_BRACKETED, _TRAILING):
        match = pattern.fullmatch(text)
        if match and match["name"] and is_unit(match["unit"]):
            return match["name"].strip(), match["unit"].strip()
    return text, ""


def is_unit(text: str) -> bool:
    """Whether a text is a unit: of concentration, of the usual probes, or blank."""
    plain = folded_unit(text)
    return not plain or plain in _PLAIN_UNITS or bool(re.fullmatch(r"[^/\s]{1,6}/(l|m3|ml|100ml|cm|s|d)", plain))
