"""People: the volunteer lists that units hand in, and the donors that hosting committees keep.

Two sides, and nothing of one is seen from the other (design.md §4). A unit owns what it sent: its list, the uploads,
the registrations as written. The hosting committee (*keeper*) owns its donors and what it recognises. `readers` names
the committees that host the round for the unit: they see the unit's rows too; nobody else does, above or beside.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from campaigns.models import Deadline, Round
from committees.models import Committee, Unit
from core.models import StoredFile
from core.scope import PathField, TenantModel

KEY_LENGTH = 32  # hex digits kept of a keyed hash: 128 bits


class PeopleModel(TenantModel):
    """A row about people that a unit sent: read by the unit itself and the committees in `readers`, by nobody else."""

    readers = ArrayField(PathField(), default=list, editable=False)

    class Meta(TenantModel.Meta):
        abstract = True


class Sex(models.TextChoices):
    """As an identity card says it."""

    MALE = "male", _("Nam")
    FEMALE = "female", _("Nữ")


class VolunteerList(TenantModel):
    """Danh sách: the people one unit registers for one round; `path` is the unit's. Only counts: levels above see them.

    `keeper` is the lowest committee at or above the unit that hosts the round: its donors are what the list is matched
    with. `readers` are the paths of all that host it for this unit, and go with every row about its people.
    """

    readers = ArrayField(PathField(), default=list, editable=False)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="volunteer_lists")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="volunteer_lists")
    keeper = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(_("Số người"), default=0)
    to_mend = models.PositiveIntegerField(_("Dòng cần sửa"), default=0)
    bare_number = models.PositiveIntegerField(
        _("Số người (không kèm tên)"), null=True, help_text=_("Đơn vị lực lượng vũ trang chỉ gửi số lượng.")
    )
    changed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["round", "path"])]
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="one_list_per_round_and_unit")]


class Consent(PeopleModel):
    """That the people of a list know and agree: once per round and unit, with the text, who said so, when."""

    volunteer_list = models.OneToOneField(VolunteerList, on_delete=models.CASCADE, related_name="consent")
    text_version = models.CharField(max_length=20)
    at = models.DateTimeField()
    seat_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    said_by = models.CharField(max_length=250)


class Upload(PeopleModel):
    """Lần nộp danh sách: a workbook, pasted cells, typed lines or a photo of the paper list, and what became of it.

    `is_whole` uploads are the unit's list as it now stands (a version: who is not on it any more was removed); the
    others only add. `seat_id` is the seat that handed in; `is_for_unit` where a clerk did so in the unit's place.
    """

    class Kind(models.TextChoices):
        FILE = "file", _("Tệp")
        PASTED = "pasted", _("Dán từ Excel")
        TYPED = "typed", _("Gõ tên")
        PHOTO = "photo", _("Ảnh danh sách giấy")

    class State(models.TextChoices):
        READING = "reading", _("Đang đọc")
        ASKING = "asking", _("Đã tải lên, cần xem")
        WAITING = "waiting", _("Chờ thay danh sách cũ")
        COUNTED = "counted", _("Đã nhận")
        PHOTO_WAITING = "photo_waiting", _("Đã nhận ảnh, chờ nhập")
        REFUSED = "refused", _("Không đọc được")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer_list = models.ForeignKey(VolunteerList, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices, default=State.READING)
    is_whole = models.BooleanField(default=True)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    content_key = models.CharField(
        max_length=KEY_LENGTH, blank=True, help_text=_("Nhận ra đúng tệp này khi bấm hai lần.")
    )
    photo_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="typed_from", help_text=_("Gõ theo ảnh này.")
    )
    layout = models.JSONField(default=dict, help_text=_("Trang tính, dòng tiêu đề, nghĩa của từng cột."))
    question = models.BinaryField(default=bytes, help_text=_("Điều còn phải hỏi, kèm vài dòng mẫu, đã mã hóa."))
    answer = models.JSONField(default=dict, help_text=_("Trả lời cho điều đã hỏi, mỗi trang tính một."))
    findings = models.BinaryField(default=bytes, help_text=_("Điều phát hiện về cả tệp, đã mã hóa."))
    read = models.PositiveIntegerField(_("Số dòng đã đọc"), default=0)
    accepted = models.PositiveIntegerField(_("Số người hợp lệ"), default=0)
    doubles = models.PositiveIntegerField(_("Dòng trùng trong tệp"), default=0)
    known = models.PositiveIntegerField(_("Từng đăng ký"), default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    refusal = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    counted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    seat_id = models.BigIntegerField(null=True)
    user_id = models.BigIntegerField(null=True)
    handed_in_by = models.CharField(max_length=250, blank=True)
    is_for_unit = models.BooleanField(_("Nộp thay"), default=False)
    received_via = models.CharField(_("Nhận qua"), max_length=60, blank=True)
    received_at = models.DateTimeField(_("Nhận lúc"), null=True)
    link = models.ForeignKey("UploadLink", on_delete=models.SET_NULL, null=True, related_name="uploads")
    part = models.JSONField(
        default=list, blank=True, help_text=_("Chỉ đọc những trang tính, nhóm này của tệp; trống: cả tệp (parts.py).")
    )

    class Meta(PeopleModel.Meta):
        ordering = ["-at"]
        indexes = [models.Index(fields=["volunteer_list", "-at"])]
        constraints = [
            models.CheckConstraint(condition=~Q(kind="photo") | Q(is_whole=False), name="a_photo_only_adds"),
            models.CheckConstraint(
                condition=~Q(state="counted") | ~Q(counted_at=None), name="a_counted_upload_says_when"
            ),
            models.UniqueConstraint(
                fields=["volunteer_list", "content_key"],
                condition=~Q(content_key="") & Q(state__in=["reading", "asking", "waiting"]),
                name="one_file_is_read_once_at_a_time",
            ),
        ]


class StagedRow(PeopleModel):
    """One row of an upload before it counts; what stands in it is sealed. Goes once its upload counts or is withdrawn,
    except rows still to be mended."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    sealed = models.BinaryField(help_text=_("Người, các ô như trong tệp và điều phát hiện, đã mã hóa."))
    row_hash = models.CharField(max_length=KEY_LENGTH, help_text=_("Nhận ra đúng dòng này khi nộp lại."))
    has_error = models.BooleanField(default=False)
    is_known = models.BooleanField(default=False)

    class Meta(PeopleModel.Meta):
        constraints = [models.UniqueConstraint(fields=["upload", "sheet", "row"], name="staged_row_once")]


