"""Room for emergencies beside the water: emergency sites 应急空间 (坑塘、闸坝、桥梁、湿地、干涸河道、水库)."""

from __future__ import annotations

from app.layers.fields import DISTRICT, LAST, RIVER_ALIASES, TOWNSHIP, choice, code, day, number, people, same, text
from app.layers.spec import LayerSpec
from app.layers.style import entry

EMERGENCY_SITES = LayerSpec(
    id="emergency_sites",
    zh="应急空间",
    en="Emergency sites",
    geometry="Point",
    key="code",
    temporal="checked_on",
    public=False,
    description_zh="突发水污染时可截流、导流、贮存受污染水的坑塘、闸坝、桥梁、湿地、干涸河道、水库（“南阳实践”）；不公开。",
    description_en="Ponds, sluices, bridges, wetlands, dry channels and reservoirs that can hold or divert polluted "
    "water in an emergency; not public.",
    fields=(
        code("code", "应急空间编码", "Code", "空间编码", "设施编码", "编号", "YJKJBM"),
        text("name", "应急空间名称", "Name", "空间名称", "设施名称", "名称", "YJKJMC", "NAME"),
        choice("kind", "空间类型", "Kind",
               same("坑塘|Pond|坑|塘|水塘|纳污坑塘", "闸坝|Sluice or dam|水闸|闸|坝|橡胶坝|拦河坝",
                    "桥梁|Bridge|桥|公路桥", "湿地|Wetland|人工湿地",
                    "干涸河道|Dry channel|干河道|旧河道|废弃河道|干涸沟渠",
                    "水库|Reservoir|库|平原水库", "其他|Other|其它"), "类型", "应急空间类型", "KJLX"),
        text("river", "河流", "River", *RIVER_ALIASES, refers_to="reaches.river"),
        choice("function", "应急用途", "Function",
               same("截流|Holds back|拦截|拦截点", "导流|Diverts|分流|引流", "贮存|Stores|暂存|储存|调蓄",
                    "投药处置|Treats|投药点|处置"), "用途", "功能", "YJYT"),
        number("volume_m3", "可用容积", "Usable volume", "m³", "容积", "有效容积", "蓄水容积", "RJ", "VOLUME",
               note="应急时可用的容积；桥梁等没有容积的留空。"),
        text("way_in", "进水条件", "How water gets in", "连通方式", "引水条件", "JSTJ",
             note="闸门、泵、需开挖的堤段等。"),
        text("access", "道路条件", "Access by road", "交通条件", "可达性", "DLTJ"),
        text("owner", "权属单位", "Owner", "产权单位", "管理单位", "所有权人", "QSDW", "GLDW"),
        people("contacts", "联系人", "Contacts", "负责人", "LXR"),
        day("checked_on", "核查日期", "Checked on", "核查时间", "调查日期", "HCRQ"),
        DISTRICT,
        TOWNSHIP,
        *LAST,
    ),
    style={
        "symbol": "emergency_site",
        "shape_by": "kind",
        "legend": (entry("emergency_site", "应急空间", "Emergency site", "accent", shape="circle"),),
    },
)  # fmt: skip
