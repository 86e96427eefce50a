"""Rivers and lakes: reaches 河段 and lakes 湖库 (水体图层)."""

from __future__ import annotations

from app.layers.fields import DISTRICT, LAST, RIVER_ALIASES, choice, code, codes, number, people, text, whole
from app.layers.spec import LayerSpec
from app.layers.style import CLASS_LEGEND, entry

DIRECTION = (
    ("digitised", "顺数字化方向", "As digitised", ("顺向", "顺流", "正向", "单向", "正", "forward", "FT", "1")),
    ("reversed", "逆数字化方向", "Against the line", ("逆向", "逆流", "反向", "逆", "反", "backward", "TF", "-1")),
    ("both", "双向", "Both ways", ("往复", "双向流", "往复流", "可逆", "B", "0")),
)

REACHES = LayerSpec(
    id="reaches",
    zh="河段",
    en="Reaches",
    geometry="LineString",
    key="code",
    description_zh="河流与渠道按汇流点、断面和闸坝切分的河段；水系网络由它生成。",
    description_en="Rivers and canals cut at junctions, sections and sluices; the river network is built from them.",
    fields=(
        code(
            "code",
            "河段编码",
            "Reach code",
            "河段代码",
            "河流编码",
            "河流代码",
            "HDBM",
            "HLBM",
            "HDDM",
            "REACHCODE",
            "COMID",
        ),
        text("name", "河段名称", "Reach name", "HDMC", "REACHNAME", "名称", "NAME"),
        text("river", "河流", "River", *RIVER_ALIASES),
        codes("aliases", "河流别名", "Other names of the river", "别名", "又名", "曾用名", "ALIAS"),
        choice("direction", "流向", "Flow direction", DIRECTION, "水流方向", "LX", "FLOWDIR"),
        whole(
            "stream_order",
            "河流级别",
            "Stream order",
            None,
            "河流等级",
            "河道等级",
            "级别",
            "HLJB",
            "HDDJ",
            "STREAMORDE",
        ),
        number("velocity_m_per_s", "平均流速", "Mean velocity", "m/s", "流速", "PJLS", "LS", "VELOCITY"),
        number("flow_m3_per_s", "平均流量", "Mean flow", "m³/s", "流量", "多年平均流量", "PJLL", "LL", "FLOW"),
        number("width_m", "河宽", "Width", "m", "水面宽", "HK", "WIDTH"),
        code("from_node", "起点节点", "From node", "起始节点", "起节点", "QDJD", "FROMNODE", "FNODE", "FNODE_"),
        code("to_node", "终点节点", "To node", "终止节点", "止节点", "ZDJD", "TONODE", "TNODE", "TNODE_"),
        code(
            "to_code",
            "下游河段编码",
            "Downstream reach",
            "下游河段",
            "XYHDBM",
            "TOCODE",
            "TOCOMID",
            refers_to="reaches",
        ),
        people(
            "river_chiefs",
            "河长",
            "River chiefs",
            "河长信息",
            "河长姓名",
            "HZ",
            "HZXX",
            note="按级别（市、县、乡、村）列出姓名、职务、电话。",
        ),
        text("river_system", "水系", "River system", "所属水系", "流域名称", "流域", "SX", "LYMC"),
        DISTRICT,
        *LAST,
    ),
    style={
        "symbol": "reach",
        "colour_by": "class",
        "width_px": (2, 6),
        "width_by": "stream_order",
        "arrows_from_zoom": 13,
        "legend": (*CLASS_LEGEND, entry("none", "无断面评价", "No section judges it", "water", pattern="dashed")),
    },
)

LAKES = LayerSpec(
    id="lakes",
    zh="湖库",
    en="Lakes and reservoirs",
    geometry="Polygon",
    key="code",
    description_zh="参与评价的湖泊、水库的水面。",
    description_en="Water surface of the lakes and reservoirs that are assessed.",
    fields=(
        code("code", "湖库编码", "Lake code", "湖泊编码", "水库编码", "湖库代码", "HKBM", "SKBM"),
        text("name", "湖库名称", "Name", "湖泊名称", "水库名称", "名称", "HKMC", "SKMC", "NAME"),
        codes("aliases", "别名", "Other names", "又名", "曾用名", "ALIAS"),
        choice(
            "kind",
            "湖库类型",
            "Kind",
            (
                ("lake", "湖泊", "Lake", ("湖", "天然湖泊", "人工湖")),
                ("reservoir", "水库", "Reservoir", ("平原水库", "库")),
                ("pond", "坑塘", "Pond", ("塘", "坑")),
            ),
            "类型",
            "HKLX",
        ),
        text("river", "相连河流", "Connected river", "所在河流", "河流", "HLMC"),
        number("area_km2", "水面面积", "Surface", "km²", "面积", "SMMJ", "AREA"),
        number("volume_m3", "库容", "Volume", "m³", "总库容", "KR", "VOLUME", note="以立方米计；1亿m³ = 100000000。"),
        text("purpose", "主要功能", "Purpose", "功能", "用途", "ZYGN"),
        DISTRICT,
        *LAST,
    ),
    style={
        "symbol": "lake",
        "colour_by": "class",
        "fill_opacity": 0.6,
        "legend": CLASS_LEGEND,
    },
)
