"""Where water is measured: sections 监测断面 and groundwater wells 地下水点位 (监测图层)."""

from __future__ import annotations

from app.layers.fields import DISTRICT, IN_FORCE, LAST, RIVER_ALIASES, TOWNSHIP, choice, code, codes, number, same, text
from app.layers.spec import Field, LayerSpec
from app.layers.style import ATTAINMENT_LEGEND, CLASS_LEGEND, entry

WATER_TYPE = (
    ("river", "河流", "River", ("河", "河道", "渠", "河渠", "江河", "运河", "溪流", "rivers", "stream", "canal")),
    ("lake_or_reservoir", "湖库", "Lake or reservoir",
     ("湖", "库", "湖泊", "水库", "湖、库", "湖（库）", "湖泊水库", "湖泊、水库", "lake", "reservoir", "lakes")),
)  # fmt: skip

SECTIONS = LayerSpec(
    id="sections",
    zh="监测断面",
    en="Monitoring sections",
    geometry="Point",
    key="code",
    temporal="valid_from",
    description_zh="河流、湖库的水质监测断面（点位）及其考核目标。",
    description_en="Where rivers and lakes are sampled, and the targets these places are held to.",
    fields=(
        code("code", "断面编码", "Section code", "断面代码", "站点编码", "点位编码", "测站编码", "DMBM", "DMDM", "ZDBM",
             "SECTIONID", "STATION_ID"),
        text("name", "断面名称", "Name", "断面", "站点名称", "点位名称", "测站名称", "站名", "名称", "DMMC", "ZDMC",
             "NAME", "STATION"),
        text("river", "河流", "River", *RIVER_ALIASES, refers_to="reaches.river"),
        choice("water_type", "水体类型", "Water type", WATER_TYPE, "水体性质", "STLX", "WATERTYPE"),
        text("lake", "所属湖库", "Lake", "湖库名称", "湖库", "HKMC", refers_to="lakes.name"),
        choice("control_level", "控制级别", "Control level",
               same("国控|National|国家级|国", "省控|Provincial|省级|省", "市控|Municipal|市级|市",
                    "县控|County|县级|区控|县|区"), "断面级别", "断面属性", "控制级", "KZJB", "DMJB"),
        choice("assessment_level", "考核级别", "Assessment level",
               same("国考|National|国家考核", "省考|Provincial|省级考核", "市考|Municipal|市级考核",
                    "县考|County|县级考核|区考", "非考核|None|不考核|无考核"), "考核级", "KHJB"),
        choice("kind", "断面类型", "Kind",
               same("入境|Inflow|入境断面", "出境|Outflow|出境断面", "左右岸共有|Shared by both banks|共有|共界",
                    "入海|To the sea|入海口", "对照|Background|对照断面|背景", "控制|Control|控制断面|考核断面",
                    "湖库点位|Lake point", "水源地|Water source|饮用水水源地"), "断面性质", "DMLX", "DMXZ"),
        DISTRICT,
        text("district_beyond", "相邻县（市、区）", "Neighbouring district", "共有县区", "相邻区县", "XLXQ",
             note="左右岸共有断面的另一方，或下游接收方。"),
        TOWNSHIP,
        codes("responsible_bodies", "责任单位", "Responsible bodies", "责任部门", "责任主体单位", "ZRDW"),
        codes("characteristic_indicators", "特征指标", "Characteristic indicators", "特征污染物", "重点指标", "TZZB",
              note="指标编码，如 w21003；也可写中文名。"),
        text("required_set", "评价指标集", "Required indicators", "评价项目", "监测项目", "PJXM",
             note="21、5+X 或以逗号分隔的指标编码；空白按系统设置。"),
        Field("targets", "json", "考核目标", "Targets", shape="targets",
              aliases=("水质目标", "目标类别", "考核类别", "目标水质", "规划类别", "SZMB", "MBLB", "TARGET", "TARGETS"),
              note="可以直接写 Ⅲ、3、Ⅳ类、消除劣Ⅴ；一个断面可有多个目标（用途、周期、类别）。"),
        codes("aliases", "别名", "Other names", "曾用名", "又名", "BM", "ALIAS"),
        number("ecological_flow_m3_per_s", "生态流量", "Ecological flow", "m³/s", "最小生态流量", "生态基流",
               "基本生态流量", "生态流量保障目标", "STLL", note="本断面的最小生态流量；低于它时启动涵闸联合管控。"),
        number("ecological_level_m", "生态水位", "Ecological level", "m", "最低生态水位", "生态水位保障目标", "STSW",
               note="没有流量测验的断面用水位；高程与所测水位用同一基准。"),
        *IN_FORCE,
        *LAST,
    ),
    style={
        "symbol": "section",
        "colour_by": "class",
        "ring_by": "attainment",
        "size_px": 22,
        "size_px_national": 28,
        "label_from_zoom": 11,
        "legend": (*CLASS_LEGEND, *ATTAINMENT_LEGEND),
    },
)  # fmt: skip

WELLS = LayerSpec(
    id="wells",
    zh="地下水点位",
    en="Groundwater wells",
    geometry="Point",
    key="code",
    public=False,
    description_zh="地下水环境监测井（考核点位、园区监测井）；位置不公开。",
    description_en="Groundwater monitoring wells; their positions are not public.",
    fields=(
        code("code", "点位编码", "Well code", "监测井编码", "井编号", "JCJBM", "DWBM", "WELLCODE"),
        text("name", "点位名称", "Name", "监测井名称", "名称", "JCJMC", "DWMC", "NAME"),
        choice("kind", "点位类型", "Kind",
               same("区域|Regional|区域点位", "污染风险监控|Risk control|污染源|园区", "饮用水水源|Water source|水源"),
               "类型", "DWLX"),
        text("aquifer", "含水层", "Aquifer", "含水层类型", "HSC"),
        number("depth_m", "井深", "Depth", "m", "JS", "DEPTH"),
        choice("target_class", "目标类别", "Target class", same("Ⅰ|I", "Ⅱ|II", "Ⅲ|III|3", "Ⅳ|IV|4", "Ⅴ|V|5"),
               "考核目标", "MBLB"),
        DISTRICT,
        TOWNSHIP,
        *LAST,
    ),
    style={"symbol": "well", "legend": (entry("well", "地下水点位", "Groundwater well", "soft_ink"),)},
)  # fmt: skip
