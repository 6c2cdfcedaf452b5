"""The widget and the pages that readers see: files of service/widget, each served as it is.

They are revalidated at each use (`no-cache` and an ETag). What `/widget.js` imports it names by a hash of all of it, so
that it is kept for good and modules of two versions never meet in one page.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from service.api.access import caller
from service.api.articles import Identity, Version
from service.api.described import failures
from service.errors import NotFound

FOLDER = Path(__file__).parents[1] / "widget"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
# What our own pages may do: load from this service alone, and make no markup out of text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)

_REVALIDATED = "public, no-cache"
_LASTING = "public, max-age=31536000, immutable"

router = APIRouter(tags=["pages"])


@dataclass(frozen=True, slots=True)
class Asset:
    """One file, plain and packed."""

    content: bytes
    packed: bytes
    media_type: str
    digest: str
    lasts: bool = False


Assets = dict[str, Asset]


def read_assets(folder: Path = FOLDER) -> Assets:
    """Every file that is served, by its path below `folder`."""
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in _TYPES
    }
    modules = {name: content for name, content in files.items() if name.startswith("chat/")}
    stamp = f"chat/{hashlib.sha256(b''.join(modules.values())).hexdigest()[:16]}/"
    if "widget.js" in files:
        files["widget.js"] = files["widget.js"].replace(b"./chat/", f"./{stamp}".encode())
    assets = {name: _asset(name, content) for name, content in files.items()}
    lasting = {name.replace("chat/", stamp, 1): replace(assets[name], lasts=True) for name in modules}
    return assets | lasting


def public_paths(assets: Assets) -> frozenset[str]:
    """The paths of what pages of any origin may load: the widget's code, which holds no data."""
    return frozenset(f"/{name}" for name in assets if _is_public(name))


def _is_public(name: str) -> bool:
    return name == "widget.js" or name.startswith("chat/")


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:32]
    return Asset(content, gzip.compress(content, mtime=0), _TYPES[Path(name).suffix], digest)


@router.get("/", operation_id="demo_page", summary="The demo page", response_class=HTMLResponse)
@router.head("/", include_in_schema=False)
async def demo(request: Request) -> Response:
    """The widget, the library, a place to drop articles, and the lines that embed the widget elsewhere."""
    return _page(request, "index.html")


@router.get(
    "/articles/{article_id}",
    operation_id="article_page",
    summary="The article page",
    response_class=HTMLResponse,
    responses=failures(403, 422, 503),
)
@router.head("/articles/{article_id}", include_in_schema=False)
async def article(request: Request, article_id: Identity, version: Version = None) -> Response:
    """A version of an article, where `#c=start-end` lights up what is cited; with 404 a page that says so."""
    caller(request).read()
    try:
        await run_in_threadpool(request.app.state.parts.library.article, article_id, version)
    except NotFound:
        return _page(request, "article.html", 404)
    return _page(request, "article.html")


@router.get(
    "/widget.js", operation_id="widget", summary="The chat widget, a JavaScript module", response_class=Response
)
@router.head("/widget.js", include_in_schema=False)
async def widget(request: Request) -> Response:
    """Defines `<dateline-chat>` on any page (docs/widget.md)."""
    return _served(request, "widget.js")


@router.get("/chat/{stamp}/{name}", include_in_schema=False)
@router.head("/chat/{stamp}/{name}", include_in_schema=False)
@router.get("/chat/{name}", include_in_schema=False)
@router.head("/chat/{name}", include_in_schema=False)
@router.get("/pages/{name}", include_in_schema=False)
@router.head("/pages/{name}", include_in_schema=False)
async def asset(request: Request) -> Response:
    """What the widget and the pages load."""
    name = request.url.path.removeprefix("/")
    if name not in request.app.state.assets:
        raise HTTPException(404)
    return _served(request, name)


def _page(request: Request, name: str, status: int = 200) -> Response:
    response = _served(request, name, status)
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _served(request: Request, name: str, status: int = 200) -> Response:
    found: Asset = request.app.state.assets[name]
    packed = "gzip" in request.headers.get("accept-encoding", "").lower()
    etag = f'"{found.digest}-gzip"' if packed else f'"{found.digest}"'
    headers = {"ETag": etag, "Cache-Control": _LASTING if found.lasts else _REVALIDATED, "Vary": "Accept-Encoding"}
    if _is_public(name):
        # Modules are loaded by the rules for other origins, whoever loads them.
        headers |= {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if status == 200 and (etag in known or "*" in known):
        return Response(status_code=304, headers=headers)
    if packed:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if packed else found.content
    return Response(body, status, headers, media_type=found.media_type)
