"""The child process that looks into a signed PDF, see `core.child`: one PDF on stdin, one JSON line as the answer.

A signed file comes from elsewhere: it is parsed apart, bounded in memory and time, with no file and no connection to
open. Whether a signer's certificate is to be trusted is not asked here: the roots of the country's own authorities
change, and văn thư's software has checked them. What is asked is whether the signed bytes are whole, and whose name
the certificate bears.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from core.child.answering import RefusedInChild, answer, limit, take_stdout

MEMORY_MB = 1024
SECONDS = 20


def main() -> int:
    """Read the PDF, set the limits, answer."""
    answers = take_stdout()
    pdf = sys.stdin.buffer.read()
    limit(memory_mb=MEMORY_MB, seconds=SECONDS)
    return answer(answers, lambda: [json.dumps(list(_signatures(pdf))).encode()])


def _signatures(pdf: bytes) -> Iterator[dict[str, object]]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)
    except (PdfReadError, ValueError, KeyError) as problem:
        raise RefusedInChild("not-a-pdf") from problem
    for signature in embedded:
        try:
            status = validate_pdf_signature(signature, ValidationContext(allow_fetching=False, trust_roots=[]))
        except (SignatureValidationError, ValueError, KeyError):
            yield {"name": "", "at": "", "is_intact": False, "covers_all": False}
            continue
        reported = status.signer_reported_dt
        yield {
            "name": _name(signature.signer_cert.subject.native),
            "at": reported.isoformat() if reported else "",
            "is_intact": bool(status.intact and status.valid),
            "covers_all": _covers_all(status),
        }


def _covers_all(status: PdfSignatureStatus) -> bool:
    """Whether nothing but what signing allows (further signatures, their upkeep) was added after this one."""
    return status.coverage is SignatureCoverageLevel.ENTIRE_FILE or (
        status.coverage is SignatureCoverageLevel.ENTIRE_REVISION and bool(status.docmdp_ok)
    )


def _name(subject: dict[str, object]) -> str:
    name = subject.get("common_name", "")
    return str(name[0] if isinstance(name, list) else name)[:200]
