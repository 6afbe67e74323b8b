"""Django's registration of this floor."""

from django.apps import AppConfig


class CommitteesConfig(AppConfig):
    """The `committees` floor; what it owns is written in docs/architecture.md."""

    name = "committees"

    def ready(self) -> None:
        """Tell the floor below how the scope of a job's seat is opened, and what of ours is sealed."""
        from committees.job_scopes import scope_of_job
        from core.jobs import register_scope_opener

        register_scope_opener(scope_of_job)

        from allauth.mfa.models import Authenticator

        from committees.signing_in import resealed_second_step
        from core import key_rotation

        key_rotation.register(Authenticator, reseal=resealed_second_step, columns=("data",))
