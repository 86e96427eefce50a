"""Which layers the caller may read, and the layer of a path (可读图层)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Request

from app.deps import Caller, User
from app.errors import NotSignedIn
from app.layers.catalogue import layer_spec
from app.layers.spec import LayerSpec

LAYER_DESCRIPTION = "图层标识 · id of a layer, such as `outfalls` (see `/collections`)."


def may_read(spec: LayerSpec, user: Caller, *, public_read: bool) -> bool:
    """Whether the caller may read a layer: whoever is signed in may; others public layers where reading is open.

    >>> from app.layers.catalogue import CATALOGUE, layer_spec
    >>> may_read(layer_spec(CATALOGUE, "wells"), Caller(), public_read=True)
    False
    """
    return user.signed_in or (spec.public and public_read)


def readable_layers(request: Request, user: Caller) -> list[LayerSpec]:
    """The layers that the caller may read, in the order of the catalogue."""
    state = request.app.state
    return [spec for spec in state.catalogue if may_read(spec, user, public_read=state.settings.public_read)]


def readable_layer(request: Request, user: Caller, layer: str) -> LayerSpec:
    """The specification of a layer that the caller may read.

    Raises
    ------
    app.errors.Absent
        There is no such layer.
    app.errors.NotSignedIn
        There is, but not for those who are not signed in.
    """
    state = request.app.state
    spec = layer_spec(state.catalogue, layer)
    if not may_read(spec, user, public_read=state.settings.public_read):
        raise NotSignedIn(f"“{spec.zh}”图层须登录后查看。", f"The layer “{spec.en}” is for those who are signed in.")
    return spec


async def layer_of_path(
    request: Request, user: User, layer: Annotated[str, Path(description=LAYER_DESCRIPTION)]
) -> LayerSpec:
    """The layer named in the path; async, for it asks nothing of the store and needs no thread."""
    return readable_layer(request, user, layer)


Layer = Annotated[LayerSpec, Depends(layer_of_path)]
