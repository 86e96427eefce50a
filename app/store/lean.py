"""One page of a layer's rendered texts for a list answer, in one transaction and one thread (列表读取)."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from app.store.engine import Store
from app.store.features import FeatureQuery, count_matched, layer_state, read_page

COUNTS_KEPT = 512


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """A page ready to be sent: the texts joined by commas as UTF-8 bytes, or None where the client has them already.

    ``matched`` is None where nobody counted.
    """

    revision: int
    joined: bytes | None
    count: int = 0
    matched: int | None = None
    next_after: int | None = None


class Counts:
    """Counts of matches by layer, revision and query, the last few hundred: turning pages counts once."""

    def __init__(self) -> None:
        self.kept: OrderedDict[Hashable, int] = OrderedDict()

    def find(self, key: Hashable, count: Callable[[], int]) -> int:
        """The count kept for a key, else counted now."""
        found = self.kept.get(key)
        if found is None:
            found = count()
            self.kept[key] = found
            while len(self.kept) > COUNTS_KEPT:
                self.kept.popitem(last=False)
        return found


def read_items(
    store: Store, layer: str, query: FeatureQuery, counts: Counts, is_known: Callable[[int], bool]
) -> ItemsPage:
    """One page of a layer (一页要素); no text is read where ``is_known`` says so of the layer's revision."""
    with store.reading() as c:
        state = layer_state(c, store, layer)
        if is_known(state.revision):
            return ItemsPage(state.revision, None)
        page = read_page(c, store, layer, query)
        narrows = query.box is not None or query.during is not None or bool(query.equals)
        if not narrows:
            matched = state.count
        elif page.next_after is None and query.after_fid == 0:
            matched = len(page.texts)
        else:
            key = (layer, state.revision, query.box, query.during, tuple(query.equals.items()))
            matched = counts.find(key, lambda: count_matched(c, store, layer, query))
    return ItemsPage(state.revision, ",".join(page.texts).encode(), len(page.texts), matched, page.next_after)
