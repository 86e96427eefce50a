"""Places: districts 行政区 and villages 村庄."""

from __future__ import annotations

from app.layers.fields import DISTRICT, IN_FORCE, LAST, TOWNSHIP, choice, code, flag, number, same, text, whole
from app.layers.spec import LayerSpec
from app.layers.style import entry

DISTRICTS = LayerSpec(
    id="districts",
    zh="行政区",
    en="Districts",
    geometry="Polygon",
    key="code",
    temporal="valid_from",
    description_zh="县（市、区）及市属开发区；开发区与县区重叠，可以没有边界。",
    description_en="Counties, districts and development zones; the zones overlap counties and may have no boundary.",
    fields=(
        code("code", "行政区划代码", "Code", "行政区码", "区划代码", "行政区代码", "XZQHDM", "XZQDM", "ADCODE", "GB"),
        text("name", "行政区名称", "Name", "名称", "区划名称", "县区名称", "XZQMC", "NAME"),
        choice("kind", "行政区类型", "Kind",
               same("市|City|地级市", "县|County", "县级市|County-level city", "区|District|市辖区",
                    "开发区|Development zone|高新区|经济技术开发区|度假区"), "类型", "XZQLX"),
        code("parent", "上级区划代码", "Parent", "上级代码", "SJDM", refers_to="districts"),
        text("government", "人民政府或管委会", "Government", "政府", "管委会", "ZFMC"),
        *IN_FORCE,
        *LAST,
    ),
    style={"symbol": "district", "legend": (entry("district", "县（市、区）界", "District boundary", "paper"),)},
)  # fmt: skip

VILLAGES = LayerSpec(
    id="villages",
    zh="村庄",
    en="Villages",
    geometry="Point",
    key="code",
    description_zh="行政村及其生活污水治理情况。",
    description_en="Villages and how their sewage is treated.",
    fields=(
        code("code", "村庄编码", "Code", "行政村编码", "村代码", "CZBM", "XZCDM"),
        text("name", "村庄名称", "Name", "行政村", "行政村名称", "村名", "名称", "CZMC", "NAME"),
        whole("population", "人口", "Population", "人", "常住人口", "户籍人口", "RK", "POP"),
        choice("sewage_treatment", "生活污水治理", "Sewage treatment",
               same("已完成|Done|完成|是|已治理", "治理中|Under way|在建", "未开展|Not begun|否|未治理|未完成"),
               "污水治理情况", "是否完成治理", "WSZL"),
        number("capacity_m3_per_d", "处理能力", "Capacity", "m³/d", "设计规模", "CLNL"),
        flag("is_running", "设施正常运行", "Facility in order", "是否正常运行", "ZCYX"),
        DISTRICT,
        TOWNSHIP,
        *LAST,
    ),
    style={"symbol": "village", "legend": (entry("village", "村庄", "Village", "paper", shape="small_circle"),)},
)  # fmt: skip
