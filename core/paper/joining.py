"""Several PDFs of ours as one: long print runs are drawn in parts, so that no render grows without bound."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdfium2


def joined(parts: Sequence[bytes]) -> bytes:
    """The pages of all parts in their order. Only for PDFs that this application has just drawn itself."""
    if len(parts) == 1:
        return parts[0]
    with pypdfium2.PdfDocument.new() as whole:
        for part in parts:
            with pypdfium2.PdfDocument(part) as drawn:
                whole.import_pages(drawn)
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()
