"""Works on and beside the water: sluices 闸坝泵站, levees 堤防, drains 雨水口等."""

from __future__ import annotations

from app.layers.fields import DISTRICT, LAST, RIVER_ALIASES, TOWNSHIP, choice, code, day, number, people, same, text
from app.layers.spec import LayerSpec
from app.layers.style import entry

SLUICES = LayerSpec(
    id="sluices",
    zh="闸坝泵站",
    en="Sluices, dams and pumping stations",
    geometry="Point",
    key="code",
    temporal="state_on",
    description_zh="拦河闸、节制闸、橡胶坝、泵站及其启闭状态。",
    description_en="Sluices, weirs and pumping stations, and whether they are open.",
    fields=(
        code("code", "闸坝编码", "Code", "水闸编码", "闸站编码", "工程编码", "ZBBM", "SZBM"),
        text("name", "闸坝名称", "Name", "水闸名称", "泵站名称", "工程名称", "名称", "ZBMC", "NAME"),
        text("river", "河流", "River", *RIVER_ALIASES, refers_to="reaches.river"),
        choice("kind", "工程类型", "Kind",
               (("sluice", "水闸", "Sluice", ("闸", "拦河闸", "节制闸", "分洪闸", "涵闸", "进水闸", "退水闸")),
                ("dam", "坝", "Dam or weir", ("橡胶坝", "拦河坝", "闸坝", "溢流坝")),
                ("pump", "泵站", "Pumping station", ("排涝站", "提水站", "扬水站")),
                ("ship_lock", "船闸", "Ship lock", ())), "类型", "闸坝类型", "GCLX"),
        choice("state", "启闭状态", "State",
               (("open", "开启", "Open", ("开", "开闸", "全开", "敞开", "启")),
                ("closed", "关闭", "Closed", ("关", "关闸", "闭", "全关", "落闸")),
                ("partly", "部分开启", "Partly open", ("半开", "部分", "局部开启")),
                ("reversed", "反向运行", "Reversed", ("反向", "倒引", "倒灌", "反向引水", "逆向运行", "反抽")),
                ("unknown", "不明", "Unknown", ("未知", "不详", "待查"))), "开关状态", "闸门状态", "QBZT", "STATE"),
        day("state_on", "状态日期", "State as of", "状态时间", "ZTRQ"),
        number("design_flow_m3_per_s", "设计流量", "Design flow", "m³/s", "过闸流量", "SJLL"),
        number("storage_m3", "拦蓄水量", "Water held back", "m³", "蓄水量", "闸前蓄水量", "拦蓄量", "调蓄容积",
               "XSL", "LXSL", note="闸坝关闭时其上游拦蓄的水量。"),
        text("operator", "管理单位", "Operator", "管理机构", "GLDW"),
        people("contacts", "联系人", "Contacts", "负责人", "LXR"),
        DISTRICT,
        *LAST,
    ),
    style={
        "symbol": "sluice",
        "fill_by": "state",
        "legend": (
            entry("open", "开启", "Open", "ink", fill="hollow"),
            entry("closed", "关闭", "Closed", "ink", fill="solid"),
            entry("partly", "部分开启", "Partly open", "ink", fill="half"),
            entry("reversed", "反向运行", "Reversed", "accent", fill="solid"),
            entry("unknown", "状态不明", "Unknown", "class_0", fill="hatch"),
        ),
    },
)  # fmt: skip

LEVEES = LayerSpec(
    id="levees",
    zh="堤防",
    en="Levees",
    geometry="LineString",
    key="code",
    description_zh="堤防外缘线；“堤外 50 米”从这里量起。",
    description_en="Outer line of levees; distances “outside the levee” are measured from it.",
    fields=(
        code("code", "堤防编码", "Code", "堤防代码", "DFBM"),
        text("name", "堤防名称", "Name", "名称", "DFMC", "NAME"),
        text("river", "河流", "River", *RIVER_ALIASES, refers_to="reaches.river"),
        choice("bank", "岸别", "Bank", (("left", "左岸", "Left", ("左", "左堤")), ("right", "右岸", "Right",
                                                                                   ("右", "右堤"))), "AB"),
        text("grade", "堤防级别", "Grade", "级别", "DFJB"),
        DISTRICT,
        *LAST,
    ),
    style={"symbol": "levee", "legend": (entry("levee", "堤防", "Levee", "soft_ink", pattern="ticks"),)},
)  # fmt: skip

DRAINS = LayerSpec(
    id="drains",
    zh="雨水口与管网节点",
    en="Drains and sewer nodes",
    geometry="Point",
    key="code",
    temporal="found_on",
    description_zh="雨水口、溢流口、雨污混接点、强排站。",
    description_en="Storm drains, overflows, misconnections of sewers and storm pumps.",
    fields=(
        code("code", "节点编码", "Code", "编号", "雨水口编码", "JDBM", "YSKBM"),
        text("name", "节点名称", "Name", "名称", "雨水口名称", "JDMC", "NAME"),
        choice("kind", "节点类型", "Kind",
               same("雨水口|Storm drain|雨水排口", "溢流口|Overflow|溢流井", "混接点|Misconnection|雨污混接点|错接点",
                    "强排站|Storm pump|雨水泵站"), "类型", "JDLX"),
        text("receiving_water", "受纳水体", "Receiving water", "排入水体", "SNST", refers_to="reaches.river"),
        code("outfall", "排污口编码", "Outfall", "对应排口", "PWKBM", refers_to="outfalls"),
        choice("state", "状态", "State", same("正常|In order", "有问题|Faulty|异常|溢流",
                                              "已整改|Mended|已整治"), "运行状态", "ZT"),
        text("operator", "管理单位", "Operator", "养护单位", "GLDW"),
        day("found_on", "发现日期", "Found on", "排查日期", "FXRQ"),
        DISTRICT,
        TOWNSHIP,
        *LAST,
    ),
    style={"symbol": "drain", "legend": (entry("drain", "雨水口等", "Drain", "soft_ink", shape="small_square"),)},
)  # fmt: skip
