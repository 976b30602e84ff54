"""The HTTP server around the API, the script, the challenge, the controls and the human page."""

from __future__ import annotations

import json
import socket
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from standins.stripe import control, pages
from standins.stripe.api import Answer, Api, Request
from standins.stripe.options import Options, refuse_unsafe
from standins.stripe.store import Store

MAX_BODY = 1_000_000
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type, stripe-version",
    "Access-Control-Expose-Headers": "Request-Id",
    "Access-Control-Max-Age": "300",
}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    api: Api

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that gave up on a slow answer is no news; anything else is printed."""
        if not isinstance(sys.exception(), OSError | ValueError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_GET(self) -> None:
        self._handle()

    def do_POST(self) -> None:
        self._handle()

    def do_DELETE(self) -> None:
        self._handle()

    def do_OPTIONS(self) -> None:
        self._send(204, b"", CORS if urlsplit(self.path).path.startswith("/v1/") else {})

    def _handle(self) -> None:
        api = self.server.api
        length = int(self.headers.get("content-length") or 0)
        if length > MAX_BODY:
            self.close_connection = True
            self._send(413, b"", {})
            return
        parts = urlsplit(self.path)
        request = Request(
            self.command,
            parts.path,
            parts.query,
            self.rfile.read(length),
            {name.lower(): value for name, value in self.headers.items()},
            f"http://{self.headers.get('host') or urlsplit(api.options.base_url).netloc}",
        )
        if request.path.startswith("/v1/") or request.path.startswith("/v2/"):
            self._answer(api.answer(request))
        elif request.path.startswith("/_control"):
            status, body = control.handle(api, request)
            self._send(status, _json(body), {"Content-Type": "application/json"})
        else:
            page = pages.handle(api, request)
            self._send(page.status, page.body, page.headers)

    def _answer(self, answer: Answer) -> None:
        if answer.hang_ms is not None:
            self.server.api.stopping.wait(answer.hang_ms / 1000)
            self.close_connection = True
            with suppress(OSError):  # the client may be gone already
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        self._send(answer.status, _json(answer.body), {"Content-Type": "application/json", **CORS, **answer.headers})

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # names are the base class's
        """Silent: `GET /_control/calls` lists the calls, without card data."""


def _json(body: Any) -> bytes:
    return json.dumps(body, indent=2).encode()


class StandIn:
    """A running stand-in, also for tests in the same process: `with StandIn(Options(port=0)) as standin: standin.url`.

    `api` gives direct access to the store, faults and webhooks. Raises Unsafe where it must not run.
    """

    def __init__(self, options: Options) -> None:
        refuse_unsafe(options)
        self._server = _Server((options.host, options.port), _Handler)
        options = replace(options, port=self._server.server_address[1])
        self.api = Api(options, Store(options.state))
        self._server.api = self.api
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, without a slash at the end."""
        return self.api.options.base_url

    def stop(self) -> None:
        """Stops listening and ends the background threads."""
        self._server.shutdown()
        self._server.server_close()
        self.api.stop()

    def __enter__(self) -> StandIn:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
