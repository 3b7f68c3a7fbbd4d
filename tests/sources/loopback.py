"""A web site on loopback, for tests: what it gives can be changed, and it knows what was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Loopback:
    """What the site has, by path, and what it was asked."""

    url: str = ""
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """The content type and the content."""
    answers: dict[str, tuple[int, str]] = field(default_factory=dict)
    """A status, and where to go instead, of paths that have no page."""
    asked: list[str] = field(default_factory=list)
    """Paths, with a "+" where the page was sent."""
    etags: bool = True

    def has(self, path: str, text: str, kind: str = "text/html; charset=utf-8") -> None:
        """Give a page, or another one at its path; the site's own address stands for {url}."""
        self.pages[path] = (kind, text.replace("{url}", self.url).encode())

    def maps(self, *paths: str) -> None:
        """Give a site map of these."""
        urls = "".join(f"<url><loc>{self.url}{path}</loc></url>" for path in paths)
        self.has("/sitemap.xml", f'<urlset xmlns="http://s">{urls}</urlset>', "application/xml")

    def sent(self) -> list[str]:
        """Return the paths of what was sent since this was asked last."""
        sent = [path.removesuffix("+") for path in self.asked if path.endswith("+")]
        self.asked.clear()
        return sent


@contextmanager
def loopback() -> Iterator[Loopback]:
    """Serve a site."""
    site = Loopback()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path not in site.pages:
                status, to = site.answers.get(self.path, (404, ""))
                site.asked.append(self.path)
                self.send_response(status)
                self.send_header("Location", to)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            kind, content = site.pages[self.path]
            etag = f'"{sha256(content).hexdigest()[:8]}"'
            known = site.etags and self.headers.get("If-None-Match") == etag
            site.asked.append(self.path if known else f"{self.path}+")
            self.send_response(304 if known else 200)
            self.send_header("Content-Type", kind)
            self.send_header("Last-Modified", "Mon, 02 Mar 2026 08:00:00 GMT")
            if site.etags:
                self.send_header("ETag", etag)
            self.send_header("Content-Length", "0" if known else str(len(content)))
            self.end_headers()
            if not known:
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
