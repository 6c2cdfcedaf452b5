"""Somebody else's web site: pages on a port of loopback of their own, with the headers a test wants."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def host_site() -> Iterator[HostSite]:
    """Serves what is put into it."""
    site = HostSite()
    thread = threading.Thread(target=site.server.serve_forever, name="host site", daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
        thread.join()


class HostSite:
    """Pages by path; `origin` is what browsers call it."""

    def __init__(self) -> None:
        pages: dict[str, tuple[str, Mapping[str, str]]] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, headers = pages.get(self.path, ("", {}))
                self.send_response(200 if self.path in pages else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                for name, value in headers.items():
                    self.send_header(name, value)
                content = body.encode()
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        self._pages = pages
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"

    def put(self, path: str, body: str, headers: Mapping[str, str] | None = None) -> str:
        """Serves `body` under `path`, and gives its address."""
        self._pages[path] = (f"<!doctype html><html lang=en><title>Herald</title>{body}", headers or {})
        return self.origin + path
