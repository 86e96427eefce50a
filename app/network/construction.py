"""Network from a table of reaches: by geometry, by nodes, or by to-keys (构建河网)."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd

from app.errors import BreaksRule, Fault
from app.network.accumulation import accumulate_arcs
from app.network.arcs import Arcs, arcs_of_keys, arcs_of_lines, arcs_of_nodes, read_directions, read_lengths
from app.network.arrays import Ints, Network, Texts, compress
from app.network.checks import GAP_M, check_network
from app.network.forest import find_components, find_levels, plant_forest
from app.network.junctions import edges_at_nodes
from app.network.lines import Lines, read_lines
from app.network.mainstem import choose_main
from app.network.to_keys import edges_of_keys, read_keys


def build(
    reaches: pd.DataFrame,
    *,
    key: str = "code",
    from_node: str | None = None,
    to_node: str | None = None,
    to_key: str | None = None,
    tolerance_m: float = 1.0,
    gap_m: float = GAP_M,
) -> Network:
    """River network (河网) of the reaches, checked; every fault of the content is on the result, none is raised.

    Reaches are joined by the first of these that is given: ``to_key``; ``from_node`` and ``to_node``; geometry.

    Parameters
    ----------
    reaches
        (n,) rows; a GeoDataFrame of lines in any CRS (degrees or projected; none = EPSG:4490), or a DataFrame.
        Column ``direction`` (``digitised``, ``reversed``, ``both``; missing = digitised) turns a line drawn against
        the flow; with nodes and to-keys, which tell the flow themselves, only ``both`` counts, and only with nodes.
        ``length_m`` [m] gives lengths where there is no geometry. `choose_main` says which columns choose the main
        path.
    key
        Column of the reach's key. Repeated keys are a fault, except with ``to_key``.
    from_node, to_node
        Columns of the node where a reach begins and ends; a missing value joins nothing.
    to_key
        Column of the key that a reach flows to. Missing, blank, or a 0 that is no key: an outlet. A reach that
        divides has a row for each to-key; these rows are one reach: **answers name its first row**, a value given
        per row (as to `upstream_sum`) is read from its first row, and a result per row is the same in all of them.
    tolerance_m
        Ends at most so far apart, also in a chain, are one junction [m].
    gap_m
        Ends further apart than that, but at most so far, are reported as a gap [m]; geometry only.

    Returns
    -------
    Network
        Row order kept: position i of every answer is row i of ``reaches``.

    Raises
    ------
    BreaksRule
        Where an argument is wrong: a column that is not there (named in the sentence; ``parameter`` is the
        argument), a tolerance below 0, neither geometry nor columns to join by.

    Examples
    --------
    >>> network = build(pd.DataFrame({"code": ["a", "b"], "f": [1, 2], "t": [2, 3]}), from_node="f", to_node="t")
    >>> network.down_indices.tolist()
    [1]
    >>> len(build(pd.DataFrame({"code": [], "to": []}), to_key="to"))
    0
    """
    has_geometry = isinstance(reaches, gpd.GeoDataFrame) and reaches.active_geometry_name is not None
    columns = {"key": key, "from_node": from_node, "to_node": to_node, "to_key": to_key}
    _check_arguments(reaches, columns, has_geometry, {"tolerance_m": tolerance_m, "gap_m": gap_m})
    keys, faults = read_keys(reaches[key], repeats_allowed=to_key is not None)
    lines: Lines | None = None
    if has_geometry:
        lines, found = read_lines(reaches, keys)
        faults += found
    directions, found = read_directions(reaches, keys)
    faults += found
    by_geometry = to_key is None and from_node is None
    if by_geometry:
        assert lines is not None
        arcs = arcs_of_lines(lines, directions, tolerance_m)
    else:
        length_m, found = read_lengths(reaches, lines)
        faults += found
        if to_key is not None:
            arcs = arcs_of_keys(keys, length_m)
        else:
            arcs = arcs_of_nodes(reaches[from_node], reaches[to_node], directions, length_m)
        arcs = _located(arcs, lines)
    if to_key is not None:
        assert arcs.arc_of_row is not None
        source, target, found = edges_of_keys(keys, reaches[to_key], arcs.arc_of_row)
        faults += found
    else:
        source, target = edges_at_nodes(arcs.from_node, arcs.to_node)
    return _assemble(reaches, keys, arcs, lines, source, target, faults, tolerance_m, gap_m if by_geometry else 0.0)


def _assemble(
    reaches: pd.DataFrame,
    keys: Texts,
    arcs: Arcs,
    lines: Lines | None,
    source: Ints,
    target: Ints,
    faults: list[Fault],
    tolerance_m: float,
    gap_m: float,
) -> Network:
    """The network of the arcs and edges, with its faults."""
    count = len(arcs.row)
    turns = (source == target) | (
        arcs.is_both[source] & (arcs.row[source] == arcs.row[target]) & (arcs.line[source] == arcs.line[target])
    )
    looped = source[source == target]
    nothing = np.full(count, -1, dtype=np.int64)
    if arcs.arc_of_row is not None:
        row_arc_indptr, row_arcs = np.arange(len(keys) + 1), arcs.arc_of_row
    else:
        row_arc_indptr, row_arcs = compress(arcs.row, np.arange(count), len(keys))
    bare = Network(
        keys=keys,
        arc_row=arcs.row,
        row_arc_indptr=row_arc_indptr,
        row_arcs=row_arcs,
        length_m=arcs.length_m,
        part_start_m=arcs.part_start_m,
        backward=arcs.backward,
        is_way_back=arcs.is_way_back,
        from_node=arcs.from_node,
        to_node=arcs.to_node,
        down_indptr=nothing,
        down_indices=nothing,
        up_indptr=nothing,
        up_indices=nothing,
        component=nothing,
        level=nothing,
        main_down=nothing,
        main_up=nothing,
        place=nothing,
        place_end=nothing,
        depth_m=arcs.length_m,
        portal=nothing,
        arc_at=nothing,
    )
    network = join_arcs(bare, source[~turns], target[~turns], reaches)
    faults += check_network(network, arcs, lines, looped, tolerance_m, gap_m)
    return replace(network, faults=tuple(faults))


def join_arcs(
    bare: Network, source: Ints, target: Ints, reaches: pd.DataFrame, usual: tuple[Ints, Ints] | None = None
) -> Network:
    """The network of arcs and edges: all that is derived from the two is made anew.

    Parameters
    ----------
    bare
        The arcs, in whatever way they are joined.
    source, target
        Edges (from arc, to arc), each once, none from an arc to itself.
    reaches
        (n,) rows with the columns of `choose_main`.
    usual
        (m,) main neighbour downstream and upstream that is kept, -1 where `choose_main` decides.
    """
    count = bare.arc_count
    down_indptr, down_indices = compress(source, target, count)
    up_indptr, up_indices = compress(target, source, count)
    source, target = np.repeat(np.arange(count), np.diff(down_indptr)), down_indices
    component = find_components(down_indptr, down_indices)
    joined = replace(
        bare,
        down_indptr=down_indptr,
        down_indices=down_indices,
        up_indptr=up_indptr,
        up_indices=up_indices,
        component=component,
        level=find_levels(source, target, component),
    )
    above_m = accumulate_arcs(joined, joined.length_m)
    key_rank = np.argsort(np.argsort(bare.keys[bare.arc_row], kind="stable"), kind="stable")
    main = choose_main(reaches, bare.arc_row, key_rank, source, target, bare.length_m, above_m)
    if usual is not None:
        main = np.where(usual[0] >= 0, usual[0], main[0]), np.where(usual[1] >= 0, usual[1], main[1])
    forest = plant_forest(main[0], bare.length_m, np.diff(down_indptr))
    return replace(joined, main_down=main[0], main_up=main[1], **forest._asdict())


def _located(arcs: Arcs, lines: Lines | None) -> Arcs:
    """The arcs with the first line of their row, for the places of faults."""
    if lines is None or not len(lines.row):
        return arcs
    at = np.minimum(np.searchsorted(lines.row, arcs.row), len(lines.row) - 1)
    return replace(arcs, line=np.where(lines.row[at] == arcs.row, at, -1))


def _check_arguments(
    reaches: pd.DataFrame, columns: dict[str, str | None], has_geometry: bool, distances: dict[str, float]
) -> None:
    """Raise `BreaksRule` for the first wrong argument."""
    for argument, column in columns.items():
        if column is not None and column not in reaches.columns:
            raise BreaksRule(
                f"表中没有列“{column}”（参数 {argument}）。",
                f"The table has no column {column!r} (argument {argument}).",
                parameter=argument,
            )
    for argument, distance in distances.items():
        if not (0 <= distance < np.inf):
            raise BreaksRule(
                f"{argument} 应为不小于 0 的米数。", f"{argument} must be metres, not below 0.", parameter=argument
            )
    if (columns["from_node"] is None) != (columns["to_node"] is None):
        lacking = "to_node" if columns["to_node"] is None else "from_node"
        raise BreaksRule("from_node 和 to_node 须同时给出。", "from_node and to_node go together.", parameter=lacking)
    if columns["to_key"] is None and columns["from_node"] is None and not has_geometry:
        raise BreaksRule(
            "表中没有图形列，也没有给出 from_node、to_node 或 to_key。",
            "The table has no geometry, and neither from_node and to_node nor to_key is given.",
            parameter="reaches",
        )
