"""The register of names under which files know a site (断面别名): matched on river and name, by date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.errors import Fault
from app.registers.fields import choice, day, text
from app.registers.spec import Content, RegisterSpec, State, Transition


def check_alias(content: Content) -> Sequence[Fault]:
    """What is wrong with an alias as a whole (别名检查): its dates in order.

    >>> check_alias({"valid_from": "2023-05-01", "valid_to": "2023-04-30"})[0].code
    'dates_reversed'
    >>> check_alias({})
    []
    """
    first, last = content.get("valid_from"), content.get("valid_to")
    if first and last and last < first:
        return [
            Fault(
                "dates_reversed",
                f"停用日期 {last} 早于启用日期 {first}。请改正其一。",
                f"Valid to {last} is before valid from {first}; mend one of them.",
                field="valid_to",
            )
        ]
    return []


def find_overlap(content: Content, others: Iterable[Content]) -> Content | None:
    """The first of ``others`` that gives the same river and name on some day to another site (别名冲突), or None.

    Examples
    --------
    >>> one = {"river": "马颊河", "name": "千户营桥", "site_kind": "sections", "site_code": "A"}
    >>> one |= {"valid_to": "2022-12-31"}
    >>> other = one | {"site_code": "B", "valid_from": "2023-01-01", "valid_to": None}
    >>> find_overlap(other, [one]) is None, find_overlap(other | {"valid_from": None}, [one]) is one
    (True, True)
    >>> find_overlap(one, [])
    """

    def names(entry: Content) -> tuple[Any, ...]:
        return (entry.get("river") or "", entry.get("name"))

    def site(entry: Content) -> tuple[Any, ...]:
        return (entry.get("site_kind"), entry.get("site_code"))

    def bounds(entry: Content) -> tuple[str, str]:
        return (entry.get("valid_from") or "0000-00-00", entry.get("valid_to") or "9999-12-31")

    first, last = bounds(content)
    for other in others:
        if names(other) == names(content) and site(other) != site(content):
            other_first, other_last = bounds(other)
            if first <= other_last and other_first <= last:
                return other
    return None


ALIASES = RegisterSpec(
    id="aliases",
    zh="断面别名",
    en="Names of sites",
    help_zh="数据文件里的名称对应到哪个点位。按“河流 + 名称”匹配，并看启用、停用日期；"
    "同一时期同一河流的同一名称只能指向一个点位。",
    help_en="Which site a name in a data file stands for: matched on river and name, within dates. On one day a name "
    "on a river stands for one site only.",
    fields=(
        text(
            "river",
            "河流",
            "River",
            "文件中的河流写法；名称本身不会混淆时可不填。",
            "As the file writes it.",
            in_list=True,
        ),
        text("name", "文件中的名称", "Name as written", required=True, in_list=True),
        choice(
            "site_kind",
            "点位类型",
            "Kind of site",
            (
                "sections|监测断面|Section",
                "lakes|湖库|Lake or reservoir",
                "wells|地下水点位|Well",
                "water_sources|水源地|Water source",
                "outfalls|排污口|Outfall",
                "black_odorous_waters|黑臭水体|Black-odorous water",
            ),
            required=True,
            is_open=True,
        ),
        text("site_code", "点位编码", "Code of the site", required=True, in_list=True),
        day("valid_from", "启用日期", "Valid from", "不填为一直有效。", "None: always.", in_list=True),
        day("valid_to", "停用日期", "Valid to", "含当日；不填为至今有效。", "Included; none: still.", in_list=True),
        text("note", "备注", "Note", multiline=True),
    ),
    states=(
        State("in_force", "有效", "In force", editable=True),
        State("revoked", "撤销", "Revoked", closed=True, void=True),
    ),
    transitions=(Transition("in_force", "revoked", "撤销", "Revoke", "analyst|gis", note_needed=True),),
    key_fields=("river", "name", "site_kind", "site_code", "valid_from"),
    read_role="viewer",
    write_role="analyst|gis",
    title_fields=("river", "name"),
    subject_field="site_code",
    rules=(check_alias,),
)
