"""Django's registration of this floor."""

from django.apps import AppConfig


class DonorsConfig(AppConfig):
    """The `donors` floor; what it owns is written in docs/architecture.md."""

    name = "donors"

    def ready(self) -> None:
        """Give the audit trail this floor's words, say which columns are sealed, when a nil contradicts a list, which
        lists came before they were asked for, and who is handing one in right now."""
        from campaigns import already
        from campaigns.deadlines import register_before_nil
        from campaigns.models import Deadline
        from campaigns.reminders import register_busy
        from core.key_rotation import register
        from donors import audit_words  # noqa: F401  # importing registers them
        from donors.at_work import units_at_work
        from donors.coming import lists_that_came
        from donors.models import Donor, IncomingFile, Registration, StagedRow, Upload, UploadLink
        from donors.receiving import make_way_for_nil

        register_before_nil(make_way_for_nil)
        already.register(Deadline.Kind.LIST, lists_that_came)
        register_busy(units_at_work)
        register(Registration, columns=("identity_sealed", "phone_sealed", "key_sealed"))
        register(Donor, columns=("identity_sealed", "phone_sealed"))
        register(StagedRow, columns=("sealed",))
        register(Upload, columns=("question", "findings"))
        register(IncomingFile, columns=("question",))
        register(UploadLink, columns=("token_sealed",))