class Erasure(models.TextChoices):
    """Why a person's data was erased."""

    CONSENT = "consent", _("Rút lại sự đồng ý")
    REQUEST = "request", _("Người này yêu cầu xóa")


# What an erased registration holds instead of a person (donors/erasing.py); the row stays to be counted.
ERASED_TEXTS = (
    *("name", "name_sort", "name_fold", "sex", "identity_key", "phone_key", "workplace", "address", "occupation"),
    *("blood_group", "rhesus", "note", "group", "person_key"),
)
ERASED_BLANKS = ("birth_month", "birth_day", "donations", "last_donation", "volume", "weight")
ERASED_VALUES: dict[str, object] = {
    "birth_year": 1900,
    **dict.fromkeys(ERASED_BLANKS),
    **dict.fromkeys(("identity_sealed", "phone_sealed", "key_sealed"), b""),
    "warnings": [],
}


class Registration(PeopleModel):
    """Người đăng ký: one person of a list as written. The identity number and the phone are sealed.

    `row_hash` recognises the same row again, `person_key` the same person with something corrected.
    """

    volunteer_list = models.ForeignKey(  # the indexes below begin with it
        VolunteerList, on_delete=models.CASCADE, related_name="registrations", db_index=False
    )
    added_by = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="registrations")
    removed_by = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="removed_registrations")
    position = models.PositiveIntegerField(default=0, help_text=_("Thứ tự trong danh sách của đơn vị."))
    name = models.CharField(_("Họ và tên"), max_length=100)
    name_sort = models.CharField(max_length=320, db_collation="C", editable=False)
    name_fold = models.CharField(max_length=100, db_collation="C", editable=False)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"))
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(_("Giới tính"), max_length=6, choices=Sex.choices, blank=True)
    identity_sealed = models.BinaryField(default=bytes)
    identity_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    phone_sealed = models.BinaryField(default=bytes)
    phone_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    workplace = models.CharField(_("Đơn vị, nơi công tác"), max_length=200, blank=True)
    address = models.CharField(_("Địa chỉ"), max_length=250, blank=True)
    occupation = models.CharField(_("Nghề nghiệp"), max_length=100, blank=True)
    blood_group = models.CharField(_("Nhóm máu"), max_length=2, blank=True)
    rhesus = models.CharField(_("Rh"), max_length=1, blank=True)
    donations = models.PositiveSmallIntegerField(_("Số lần đã hiến"), null=True)
    last_donation = models.DateField(_("Ngày hiến gần nhất"), null=True)
    volume = models.PositiveSmallIntegerField(_("Thể tích đăng ký"), null=True)
    weight = models.PositiveSmallIntegerField(_("Cân nặng"), null=True)
    note = models.CharField(_("Ghi chú"), max_length=500, blank=True)
    group = models.CharField(_("Nhóm trong danh sách"), max_length=150, blank=True)
    row_hash = models.CharField(max_length=KEY_LENGTH)
    person_key = models.CharField(max_length=KEY_LENGTH)
    warnings = models.JSONField(default=list, help_text=_("Điều cần lưu ý; bác sĩ quyết định."))
    is_known = models.BooleanField(_("Từng đăng ký"), default=False)
    is_elsewhere = models.BooleanField(_("Đã đăng ký ở đơn vị khác"), default=False)
    key_sealed = models.BinaryField(default=bytes, help_text=_("Khóa riêng của người này; hủy khóa là hủy dấu vết."))
    erased_at = models.DateTimeField(null=True)
    erased_reason = models.CharField(max_length=8, choices=Erasure.choices, blank=True)

    class Meta(PeopleModel.Meta):
        indexes = [
            models.Index(fields=["volunteer_list", "name_sort"]),
            models.Index(fields=["person_key"]),
            models.Index(fields=["identity_key"], condition=~Q(identity_key=""), name="registration_identity"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer_list", "row_hash"], condition=Q(removed_by=None), name="registered_once_per_list"
            ),
            models.CheckConstraint(condition=Q(birth_year__range=(1900, 2100)), name="registration_birth_year"),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(**dict.fromkeys(ERASED_TEXTS, ""), **ERASED_VALUES),
                name="an_erased_registration_tells_nothing",
            ),
        ]


