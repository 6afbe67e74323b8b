"""Official documents: content as a block tree whose figures are bound to data, frozen when it leaves the draft."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _

from campaigns.models import CampaignWindow, Deadline, Plan, Round
from committees.models import TERRITORIAL, Committee, IssuingBody, Unit
from core.models import StoredFile
from core.scope import PathField, TenantModel


class Document(TenantModel):
    """Văn bản: kind, content, bound figures, number, state. Issued is immutable in the database.

    It is about a plan and, by its kind, about a round, a campaign window, a deadline or a conference of it, or the
    first `months` of its year. `decimals` are those of its percentages. A letter goes to all or `to_unit` alone;
    `new_due_at` is the one new date it sets, on being issued, for all who are late by its deadline.

    `content` is the block tree of reports/blocks.py; `figures` maps a key to {value, text, source, as_of}. Both are
    frozen, with the printed cut-off `as_of`, when the document is presented for signature. `bases` are the lines of
    căn cứ. `delivered_to` says of lines of "Kính gửi" and "Nơi nhận" where each goes inside the application
    (reports/recipients.py). `check_code` stands in the printed link to the page that verifies. `signature` is the block
    of reports/signers.py, with `chosen` where somebody chose who signs. A mistake found after issuing is a new document
    that `replaces` this one; this row stays as it is. `batch` is the one it was
    drafted in, where each late unit got a letter of its own; what replaces such a letter belongs to it too.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        PRESENTED = "presented", _("Trình ký")
        APPROVED = "approved", _("Đã duyệt")
        NUMBERED = "numbered", _("Đã vào số, chờ ký số")
        SIGNED = "signed", _("Đã ký")
        ISSUED = "issued", _("Đã ban hành")

    class Urgency(models.TextChoices):
        """The stamps of Nghị định 30/2020, Phụ lục I, ô số 10b."""

        NONE = "", _("Không")
        URGENT = "urgent", _("Khẩn")
        VERY_URGENT = "very_urgent", _("Thượng khẩn")
        EXPRESS = "express", _("Hỏa tốc")

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="documents")
    issuing_body = models.ForeignKey(IssuingBody, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=40)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="documents")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="documents")
    window = models.ForeignKey(CampaignWindow, on_delete=models.PROTECT, null=True, related_name="documents")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="documents")
    conference = models.ForeignKey("Conference", on_delete=models.PROTECT, null=True, related_name="documents")
    months = models.PositiveSmallIntegerField(_("Số tháng báo cáo"), default=12)
    decimals = models.PositiveSmallIntegerField(_("Số lẻ của tỷ lệ phần trăm"), default=1)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey("LetterBatch", on_delete=models.PROTECT, null=True, related_name="letters")
    names_units = models.BooleanField(_("Nêu tên đơn vị ở phụ lục"), default=False)
    new_due_at = models.DateTimeField(_("Hạn mới"), null=True)
    new_due_wording = models.CharField(max_length=10, choices=Deadline.Wording.choices, blank=True, default="")
    subject = models.CharField(_("Trích yếu"), max_length=500)
    state = models.CharField(_("Trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(_("Số"), null=True, blank=True)
    symbol = models.CharField(_("Ký hiệu"), max_length=30)
    dated_on = models.DateField(_("Ngày văn bản"), null=True, blank=True)
    place = models.CharField(_("Địa danh"), max_length=80)
    content = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    bases = models.JSONField(default=list)
    addressees = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    delivered_to = models.JSONField(default=dict)
    urgency = models.CharField(_("Độ khẩn"), max_length=12, choices=Urgency.choices, blank=True, default="")
    signature = models.JSONField(default=dict)
    returned_reason = models.CharField(_("Lý do trả lại"), max_length=300, blank=True, default="")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    as_of = models.DateTimeField(null=True)
    edition = models.PositiveIntegerField(default=1)
    pdf = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    pdf_edition = models.PositiveIntegerField(null=True, help_text=_("Bản nội dung mà tệp PDF thể hiện."))
    check_code = models.CharField(max_length=32, null=True, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    created_by_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "-created_at"])]
        constraints = [
            models.UniqueConstraint(
                "issuing_body",
                "symbol",
                "number",
                ExtractYear("dated_on"),
                name="document_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(number=None) | Q(dated_on__isnull=False), name="numbered_document_is_dated"
            ),
            models.CheckConstraint(
                condition=Q(new_due_at=None, new_due_wording="")
                | (Q(new_due_at__isnull=False) & ~Q(new_due_wording="") & Q(deadline__isnull=False)),
                name="a_new_due_date_is_of_a_deadline",
            ),
            models.CheckConstraint(condition=Q(months__in=[6, 9, 12]), name="a_report_is_of_six_nine_or_twelve_months"),
            models.CheckConstraint(condition=Q(decimals__in=[0, 1, 2]), name="a_share_has_two_decimals_at_most"),
            models.UniqueConstraint(fields=["replaces"], name="a_document_is_replaced_once"),
            models.UniqueConstraint(
                fields=["batch", "to_unit"], condition=Q(replaces=None), name="one_letter_a_unit_in_a_batch"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class LetterBatch(TenantModel):
    """Lô công văn: a letter of its own to each unit that owed by a deadline when the batch was begun.

    `unit_ids` are those units in the order of an annex, `position` how many of them have been looked at: drafted, or
    `left_out` ({unit, sentence}), so that a killed job goes on where it was. `pdf` is all letters in one file, and
    `pdf_of` tells which editions of them stand in it.
    """

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="letter_batches")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="letter_batches")
    issuing_body = models.ForeignKey(IssuingBody, on_delete=models.PROTECT, related_name="+")
    new_due_at = models.DateTimeField(_("Hạn mới"), null=True)
    new_due_wording = models.CharField(max_length=10, choices=Deadline.Wording.choices, blank=True, default="")
    unit_ids = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)
    pdf = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    pdf_of = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    created_by_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "-created_at"])]

    def __str__(self) -> str:
        return f"Công văn gửi {self.count} đơn vị"

    @property
    def count(self) -> int:
        """How many units owed when it was begun."""
        return len(self.unit_ids)

    @property
    def is_drafted(self) -> bool:
        """Whether every unit has been looked at."""
        return self.position >= self.count


