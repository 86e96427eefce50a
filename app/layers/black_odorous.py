"""Black-odorous waters 黑臭水体: ditches (lines) and ponds (areas)."""

from __future__ import annotations

from app.layers.fields import DISTRICT, LAST, TOWNSHIP, choice, code, codes, day, number, same, text
from app.layers.spec import LayerSpec
from app.layers.style import entry

LEDGER_STATE = same(
    "线索|Clue|疑似|新发现", "识别|Being measured|监测识别", "纳入清单|Listed|列入清单|已纳入清单",
    "制定方案|Plan drawn up|方案",
    "治理中|Being remedied|整治中|正在整治", "完工|Works finished|工程完工", "评估|Being evaluated|效果评估",
    "公示|Public notice",
    "销号|Closed|已销号|已完成整治|完成整治|已完成", "长效巡查|Kept under watch|长效管护",
    "反弹|Rebounded|返黑返臭|反弹重开",
)  # fmt: skip

BLACK_ODOROUS_WATERS = LayerSpec(
    id="black_odorous_waters",
    zh="黑臭水体",
    en="Black-odorous waters",
    geometry="LineStringOrPolygon",
    key="code",
    temporal="closed_on",
    description_zh="城市建成区和农村的黑臭水体（沟渠为线、坑塘为面）及其台账状态。",
    description_en="Black-odorous ditches (lines) and ponds (areas) of towns and villages, with their ledger state.",
    fields=(
        code("code", "水体编码", "Code", "黑臭水体编码", "编号", "STBM", "HCBM"),
        text("name", "水体名称", "Name", "黑臭水体名称", "名称", "STMC", "HCSTMC", "NAME"),
        choice("setting", "城乡类型", "Urban or rural",
               (("urban", "城市", "Urban", ("城市建成区", "建成区", "县城", "城市黑臭水体")),
                ("rural", "农村", "Rural", ("乡村", "农村黑臭水体"))), "城市或农村", "所属类型", "CXLX"),
        choice("grade", "黑臭级别", "Grade",
               (("none", "不黑臭", "Not black-odorous", ("无黑臭", "消除", "已消除")),
                ("light", "轻度", "Light", ("轻度黑臭", "轻")),
                ("heavy", "重度", "Heavy", ("重度黑臭", "重")),
                ("black", "黑臭", "Black-odorous (rural, no grades)", ("农村黑臭",))), "黑臭程度", "级别",
                "HCJB", "HCCD"),
        choice("ledger_state", "台账状态", "Ledger state", LEDGER_STATE, "整治状态", "状态", "整治进展", "TZZT",
               "ZZZT"),
        number("length_m", "长度", "Length", "m", "水体长度", "CD", "LENGTH"),
        number("area_m2", "面积", "Area", "m²", "水域面积", "水面面积", "MJ", "AREA"),
        number("depth_m", "水深", "Depth", "m", "平均水深", "SS"),
        text("start_place", "起点", "From", "起点位置", "QD"),
        text("end_place", "终点", "To", "终点位置", "ZD"),
        text("receiving_water", "汇入水体", "Flows into", "受纳水体", "HRST", refers_to="reaches.river"),
        codes("responsible_bodies", "责任单位", "Responsible bodies", "责任部门", "ZRDW"),
        DISTRICT,
        TOWNSHIP,
        day("found_on", "发现日期", "Found on", "识别日期", "FXRQ"),
        day("closed_on", "销号日期", "Closed on", "销号时间", "完成整治日期", "XHRQ"),
        day("rebounded_on", "反弹日期", "Rebounded on", "返黑日期", "FTRQ"),
        text("clause", "文件依据", "Source document", "依据", "WJYJ"),
        *LAST,
    ),
    style={
        "symbol": "black_odorous",
        "width_by": "grade",
        "hollow_when": {"ledger_state": ("销号", "长效巡查")},
        "legend": (
            entry("heavy", "重度黑臭", "Heavy", "black_odorous", width_px=6),
            entry("light", "轻度黑臭", "Light", "black_odorous", width_px=3),
            entry("closed", "已销号", "Closed", "black_odorous", fill="hollow"),
            entry("反弹", "反弹", "Rebounded", "problem", pattern="hatch"),
        ),
    },
)  # fmt: skip