class RegistrationChange(PeopleModel):
    """What one upload did to one registration: so that it can be shown, and taken back.

    `before` is sealed with the person's own key (`Registration.key_sealed`): destroying the key destroys it.
    """

    class Kind(models.TextChoices):
        ADDED = "added", _("Thêm")
        CHANGED = "changed", _("Sửa")
        REMOVED = "removed", _("Bớt")

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="changes", db_index=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    fields = models.JSONField(default=list, help_text=_("Tên các mục đã đổi, không có giá trị."))
    before = models.BinaryField(default=bytes)

    class Meta(PeopleModel.Meta):
        constraints = [models.UniqueConstraint(fields=["upload", "registration"], name="one_change_per_upload")]


class Donor(TenantModel):
    """Người hiến máu, as their keeper knows them; `path` is the keeper's. Facts come from registrations, latest first.

    A merged donor stays and names the one it was merged into, so that merging can be undone.
    """

    keeper = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="donors")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")
    name = models.CharField(_("Họ và tên"), max_length=100)
    name_sort = models.CharField(max_length=320, db_collation="C", editable=False)
    name_key = models.CharField(max_length=110, db_collation="C", editable=False)
    name_spelling = models.CharField(max_length=150, db_collation="C", editable=False, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("Năm sinh"))
    birth_month = models.PositiveSmallIntegerField(null=True)
    birth_day = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(_("Giới tính"), max_length=6, choices=Sex.choices, blank=True)
    identity_sealed = models.BinaryField(default=bytes)
    identity_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    phone_sealed = models.BinaryField(default=bytes)
    phone_key = models.CharField(max_length=KEY_LENGTH, blank=True)
    workplace = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=250, blank=True)
    place_words = models.CharField(max_length=500, blank=True, editable=False)
    blood_group = models.CharField(max_length=2, blank=True)
    rhesus = models.CharField(max_length=1, blank=True)
    opening_count = models.PositiveSmallIntegerField(
        _("Số lần đã hiến trước khi dùng phần mềm"), null=True, help_text=_("Theo danh sách của đơn vị.")
    )
    opening_source = models.CharField(max_length=200, blank=True)
    last_donation = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["path", "name_sort"]),
            models.Index(fields=["path", "name_key"]),
            models.Index(fields=["path", "unit"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "keeper"], name="donor_with_keeper"),
            models.UniqueConstraint(
                fields=["keeper", "identity_key"],
                condition=~Q(identity_key="") & Q(merged_into=None),
                name="one_donor_per_identity_and_keeper",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="donor_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        """What the audit trail calls them: never a name."""
        return f"người hiến máu {self.pk}"


class DonorKey(TenantModel):
    """One of the keys by which a donor is looked up as a candidate (donors/identity.py, `block_keys`)."""

    donor = models.ForeignKey(Donor, on_delete=models.CASCADE, related_name="keys", db_index=False)
    key = models.CharField(max_length=80, db_collation="C")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "key"], include=["donor"], name="donor_by_key")]
        constraints = [models.UniqueConstraint(fields=["donor", "key"], name="donor_key_once")]


class Recognition(TenantModel):
    """The keeper's word that a registration is one of its donors; `path` is the keeper's. The unit never sees it.

    The pair (donor, keeper) is one foreign key in the database, so that no tenant's row names another's donor.
    """

    class By(models.TextChoices):
        SYSTEM = "system", _("Tự nhận ra")
        PERSON = "person", _("Người xem đã chọn")

    keeper = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="+")
    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="recognition")
    donor = models.ForeignKey(Donor, on_delete=models.PROTECT, null=True, related_name="recognitions")
    candidate = models.ForeignKey(Donor, on_delete=models.SET_NULL, null=True, related_name="+")
    score = models.PositiveSmallIntegerField(default=0)
    reasons = models.JSONField(default=list)
    by = models.CharField(max_length=8, choices=By.choices, default=By.SYSTEM)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "candidate"])]


class PairChoice(PeopleModel):
    """A person's answer to «cùng một người?», remembered for the next upload; `path` is the unit's of the list."""

    pair_key = models.CharField(max_length=100)
    is_same = models.BooleanField()
    at = models.DateTimeField()
    by_name = models.CharField(max_length=150, blank=True)

    class Meta(PeopleModel.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "pair_key"], name="one_choice_per_pair")]


class LayoutMemory(TenantModel):
    """How a unit's own form is to be read, once somebody has answered; found again by the header's fingerprint."""

    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "fingerprint"], name="one_memory_per_form")]


class UploadLink(TenantModel):
    """A link by which a unit hands in its list without signing in; `path` is the committee's that gave it.

    Only the hash of its token is kept, beside the token sealed so that the clerk can copy it again. What comes by it is
    done in the scope of the seat that gave it.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    token_sealed = models.BinaryField()
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    deadline = models.ForeignKey(Deadline, on_delete=models.SET_NULL, null=True, related_name="+")
    seat_id = models.BigIntegerField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["path", "round", "unit"], condition=Q(revoked_at=None), name="one_open_link_per_unit"
            )
        ]


