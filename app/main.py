"""The application as a function of its settings (应用)."""

from __future__ import annotations

import gc
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from app.api.compress import Compress
from app.api.errors import add_error_answers
from app.api.headers import HeadAndOptions, SafeHeaders
from app.api.observe import Observe, add_metrics, make_log
from app.api.openapi import describe
from app.api.routers import ROUTERS
from app.layers.catalogue import CATALOGUE
from app.layers.spec import LayerSpec
from app.settings import Settings
from app.store.engine import open_store
from app.store.month_sums import follow_day_rule
from app.uses.layers.layer_import import recover_uploads
from app.uses.samples.sample_uploads import recover_sample_uploads
from app.web import routes as pages

STATIC = Path(__file__).resolve().parent.parent / "static"
ITEMS_THREADS = 2  # each holds a page of up to 8 MB several times over while it is made
UPLOAD_THREADS = 2  # files read at once by one worker; each reading is a child process


def create_app(settings: Settings, catalogue: tuple[LayerSpec, ...] = CATALOGUE) -> FastAPI:
    """The service of these settings: store opened, routes mounted; nothing is kept at import.

    Parameters
    ----------
    settings
        What the person who runs the service chose.
    catalogue
        The layers; tests and others may add specifications.

    Raises
    ------
    app.errors.StoreBroken
        The store's file or schema is not what this version can open.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        recover_uploads(app.state.store, settings)
        recover_sample_uploads(app.state.store, settings)
        gc.collect()
        gc.freeze()  # what was imported stays for good: a collection during a request need not walk through it
        yield
        app.state.upload_threads.shutdown(wait=True, cancel_futures=True)
        app.state.items_threads.shutdown(wait=True, cancel_futures=True)
        app.state.store.close()

    app = FastAPI(
        title="溯源 Suyuan", version="0.3.0", lifespan=lifespan, redirect_slashes=False,
        openapi_url=None, docs_url=None, redoc_url=None,
    )  # fmt: skip
    app.state.settings = settings
    app.state.catalogue = catalogue
    app.state.store = open_store(settings.store_url(), catalogue)
    follow_day_rule(app.state.store, settings.station_day_min_values)
    app.state.upload_threads = ThreadPoolExecutor(UPLOAD_THREADS, thread_name_prefix="upload")
    app.state.items_threads = ThreadPoolExecutor(ITEMS_THREADS, thread_name_prefix="items")
    app.state.log = make_log(settings)
    add_metrics(app)
    add_error_answers(app)
    for router, prefix, dependencies in ROUTERS:
        app.include_router(router, prefix=prefix, dependencies=list(dependencies))
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC, check_dir=False), name="static")
    describe(app)
    # The last one added is the outermost.
    app.add_middleware(HeadAndOptions, service=app)
    app.add_middleware(Compress)
    app.add_middleware(SafeHeaders)
    app.add_middleware(Observe, service=app)
    return app


def from_environment() -> FastAPI:
    """The service of the settings of the environment, as a server's workers make it."""
    return create_app(Settings())
