"""River names as people write them, and which ones mean the same river (河名)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PARTS = re.compile(r"[()/,、;；|]")
_WATER = "河江渠沟溪湖库"
_TAIL = re.compile(rf"(?<=[{_WATER}])(干流|主河槽|左岸|右岸|上游|中游|下游|[^{_WATER}]{{2,4}}段)$")
_PLACE = re.compile(rf"干流|支流|主河槽|左岸|右岸|上游|中游|下游|[^{_WATER}]*段")
"""What a bracket says of a place on the river: 徒骇河（东昌府段）and 马颊河（东昌府段）are not one river."""


@lru_cache(maxsize=65536)
def river_names(text: str | None) -> frozenset[str]:
    """The names that a text gives a river, blanks and width folded; brackets and commas part them.

    Examples
    --------
    >>> sorted(river_names("南运河（卫运河、小运河）"))
    ['南运河', '卫运河', '小运河']
    >>> sorted(river_names("徒骇河干流")), sorted(river_names(None))
    (['徒骇河'], [])
    >>> sorted(river_names("黄河东阿段")), sorted(river_names("马颊河段"))
    (['黄河'], ['马颊河段'])
    >>> sorted(river_names("徒骇河（东昌府段）左岸")), sorted(river_names("东昌府段"))
    (['徒骇河'], ['东昌府段'])
    """
    if not isinstance(text, str):
        return frozenset()
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    names = frozenset(_TAIL.sub("", part) for part in _PARTS.split(folded) if part)
    rivers = frozenset(name for name in names if not _PLACE.fullmatch(name))
    return rivers or names
