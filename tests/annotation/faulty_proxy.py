"""A proxy before the real server that fails when it is told to."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx

FAULTS = ("refuse", "break", "lose")
"""`refuse`: status 502, not passed on. `break`: the connection is broken before it is passed on.
`lose`: it is passed on and done, and the answer is lost."""


class FaultyProxy:
    """Passes everything on to a server, but for what `fault` gives a fault for.

    `fault` is called with method and path. `seen` has every request that came in.
    """

    def __init__(self, target: str) -> None:
        self.fault: Callable[[str, str], str | None] = lambda *_: None
        self.seen: list[tuple[str, str]] = []
        session = httpx.Client(base_url=target, timeout=60, trust_env=False)
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                proxy.seen.append((self.command, self.path))
                fault = proxy.fault(self.command, self.path)
                if fault == "refuse":
                    self.send_error(502)
                    return
                if fault != "break":
                    passed = {
                        name: value
                        for name, value in self.headers.items()
                        if name.lower() not in ("host", "accept-encoding", "connection")
                    }
                    got = session.request(self.command, self.path, content=body, headers=passed)
                if fault in ("break", "lose"):
                    self.close_connection = True
                    self.connection.shutdown(2)
                    return
                self.send_response(got.status_code)
                self.send_header("Content-Type", got.headers.get("Content-Type", "text/plain"))
                self.send_header("Content-Length", str(len(got.content)))
                self.end_headers()
                self.wfile.write(got.content)

            do_GET = do_POST = do_PATCH = do_DELETE = answer

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def fail(self, method: str, path: str, *faults: str) -> None:
        """Fail the next requests of a method whose path ends so, each in its way."""
        coming = list(faults)

        def fault(asked: str, at: str) -> str | None:
            fits = asked == method and at.partition("?")[0].rstrip("/").endswith(path)
            return coming.pop(0) if fits and coming else None

        self.fault = fault


@contextmanager
def faulty_proxy(target: str) -> Iterator[FaultyProxy]:
    proxy = FaultyProxy(target)
    Thread(target=proxy.server.serve_forever, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.server.shutdown()
        proxy.server.server_close()
