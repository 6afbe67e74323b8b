"""Django's registration of this floor."""

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    """The `quotas` floor; what it owns is written in docs/architecture.md."""

    name = "quotas"

    def ready(self) -> None:
        """Have inherited totals follow every succession that is recorded; give the audit trail this floor's words."""
        from campaigns import already
        from campaigns.models import Deadline
        from campaigns.sessions import register_expectation
        from quotas import audit_words, totals  # noqa: F401  # importing registers them
        from quotas.forecast import expected_people
        from quotas.owing import results_that_came

        register_expectation(expected_people)
        already.register(Deadline.Kind.RESULT, results_that_came)
