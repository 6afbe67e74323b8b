"""Starting the rendering child, giving it its request, and turning its failures into words."""

import json
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.utils.translation import gettext as _

from core.child.asking import ChildFailed
from core.child.asking import ask as ask_child
from core.paper.fonts import font_roots
from core.paper.request import Request, RequestMetadata, RequestPart

_NO_METADATA = RequestMetadata(title="", author="", subject="", producer="", created="")


class PaperError(Exception):
    """A render that gave nothing. The message is for the user; `reason` (never the document's text) is for the log."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


def ask(
    *,
    do: Literal["pdf", "picture", "pages"],
    parts: Sequence[RequestPart] = (),
    payload: bytes = b"",
    stylesheets: Sequence[str] = (),
    base_url: str | None = None,
    metadata: RequestMetadata = _NO_METADATA,
    variant: str = "",
    tagged: bool = True,
    width_px: int = 0,
    scale: float = 1,
    most: int = 1,
    timeout: float = 60,
    memory_mb: int = 2048,
) -> list[bytes]:
    """Run one request (see `Request`) in a fresh child and return its answers. Raises PaperError."""
    request = Request(
        do=do,
        parts=list(parts),
        base_url=base_url,
        stylesheets=list(stylesheets),
        roots=[str(root) for root in _roots()],
        metadata=metadata,
        variant=variant,
        tagged=tagged,
        width_px=width_px,
        scale=scale,
        most=most,
        seconds=ceil(timeout) + 1,
        memory_mb=memory_mb,
    )
    try:
        return ask_child("core.paper.child", json.dumps(request).encode() + b"\n" + payload, timeout=timeout)
    except ChildFailed as failed:
        raise _told(failed) from None


def _roots() -> list[Path]:
    """Fonts, and static files as Django lists them: a folder, or a prefix and a folder."""
    folders = [entry[1] if isinstance(entry, tuple) else entry for entry in settings.STATICFILES_DIRS]
    static = [str(folder) for folder in [*folders, settings.STATIC_ROOT] if folder]
    return [*font_roots(), *(Path(folder) for folder in static)]


def _told(failed: ChildFailed) -> PaperError:
    if failed.cause == "refused":
        message = _("Không dựng được trang in: nội dung có phần không đọc được. Hãy báo người quản trị.")
        return PaperError(message, reason=failed.word)
    message = _("Văn bản quá lớn nên không dựng kịp trang in. Hãy chia bớt bảng ra phụ lục rồi dựng lại.")
    return PaperError(message, reason=failed.cause)
