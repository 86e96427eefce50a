"""The pages that the ``type`` of a problem points to (问题说明)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse

from app.api.access import access
from app.api.errors import ALL_PROBLEMS
from app.api.pages import page
from app.errors import Absent

router = APIRouter(tags=["service"])

MEANINGS: Mapping[str, tuple[str, str]] = {
    "unparsable": (
        "参数、请求体或文件无法解析，或文件损坏、带有恶意内容。parameter 指出出错的参数；改正后重试。",
        "A parameter, the body or a file cannot be parsed, or the file is broken or hostile. The member parameter "
        "names what is at fault; mend it and try again.",
    ),
    "not-signed-in": (
        "不知道是谁在请求。请登录，或以个人令牌作 Bearer 或 Basic 认证。",
        "It is not known who is asking. Sign in, or send a personal token as Bearer or Basic.",
    ),
    "not-allowed": (
        "该账户的角色无权进行此操作，或请求来自其他网站的页面。",
        "The account's role may not do this, or the request comes from a page of another site.",
    ),
    "absent": ("所要的图层、要素或资源不存在。", "The layer, feature or resource asked for is not there."),
    "clash": (
        "改动与现状冲突，例如上传件已经发布。请重新读取后再试。",
        "The change clashes with what is there: an upload, say, that is published already. Read anew and try again.",
    ),
    "too-large": (
        "请求体或解压后的文件超过上限（SUYUAN_UPLOAD_MAX_BYTES、SUYUAN_UNPACKED_MAX_BYTES）。",
        "The body, or the file unpacked, is over its limit (SUYUAN_UPLOAD_MAX_BYTES, SUYUAN_UNPACKED_MAX_BYTES).",
    ),
    "unknown-kind": (
        "不读取这种类型的文件。可用：压缩的 shapefile、GeoPackage、GeoJSON、FlatGeobuf、KML、带坐标的 CSV。",
        "A kind of file that is not read here. Known: zipped shapefile, GeoPackage, GeoJSON, FlatGeobuf, KML, CSV with "
        "coordinates.",
    ),
    "breaks-rule": (
        "文件格式正确，但内容不合规则，或需要作出选择（如坐标系、图层、列）。faults 逐条列出位置与原因。",
        "The file is well-formed, but its content breaks a rule or needs a choice (a CRS, a layer, a column). "
        "The member faults lists each with its place and reason.",
    ),
    "too-many-tries": (
        "短时间内尝试过多，Retry-After 指出多少秒后可再试。",
        "Too many tries in a short time; Retry-After says in how many seconds to come back.",
    ),
    "store-busy": ("数据库暂时没有响应，请稍后重试。", "The store does not answer now; try again."),
    "store-broken": (
        "数据库文件或结构不是本版本能打开的。请管理员查看日志。",
        "The store's file or schema is not what this version can open. The administrator finds more in the log.",
    ),
    "method-not-allowed": (
        "该资源不支持这种 HTTP 方法；Allow 列出可用的方法。",
        "The resource does not know this HTTP method; Allow lists those it knows.",
    ),
    "not-acceptable": (
        "Accept 所列的格式都没有。可用 f=json 或 f=html。",
        "None of the media types in Accept is to be had. Use f=json or f=html.",
    ),
    "unexpected": (
        "服务器出现意外错误，已记入日志。请把 request_id 告诉管理员。",
        "Something unexpected failed and was logged. Give the request_id to the administrator.",
    ),
}  # fmt: skip


@router.get(
    "/problems/{slug}", summary="问题说明 · What a problem means", response_class=HTMLResponse, **access("anyone")
)
def explain(
    request: Request, slug: Annotated[str, Path(description="Last part of a problem's `type`.")]
) -> HTMLResponse:
    """The page that explains one kind of problem."""
    for problem in ALL_PROBLEMS:
        if problem.slug == slug:
            zh, en = MEANINGS[slug]
            return page(request, "problems.html", problem=problem, zh=zh, en=en)
    raise Absent("没有这种问题。", "There is no such kind of problem.")