class CentreForm(TenantModel):
    """The blood centre's own blank form, mapped once: consolidated lists are written into it."""

    name = models.CharField(_("Tên mẫu"), max_length=150)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=100)
    header_row = models.PositiveSmallIntegerField()
    columns = models.JSONField(help_text=_("Nghĩa của từng cột."))
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["path", "name"], name="centre_form_once")]


class Handout(TenantModel):
    """A file made of a round's people to be handed out; `path` is the committee's that asked. Names nobody itself.

    It goes with its file, whoever deletes that (the database sees to it): what stands here can still be downloaded.
    """

    class Kind(models.TextChoices):
        CONSOLIDATED = "consolidated_list", _("Danh sách tổng hợp")
        ROSTER = "session_roster", _("Danh sách buổi hiến máu")
        FORMS = "registration_forms", _("Phiếu đăng ký hiến máu")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+")
    # the migration makes the constraint: the database itself deletes the row with the file
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    recipient = models.CharField(_("Giao cho"), max_length=150)
    purpose = models.CharField(_("Để làm gì"), max_length=150)
    people = models.PositiveIntegerField(_("Số người"))
    units = models.PositiveIntegerField()
    columns = models.CharField(max_length=500, blank=True, help_text=_("Tên các mục của mỗi người."))
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["path", "round", "kind"])]


