"""The child process that looks into a signed PDF, see `core.child`.

On stdin the length (eight bytes) of the PDF that was to be signed, then the signed one, which begins with it; one JSON
line as the answer.

A signed file comes from elsewhere: it is parsed apart, bounded in memory and time, with no file and no connection to
open. Whether a signer's certificate is to be trusted is not asked here: the roots of the country's own authorities
change, and văn thư's software has checked them. What is asked is whether the signed bytes are whole, whose name the
certificate bears, and whether what follows the PDF that was to be signed is only what signing adds: an update may stand
before the first signature, which then covers it and holds.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis.form_rules_api import FormUpdatingRule
from pyhanko.sign.diff_analysis.policies import DEFAULT_DIFF_POLICY, StandardDiffPolicy
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel
from pyhanko.sign.diff_analysis.rules.form_field_rules import SigFieldCreationRule, SigFieldModificationRule
from pyhanko.sign.diff_analysis.rules_api import ReferenceUpdate, WhitelistRule
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from core.child.answering import RefusedInChild, answer, limit, take_stdout
from reports.signed_pdf import boxes_fit, enters_form, shows_pages_of

MEMORY_MB = 1024
SECONDS = 20
LENGTH = 8  # bytes that tell the length of the PDF that was to be signed


class _FieldInStructure(WhitelistRule):
    """The field of a later signature, entered in the structure of a tagged file (signed_pdf.py)."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """The objects that say so."""
        written = new.explicit_refs_in_revision()  # type: ignore[no-untyped-call]
        return [ReferenceUpdate(ref) for ref in written if enters_form(ref, old, new)]


# What may follow a signature. As Acrobat has it, another one may show on the page after one that certifies: the head's
# certifies as a rule, and the organisation's comes after it. How much of the page they cover, signed_pdf.py says.
FOLLOWING = StandardDiffPolicy(
    global_rules=[
        *DEFAULT_DIFF_POLICY.global_rules,
        _FieldInStructure().as_qualified(ModificationLevel.FORM_FILLING),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[
            SigFieldCreationRule(allow_new_visible_after_certify=True),  # type: ignore[no-untyped-call]
            SigFieldModificationRule(),
        ]
    ),
)


def main() -> int:
    """Read the PDF, set the limits, answer."""
    answers = take_stdout()
    length = int.from_bytes(sys.stdin.buffer.read(LENGTH), "big")
    pdf = sys.stdin.buffer.read()
    limit(memory_mb=MEMORY_MB, seconds=SECONDS)
    return answer(answers, lambda: [json.dumps(_told(pdf, final=pdf[:length])).encode()])


def _told(pdf: bytes, *, final: bytes) -> dict[str, object]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        embedded = list(reader.embedded_regular_signatures)
        keeps_content = shows_pages_of(final, reader)
        boxes = keeps_content and boxes_fit(reader)
    except (PdfReadError, ValueError, KeyError) as problem:
        raise RefusedInChild("not-a-pdf") from problem
    return {"keeps_content": keeps_content, "boxes_fit": boxes, "signatures": list(_signatures(embedded))}


def _signatures(embedded: Iterable[EmbeddedPdfSignature]) -> Iterator[dict[str, object]]:
    for signature in embedded:
        try:
            status = validate_pdf_signature(
                signature, ValidationContext(allow_fetching=False, trust_roots=[]), diff_policy=FOLLOWING
            )
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