class DocumentFile(TenantModel):
    """A file that belongs to a document for good: the scan of the stamped paper, or the PDF signed elsewhere.

    Rows are only added; `sha256` is of the file as it was given, `found` what its signatures said when it came.
    """

    class Kind(models.TextChoices):
        SCAN = "scan", _("Bản chụp có chữ ký, con dấu")
        SIGNED = "signed", _("Bản đã ký số")

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    found = models.JSONField(default=list)
    at = models.DateTimeField()
    by_label = models.CharField(_("Người đưa lên"), max_length=250, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["path"]), models.Index(fields=["sha256"])]


class ReturnedFile(TenantModel):
    """A draft corrected in Word, kept until it is taken or left: whose draft it is. It goes with its file."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="returned_files")
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path"])]


class RegisterEntry(TenantModel):
    """A line of the register of documents: what went out under a number, or what came in (NĐ 30/2020, Phụ lục IV).

    `document` is the one written here; without it the line is a document that came in, or one's own from before or
    from elsewhere. A letter (thư) that came in has neither number nor symbol. Every number of a series stands here, so
    that none is given twice; any line may be cited as căn cứ,
    but for a number that `is_unused`: its document went out under another one, which the note tells.
    """

    class Direction(models.TextChoices):
        IN = "in", _("Văn bản đến")
        OUT = "out", _("Văn bản đi")

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(_("Loại"), max_length=3, choices=Direction.choices)
    document = models.OneToOneField(Document, on_delete=models.PROTECT, null=True, related_name="register_entry")
    issuing_body = models.ForeignKey(IssuingBody, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.CharField(_("Cơ quan ban hành"), max_length=200)
    number = models.PositiveIntegerField(_("Số"), null=True)
    symbol = models.CharField(_("Ký hiệu"), max_length=30, blank=True)
    dated_on = models.DateField(_("Ngày văn bản"))
    type_name = models.CharField(_("Tên loại"), max_length=40)
    subject = models.CharField(_("Trích yếu"), max_length=500)
    signer = models.CharField(_("Người ký"), max_length=150, blank=True)
    recipients = models.CharField(_("Nơi nhận"), max_length=500, blank=True)
    copies = models.PositiveSmallIntegerField(_("Số lượng bản"), null=True)
    arrived_on = models.DateField(_("Ngày đến"), null=True)
    arrival_number = models.PositiveIntegerField(_("Số đến"), null=True)
    note = models.CharField(_("Ghi chú"), max_length=200, blank=True)
    is_unused = models.BooleanField(_("Số không sử dụng"), default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "direction", "-dated_on"])]
        constraints = [
            models.UniqueConstraint(
                "issuing_body",
                "symbol",
                "number",
                ExtractYear("dated_on"),
                name="number_given_once_a_year",
            ),
            models.UniqueConstraint(
                "committee",
                "author",
                "symbol",
                "number",
                ExtractYear("dated_on"),
                condition=Q(direction="in"),
                name="received_document_entered_once",
            ),
            models.UniqueConstraint(
                fields=["committee", "author", "type_name", "dated_on", "subject"],
                condition=Q(number=None),
                name="received_letter_entered_once",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=False) & ~Q(symbol="") | Q(number=None, symbol="", direction="in"),
                name="only_what_came_in_has_no_number",
            ),
            models.UniqueConstraint(
                "committee",
                ExtractYear("arrived_on"),
                "arrival_number",
                name="arrival_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(
                    direction="in",
                    arrived_on__isnull=False,
                    arrival_number__isnull=False,
                    issuing_body=None,
                    document=None,
                )
                | Q(direction="out", arrived_on=None, arrival_number=None, issuing_body__isnull=False),
                name="only_what_came_in_has_an_arrival_number",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class DocumentDelivery(TenantModel):
    """An issued document at one unit that it goes to; `path` is the receiver's, `sender_path` the issuer's.

    The header is copied and `file` is what was issued, so that the receiver reads both and nothing else of the
    document. `delivered_at` is None where nobody of the unit was in the application on that day: whoever joins later
    finds the document. Only the opening and the line of the receiver's register are written afterwards.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="deliveries")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    sender_path = PathField(editable=False)
    issuer = models.CharField(_("Cơ quan ban hành"), max_length=200)
    number = models.PositiveIntegerField(_("Số"))
    symbol = models.CharField(_("Ký hiệu"), max_length=30)
    dated_on = models.DateField(_("Ngày văn bản"))
    type_name = models.CharField(_("Tên loại"), max_length=40)
    subject = models.CharField(_("Trích yếu"), max_length=500)
    signer = models.CharField(_("Người ký"), max_length=150, blank=True)
    urgency = models.CharField(max_length=12, choices=Document.Urgency.choices, blank=True, default="")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    delivered_at = models.DateTimeField(_("Gửi lúc"), null=True)
    opened_at = models.DateTimeField(_("Mở lúc"), null=True)
    opened_by_label = models.CharField(_("Người mở"), max_length=250, blank=True)
    register_entry = models.OneToOneField(RegisterEntry, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "-dated_on"]), models.Index(fields=["sender_path"])]
        constraints = [
            models.UniqueConstraint(fields=["document", "unit"], name="document_delivered_once_a_unit"),
            models.CheckConstraint(
                condition=Q(opened_by_label="") | Q(opened_at__isnull=False), name="who_opened_it_opened_it_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class DeadlineBasis(TenantModel):
    """The document that asks for what units owe by a deadline: a line of the committee's register, in or out.

    What it is called stands on the deadline itself (`Deadline.basis`), where the units read it.
    """

    deadline = models.OneToOneField(Deadline, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(RegisterEntry, on_delete=models.PROTECT, related_name="bases")


# --- Small records that documents are made of ---------------------------------------------------------


class Conference(TenantModel):
    """Hội nghị tổng kết of a plan's year: where and when, who chaired, who came, which draft report was heard.

    `attendees` and `shortcomings` are in words, as the document prints them. What was concluded stands in
    `OrganisationTask`. `heard` is a draft of ours; `heard_title` names one that is not.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="conferences")
    name = models.CharField(_("Tên hội nghị"), max_length=250)
    held_on = models.DateField(_("Ngày họp"))
    hall = models.CharField(_("Nơi họp"), max_length=200)
    chair_post = models.CharField(_("Chức vụ người chủ trì"), max_length=200)
    chair_name = models.CharField(_("Họ và tên người chủ trì"), max_length=100)
    attendees = models.TextField(_("Thành phần tham dự"), max_length=3_000)
    presenter = models.CharField(_("Cơ quan trình bày dự thảo báo cáo"), max_length=200, blank=True)
    heard = models.ForeignKey(Document, on_delete=models.SET_NULL, null=True, related_name="+")
    heard_title = models.CharField(_("Tên dự thảo báo cáo"), max_length=300, blank=True)
    shortcomings = models.TextField(_("Hạn chế được nêu tại hội nghị"), max_length=3_000, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.name


LEVELS = [(level.value, level.label) for level in TERRITORIAL]


class HonourCount(TenantModel):
    """How many families, collectives and individuals were proposed for, or given, one form of honour in a year."""

    class Form(models.TextChoices):
        MERIT = "merit", _("Bằng khen")
        COMMENDATION = "commendation", _("Giấy khen")
        MEDAL = "medal", _("Kỷ niệm chương")
        EMBLEM = "emblem", _("Biểu trưng tôn vinh")
        CERTIFICATE = "certificate", _("Giấy chứng nhận tôn vinh")
        LETTER = "letter", _("Thư khen")

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Đề nghị")
        AWARDED = "awarded", _("Đã tặng")

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="honour_counts")
    level = models.CharField(_("Cấp khen"), max_length=10, choices=LEVELS)
    awarded_by = models.CharField(_("Nơi khen"), max_length=150)
    form = models.CharField(_("Hình thức"), max_length=15, choices=Form.choices)
    status = models.CharField(_("Đề nghị hay đã tặng"), max_length=10, choices=Status.choices)
    families = models.PositiveIntegerField(_("Gia đình"), default=0)
    collectives = models.PositiveIntegerField(_("Tập thể"), default=0)
    individuals = models.PositiveIntegerField(_("Cá nhân"), default=0)
    merit = models.CharField(_("Thành tích"), max_length=200, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "level", "awarded_by", "form", "status", "merit"], name="honour_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(families__gt=0) | Q(collectives__gt=0) | Q(individuals__gt=0), name="honour_of_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.awarded_by}, {self.get_form_display()}"


class OrganisationTask(TenantModel):
    """What one organisation is to do: in the plan, or by the conclusion of a conference. `lines` are its sentences."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="organisation_tasks")
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, null=True, related_name="tasks")
    ordinal = models.PositiveSmallIntegerField(_("Thứ tự"), default=1)
    organisation = models.CharField(_("Cơ quan, đơn vị"), max_length=200)
    lines = models.TextField(_("Nhiệm vụ"), max_length=5_000)

    class Meta(TenantModel.Meta):
        ordering = ["ordinal", "id"]

    def __str__(self) -> str:
        return self.organisation


class FundingLine(TenantModel):
    """Where the money of a plan's year comes from; `money` in đồng where it is known."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="funding_lines")
    ordinal = models.PositiveSmallIntegerField(_("Thứ tự"), default=1)
    source = models.CharField(_("Nguồn kinh phí"), max_length=300)
    money = models.PositiveBigIntegerField(_("Số tiền (đồng)"), null=True)

    class Meta(TenantModel.Meta):
        ordering = ["ordinal", "id"]

    def __str__(self) -> str:
        return self.source


class StandardPhrase(TenantModel):
    """Câu mẫu: a sentence that a committee keeps and puts into its documents; a kind takes those of its `use`."""

    class Use(models.TextChoices):
        ANY = "any", _("Chèn khi sửa văn bản")
        BASIS = "basis", _("Căn cứ của hướng dẫn")
        MESSAGE = "message", _("Thông điệp tuyên truyền")
        PURPOSE = "purpose", _("Mục đích, yêu cầu")
        DIFFICULTY = "difficulty", _("Khó khăn, tồn tại")
        PROPOSAL = "proposal", _("Đề xuất, kiến nghị")
        MEASURE = "measure", _("Nhiệm vụ, giải pháp")

    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="standard_phrases")
    use = models.CharField(_("Dùng cho"), max_length=12, choices=Use.choices, default=Use.ANY)
    text = models.TextField(_("Câu"), max_length=2_000)

    class Meta(TenantModel.Meta):
        ordering = ["use", "id"]

    def __str__(self) -> str:
        return self.text
