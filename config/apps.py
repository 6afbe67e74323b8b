"""Django's registration of this floor."""

import gc

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The `config` floor; what it owns is written in docs/architecture.md."""

    name = "config"

    def ready(self) -> None:
        """Make our Celery application the one that jobs are sent through, in the web process too.

        What is loaded by now stays: frozen, it is out of the garbage collector's sight, which the many objects of a
        list of thousands would else send through all the code again and again, for a third of the job's time.
        """
        import config.celery  # noqa: F401

        gc.freeze()
        gc.set_threshold(5_000, 10, 10)  # not at every seven hundred objects more
