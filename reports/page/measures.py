"""The measures of the official page, on paper and in Word alike; what only one of the two needs stands with it."""

from dataclasses import dataclass

PAGE_MM, PAGE_LONG_MM = 210, 297
BETWEEN_MM = 3  # white between the header's two blocks
FEW_LINES = 3  # an issuer block of at most this height takes the larger sizes
SUBJECT_LINES = 3
SUBJECT_MM = 130  # subject lines are kept shorter than the body's, as the decree's form draws them
ADDRESS_MM = 35, 15  # where "Kính gửi:" begins, from the left margin: as in Mẫu 1.5, and for long names
ANNEX_INSET_MM = 10
RECIPIENTS_MM = 62  # the block of recipients, left of the signature
RECIPIENTS_INSIDE_MM = RECIPIENTS_MM - 4  # room for its text
RECIPIENT_SIZE_PT, RECIPIENT_PT = 11, 13.2  # a recipient's letters and line
TALL_PT = 400  # a list of recipients beyond it goes on below the signature
SIGNING_SIZE_PT = 14
MM_PER_POINT = 25.4 / 72


@dataclass(frozen=True)
class Sizes:
    """Font sizes in points that go up and down together (Phụ lục I, note to the table of part V).

    `upper` is for the national name, the issuer and a công văn's subject, `lower` for the motto and the place line.
    The body keeps 14.
    """

    upper: int
    lower: int
    body: int = 14


LARGE = Sizes(upper=13, lower=14)
SMALL = Sizes(upper=12, lower=13)
# How much of a page a signature may take that is shown on the final PDF: in width the signer's column of the decree's
# samples (Phụ lục III, mẫu 1.4), in height the widest seal that a body may keep. The hand between post and name (ô số
# 7c), the seal over a third of it (8) and the lines of the signature (14) all fit; more would hide what was signed.
SIGNATURE_BOX_MM = (111, 60)
