"""Django's registration of this floor."""

from django.apps import AppConfig


class QuotasConfig(AppConfig):
    """The `quotas` floor; what it owns is written in docs/architecture.md."""

    name = "quotas"

    def ready(self) -> None:
        """Have inherited totals follow every succession that is recorded; give the audit trail this floor's words."""
        from campaigns import already
        from campaigns.models import Deadline
        from campaigns.revising import register_figures
        from campaigns.sessions import register_expectation
        from quotas import audit_words, totals  # noqa: F401  # importing registers them
        from quotas.forecast import expected_people
        from quotas.owing import results_that_came
        from quotas.standing_figures import figures_stand

        register_expectation(expected_people)
        register_figures(figures_stand)
        already.register(Deadline.Kind.RESULT, results_that_came)
