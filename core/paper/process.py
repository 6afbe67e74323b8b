"""Starting the rendering child, giving it its request, and turning its failures into words."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from core.paper.fonts import font_roots
from core.paper.request import Request, RequestMetadata

_FRAME = 8
# Only these reach the child: it needs to find its libraries and a font cache, and no secret of ours.
_PASSED_ON = ("PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "TMPDIR", "LD_LIBRARY_PATH")
_NO_METADATA = RequestMetadata(title="", author="", subject="", producer="", created="")


class PaperError(Exception):
    """A render that gave nothing. The message is for the user; `reason` (never the document's text) is for the log."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def ask(
    *,
    do: Literal["pdf", "picture", "pages"],
    html: str = "",
    payload: bytes = b"",
    stylesheets: Sequence[str] = (),
    base_url: str | None = None,
    metadata: RequestMetadata = _NO_METADATA,
    variant: str = "",
    width_px: int = 0,
    scale: float = 1,
    most: int = 1,
    timeout: float = 60,
    memory_mb: int = 2048,
) -> list[bytes]:
    """Run one request (see `Request`) in a fresh child and return its answers. Raises PaperError."""
    request = Request(
        do=do,
        html=html,
        base_url=base_url,
        stylesheets=list(stylesheets),
        roots=[str(root) for root in _roots()],
        metadata=metadata,
        variant=variant,
        width_px=width_px,
        scale=scale,
        most=most,
        seconds=ceil(timeout) + 1,
        memory_mb=memory_mb,
    )
    return _frames(_run(json.dumps(request).encode() + b"\n" + payload, timeout))


def _roots() -> list[Path]:
    """Fonts, and static files as Django lists them: a folder, or a prefix and a folder."""
    folders = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    static = [str(folder) for folder in [*folders, settings.STATIC_ROOT] if folder]
    return [*font_roots(), *(Path(folder) for folder in static)]


def _run(message: bytes, timeout: float) -> bytes:
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    with subprocess.Popen(  # closes all three pipes, also after a time-out
        [sys.executable, "-m", "core.paper.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        env={**environment, "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    ) as child:
        try:
            answer, complaint = child.communicate(message, timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()
            raise _too_large("time") from None
    if child.returncode == 0:
        return answer
    if child.returncode != 1:  # a signal, or the child's own word that memory ran out
        raise _too_large("memory")
    reason = complaint.decode(errors="replace").rsplit("\n", 1)[-1]
    raise PaperError(
        _("Không dựng được trang in: nội dung có phần không đọc được. Hãy báo người quản trị."), reason=reason[:80]
    )


def _too_large(reason: str) -> PaperError:
    message = _("Văn bản quá lớn nên không dựng kịp trang in. Hãy chia bớt bảng ra phụ lục rồi dựng lại.")
    return PaperError(message, reason=reason)


def _frames(answer: bytes) -> list[bytes]:
    frames, at = [], 0
    while at < len(answer):
        size = int.from_bytes(answer[at : at + _FRAME], "big")
        frames.append(answer[at + _FRAME : at + _FRAME + size])
        at += _FRAME + size
    return frames
