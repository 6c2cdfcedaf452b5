"""One uvicorn worker that serves the application and ends gently."""

from __future__ import annotations

import signal
import socket
import sys
import threading

import uvicorn

from service.api.app import create_app
from service.api.parts import Parts
from service.errors import InvalidInput

BACKLOG = 2048


def serve(parts: Parts, host: str, port: int, shutdown_seconds: int) -> None:
    """Serves until SIGINT or SIGTERM; requests under way get `shutdown_seconds` to end.

    On SIGTERM it raises SystemExit(0) once they have, so that the caller closes `parts` and all is well.

    Raises InvalidInput when the address is taken. One process only: embedded Chroma is not safe in several.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        # Whoever reads the address may speak to it at once, and waits in line until the application is up.
        listening.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listening.close()
        raise InvalidInput(f"cannot listen on {host}:{port}: {error}; choose another with --host and --port") from error
    chosen = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    print(f"Dateline serves at http://{shown}:{chosen}", file=sys.stderr, flush=True)
    config = uvicorn.Config(
        create_app(parts),
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=shutdown_seconds,
        server_header=False,
    )
    if threading.current_thread() is threading.main_thread():
        # uvicorn raises the signal anew after it has ended, and to be stopped is no failure.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listening])
    except KeyboardInterrupt:
        # Raised anew for Ctrl-C in the same way.
        return
    finally:
        listening.close()
