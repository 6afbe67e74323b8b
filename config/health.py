"""Does the web process answer? Used by the supervisor, by tests and by the container's health check."""

import http.client
import sys
from urllib.parse import urlsplit


def answers(url: str, *, seconds: float = 5) -> bool:
    """Whether a page comes back without a server error; a redirect (to sign-in, to https) is an answer."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port or 80, timeout=seconds)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if answers(sys.argv[1]) else 1)
