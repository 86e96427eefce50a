"""A plan of cuts as a table, input to 一断面一方案 (削减方案表)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from app.export.table_file import TableColumn

COLUMNS: Final = (
    TableColumn("plan", "方案"), TableColumn("section", "断面"), TableColumn("indicator", "指标"),
    TableColumn("key", "来源编码"), TableColumn("name", "来源"), TableColumn("load", "负荷 kg/d"),
    TableColumn("load_source", "负荷依据"), TableColumn("cut", "削减量 kg/d"), TableColumn("share", "削减比例 %"),
    TableColumn("arrives", "到断面少 kg/d"), TableColumn("caveat", "说明"),
)  # fmt: skip
PLANS: Final = (("least_total", "总量最小"), ("fewest_sources", "来源最少"))


def cuts_rows(cuts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of both plans, each source that is cut once a plan (方案行).

    Parameters
    ----------
    cuts
        As `app.uses.tracing.scenario_run.run_cuts` gives it.
    """
    sources = {one["key"]: one["load_source"] for one in cuts["sources"]}
    return [
        {
            "plan": title, "section": cuts["name"], "indicator": cuts["indicator_zh"], "key": one["key"],
            "name": one["name"], "load": one["load_kg_per_d"], "load_source": sources.get(one["key"]),
            "cut": one["cut_kg_per_d"], "share": round(one["share"] * 100, 1), "arrives": one["arrives_kg_per_d"],
            "caveat": cuts["caveat_zh"],
        }
        for name, title in PLANS
        for one in cuts[name]["cuts"]
    ]  # fmt: skip


def cuts_notes(cuts: Mapping[str, Any]) -> list[str]:
    """What the table rests on, in sentences (方案说明)."""
    today = cuts["today"]
    told = [
        f"{cuts['caveat_zh']}。",
        f"{cuts['name']}{cuts['month']} {cuts['indicator_zh']} {today['concentration_mg_per_l']:g} mg/L，"
        f"流量 {today['flow_m3_per_s']:g} m³/s；目标 {cuts['target_mg_per_l']:g} mg/L（{cuts['target_source_zh']}），"
        f"需在断面减少 {cuts['needed_kg_per_d']:g} kg/d。",
        f"有记录的负荷到达断面 {cuts['known_arriving_kg_per_d']:g} kg/d，"
        f"其余 {cuts['unexplained_kg_per_d']:g} kg/d 无记录。",
        f"衰减系数 {cuts['decay']['k_per_d']:g} /d：{cuts['decay']['source']}。",
    ]
    for name, title in PLANS:
        plan = cuts[name]
        end = "可达目标" if plan["is_enough"] else f"仍差 {plan['shortfall_kg_per_d']:g} kg/d"
        told.append(f"{title}：{plan['count']} 处，共削减 {plan['total_kg_per_d']:g} kg/d，{end}。")
    if unknown := cuts["least_total"]["unknown"]:
        told.append(f"负荷或传播时间未知、未计入的排放：{'、'.join(unknown)}。")
    return told + [f"{one['zh'].rstrip('。')}。" for one in cuts["assumed"]]
