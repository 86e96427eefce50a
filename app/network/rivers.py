"""River names as people write them, and which ones mean the same river (河名)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PARTS = re.compile(r"[()/,、;；|]")
_TAIL = re.compile(r"(?<=[河江渠沟溪])(干流|主河槽|[^河江渠沟溪]{2,4}段)$")


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
    """
    if not isinstance(text, str):
        return frozenset()
    folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    names = (_TAIL.sub("", name) or name for name in _PARTS.split(folded))
    return frozenset(name for name in names if name)