class IncomingBatch(TenantModel):
    """Một lần nộp thay: files of many units that came another way and are handed in at once; `path` is the host's.

    Read by the committee that received them alone, until each becomes its unit's upload.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="incoming_batches")
    received_via = models.CharField(_("Nhận qua"), max_length=60)
    received_at = models.DateTimeField(_("Nhận lúc"))
    at = models.DateTimeField()
    seat_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-at"]
        indexes = [models.Index(fields=["path", "round", "-at"])]


class IncomingFile(TenantModel):
    """One file of a batch: what it says about itself, and what a person decided. Its bytes are the host's alone.

    They go with the decision, except where a file of several units was split: then its parts are read from them.
    """

    class Kind(models.TextChoices):
        LIST = "list", _("Danh sách")
        PHOTO = "photo", _("Ảnh danh sách giấy")

    class State(models.TextChoices):
        READING = "reading", _("Đang đọc")
        TO_CONFIRM = "to_confirm", _("Chờ xác nhận đơn vị")
        HANDED_IN = "handed_in", _("Đã nộp thay")
        REFUSED = "refused", _("Không đọc được")
        DROPPED = "dropped", _("Đã bỏ")

    class Doubt(models.TextChoices):
        HEADINGS = "headings", _("Chưa rõ dòng tiêu đề; sẽ hỏi khi nộp.")
        DATES = "dates", _("Ngày đọc được theo hai cách; sẽ hỏi khi nộp.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(IncomingBatch, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField(help_text=_("Thứ tự trong lần nộp thay."))
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.LIST)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READING)
    file = models.ForeignKey(StoredFile, on_delete=models.SET_NULL, null=True, related_name="+")
    content_key = models.CharField(max_length=KEY_LENGTH, help_text=_("Nhận ra đúng tệp này khi gửi lại."))
    title = models.CharField(max_length=300, blank=True, help_text=_("Phần tiêu đề như trong tệp."))
    people = models.PositiveIntegerField(default=0)
    doubt = models.CharField(max_length=10, choices=Doubt.choices, blank=True, help_text=_("Điều sẽ hỏi khi nộp."))
    round_said = models.CharField(max_length=60, blank=True, help_text=_("Đợt khác mà tệp ghi."))
    other_round = models.ForeignKey(Round, on_delete=models.SET_NULL, null=True, related_name="+")
    is_split = models.BooleanField(default=False, help_text=_("Tệp của cả ngành: mỗi phần là của một đơn vị."))
    question = models.BinaryField(blank=True, default=b"", help_text=_("Cột ngày đọc được theo hai cách, mã hóa."))
    form = models.CharField(max_length=64, blank=True, help_text=_("Nhận ra mẫu của tệp theo các tiêu đề cột."))
    dates = models.JSONField(default=dict, help_text=_("Cách viết ngày của từng cột, theo người xác nhận."))
    refusal = models.CharField(max_length=300, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="incoming_number_once"),
            models.UniqueConstraint(
                fields=["path", "content_key"],
                condition=Q(state__in=["reading", "to_confirm"]),
                name="one_incoming_file_is_decided_once",
            ),
        ]


class IncomingPart(TenantModel):
    """A file as a whole (number 0), or one of the parts of a file of several units: whose it may be, and whose it is.

    `guess` is what the file says; `unit` what counts: filled in beforehand only where the guess is sure.
    """

    file = models.ForeignKey(IncomingFile, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=300, blank=True)
    reads = models.JSONField(default=list, help_text=_("Trang tính và nhóm của phần này (parts.py)."))
    people = models.PositiveIntegerField(default=0)
    guess = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")
    source = models.CharField(max_length=10, blank=True)
    is_sure = models.BooleanField(default=False)
    unit = models.ForeignKey(Unit, on_delete=models.SET_NULL, null=True, related_name="+")
    is_left_out = models.BooleanField(default=False)
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta(TenantModel.Meta):
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="incoming_part_once")]
