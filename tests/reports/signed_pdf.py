"""Signing a PDF as software elsewhere does: with a certificate made on the spot, appended to the file's end."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign import fields, signers
from pyhanko_certvalidator.registry import SimpleCertificateStore

from core.paper.pdf import PaperMetadata, render_pdf

Box = tuple[int, int, int, int]


def signed(pdf: bytes, *, name: str, field: str = "ChuKy1", box: Box | None = None) -> bytes:
    """The PDF with one more signature under this name; it shows on the first page where it has a box."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    fields.append_signature_field(out, fields.SigFieldSpec(field, box=box))
    metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm="sha256")
    with ThreadPoolExecutor(1) as apart:  # it runs an event loop, and a browser's may run in this thread
        return bytes(apart.submit(signers.sign_pdf, out, metadata, signer_named(name)).result().getvalue())


def with_other_words(pdf: bytes) -> bytes:
    """The PDF with its first page's content replaced, as an update at the end of the file."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    page = out.root["/Pages"]["/Kids"][0]
    page["/Contents"] = out.add_object(generic.StreamObject(stream_data=b"BT ET"))
    out.mark_update(out.root["/Pages"]["/Kids"].raw_get(0).reference)
    changed = io.BytesIO()
    out.write(changed)
    return changed.getvalue()


def with_a_text_box(pdf: bytes) -> bytes:
    """The PDF with a text box laid over its first page."""
    out = IncrementalPdfFileWriter(io.BytesIO(pdf))
    name, number = generic.NameObject, generic.NumberObject
    box = generic.DictionaryObject(
        {
            name("/Type"): name("/Annot"),
            name("/Subtype"): name("/FreeText"),
            name("/Rect"): generic.ArrayObject(number(each) for each in (0, 0, 595, 842)),
            name("/Contents"): generic.TextStringObject("Nội dung khác"),
        }
    )
    out.register_annotation(out.root["/Pages"]["/Kids"].raw_get(0).reference, out.add_object(box))
    changed = io.BytesIO()
    out.write(changed)
    return changed.getvalue()


def followed_by_another(pdf: bytes) -> bytes:
    """The PDF's bytes and then another whole file, whose own tables begin after them and lead back to nothing."""
    other = PdfFileWriter()
    other.insert_page(
        PageObject(contents=other.add_object(generic.StreamObject(stream_data=b"BT ET")), media_box=(0, 0, 595, 842))
    )
    made = io.BytesIO(pdf)
    made.seek(0, io.SEEK_END)
    other.write(made)
    return made.getvalue()


@cache
def final_pdf(text: str = "Báo cáo kết quả") -> bytes:
    """A small PDF of our own."""
    return render_pdf(
        f"<p>{text}</p>", metadata=PaperMetadata(title=text, created=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    )


@cache
def signer_named(name: str, *, has_rsa: bool = False) -> signers.SimpleSigner:
    """A signer whose certificate bears the name."""
    key = rsa.generate_private_key(65537, 2048) if has_rsa else ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=365))
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                content_commitment=True,
                key_encipherment=False,
                data_encipherment=False,
                key_agreement=False,
                key_cert_sign=False,
                crl_sign=False,
                encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )
    der, pkcs8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(der)),
        signing_key=keys.PrivateKeyInfo.load(key.private_bytes(der, pkcs8, serialization.NoEncryption())),
        cert_registry=SimpleCertificateStore(),
    )
