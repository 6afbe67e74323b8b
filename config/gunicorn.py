"""How the web process runs: the same here, in tests and in production. Each switch is an environment variable."""

import gc
import logging
import os
from pathlib import Path

from core.requests import HideTokens

# HOST and PORT: where to listen. Behind a proxy or in a container HOST is 0.0.0.0.
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
# WEB_WORKERS processes of WEB_THREADS threads each; a thread holds one database connection.
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
preload_app = True  # loaded once, then forked: a quicker start and one refusal instead of two
timeout = 60
graceful_timeout = 10
max_requests = 2000  # a worker that grew is replaced
max_requests_jitter = 200
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # heartbeats must not wait for a disk
accesslog = None  # addresses hold the tokens of links; a proxy in front must not keep those of /nop/ and /moi/ either
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")


def when_ready(_server: object) -> None:
    """Called once, before the workers are forked: what is loaded by now stays as long as they do.

    Frozen, it is out of the garbage collector's sight: a full collection, about once in a hundred requests, then does
    not go through all the code again (50 to 80 ms in the middle of somebody's request), and the workers keep sharing
    that memory.
    """
    gc.collect()
    gc.freeze()


def on_starting(_server: object) -> None:
    """Keep the tokens of links out of what the server itself writes of a broken request."""
    logging.getLogger("gunicorn.error").addFilter(HideTokens())
