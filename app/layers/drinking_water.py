"""Drinking water: protection zones 饮用水水源保护区 and water sources 水源地."""

from __future__ import annotations

from app.layers.fields import DISTRICT, IN_FORCE, LAST, TOWNSHIP, choice, code, codes, day, flag, number, same, text
from app.layers.spec import LayerSpec
from app.layers.style import entry

SOURCE_KIND = same("河流型|River|河流", "湖库型|Lake or reservoir|水库型|湖泊型|湖库", "地下水型|Groundwater|地下水")
SCALE = same(
    "县级以上|County seat or larger|县级及以上|城市|县级", "千吨万人|Over 1,000 t/d or 10,000 people|农村千吨万人",
    "千吨万人以下|Smaller|乡镇级|农村",
)  # fmt: skip

PROTECTION_ZONES = LayerSpec(
    id="protection_zones",
    zh="饮用水水源保护区",
    en="Drinking-water protection zones",
    geometry="Polygon",
    key="code",
    temporal="approved_on",
    description_zh="一级、二级保护区和准保护区。批准的边界始终优先于按规则推算的范围。",
    description_en="Zones of tier 1, tier 2 and quasi-protected. An approved boundary wins over a computed one.",
    fields=(
        code("code", "保护区编码", "Zone code", "保护区代码", "BHQBM", "ZONECODE"),
        text("name", "保护区名称", "Name", "名称", "BHQMC", "NAME"),
        code("water_source", "水源地编码", "Water source", "水源地", "SYDBM", refers_to="water_sources"),
        text("water_source_name", "水源地名称", "Name of the source", "水源地名", "SYDMC"),
        choice("tier", "保护区级别", "Tier",
               (("1", "一级", "Tier 1", ("一级保护区", "Ⅰ", "一", "I", "1级")),
                ("2", "二级", "Tier 2", ("二级保护区", "Ⅱ", "二", "II", "2级")),
                ("quasi", "准保护区", "Quasi-protected", ("准", "准级", "3", "三级"))), "级别", "保护区等级",
                "BHQJB", "JB"),
        choice("source_kind", "水源类型", "Kind of source", SOURCE_KIND, "水源地类型", "SYLX"),
        choice("scale", "水源规模", "Scale", SCALE, "水源地级别", "规模", "SYGM"),
        choice("part", "水域或陆域", "Water or land", same("水域|Water", "陆域|Land", "水域和陆域|Both|水陆"),
               "范围类型", "SYLY"),
        number("area_km2", "面积", "Area", "km²", "保护区面积", "MJ", "AREA"),
        code("approval_number", "批复文号", "Approval number", "文号", "PFWH"),
        day("approved_on", "批复日期", "Approved on", "批准日期", "批复时间", "PFRQ"),
        DISTRICT,
        *IN_FORCE,
        *LAST,
    ),
    style={
        "symbol": "zone",
        "outline_by": "tier",
        "fill_opacity": 0.12,
        "legend": (
            entry("1", "一级保护区", "Tier 1", "zone", outline="solid", fill_opacity=0.12),
            entry("2", "二级保护区", "Tier 2", "zone", outline="dashed"),
            entry("quasi", "准保护区", "Quasi-protected", "zone", outline="dotted"),
        ),
    },
)  # fmt: skip

WATER_SOURCES = LayerSpec(
    id="water_sources",
    zh="水源地",
    en="Water sources",
    geometry="Point",
    key="code",
    public=False,
    description_zh="饮用水水源地的取水口或水源井；位置不公开。",
    description_en="Intakes and wells of drinking-water sources; their positions are not public.",
    fields=(
        code("code", "水源地编码", "Source code", "水源编码", "取水口编码", "SYDBM", "SYBM", "QSKBM"),
        text("name", "水源地名称", "Name", "水源名称", "取水口名称", "名称", "SYDMC", "QSKMC", "NAME"),
        choice("kind", "水源类型", "Kind", SOURCE_KIND, "水源地类型", "类型", "SYLX"),
        choice("scale", "水源规模", "Scale", SCALE, "水源地级别", "规模", "SYGM"),
        text("river", "取水水体", "Water taken from", "河流", "湖库", "QSST"),
        number("supply_m3_per_d", "日供水量", "Supply", "m³/d", "供水量", "GSL"),
        number("population", "服务人口", "People served", "人", "供水人口", "FWRK"),
        text("target_class", "水质目标", "Target class", "目标类别", "SZMB"),
        codes("monitored_set", "监测项目", "Items monitored", "JCXM"),
        text("frequency", "监测频次", "Frequency", "监测频率", "JCPC"),
        flag("is_reserve", "备用水源", "Reserve source", "是否备用", "应急水源", "BYSY"),
        text("operator", "管理单位", "Operator", "供水单位", "GLDW"),
        DISTRICT,
        TOWNSHIP,
        *LAST,
    ),
    style={"symbol": "water_source", "legend": (entry("water_source", "水源地", "Water source", "zone",
                                                      shape="drop"),)},
)  # fmt: skip
