"""The job runner: tasks are found in every app's ``tasks.py``; the schedule stands here, in one place.

Worker and beat refuse to start on a database role that row-level security does not bind.
"""

import os
from collections.abc import Callable
from typing import Any, cast

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, setup_logging, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("giot_hong")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.set_default()  # the web server's threads find it too; "current" is only this thread's

# What beat sends, and when (Vietnam time): name -> {"task": "<app>.tasks.<name>", "schedule": crontab(...)}.
SCHEDULE: dict[str, dict[str, str | crontab | float]] = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": crontab()},
    "deliver-notices": {"task": "notices.deliver_due", "schedule": crontab()},
    "refresh-expiry-of-lists": {"task": "donors.refresh_expiry", "schedule": crontab(hour=1, minute=40)},
    "remove-expired-files": {"task": "core.remove_expired_files", "schedule": crontab(minute=17)},
    "pass-on-duties": {"task": "campaigns.pass_on_duties", "schedule": crontab(hour=0, minute=5)},
    "remind": {"task": "campaigns.remind", "schedule": crontab(minute=5, hour="7-19")},
    "rebuild-derived": {"task": "quotas.rebuild_derived", "schedule": crontab(hour=2, minute=30)},
    "remove-old-jobs": {"task": "core.remove_old_jobs", "schedule": crontab(hour=3, minute=10)},
    "forget-sent-forms": {"task": "committees.forget_sent_forms", "schedule": crontab(hour=3, minute=20)},
}
app.conf.beat_schedule = SCHEDULE


def _refuse_unsafe_database(**_: Any) -> None:
    """End the process: Celery logs and forgets an ordinary exception of a signal handler.

    Whatever goes wrong ends it, an unreachable database too: what could not be checked is not run.
    """
    from config.startup import refuse_unsafe_database

    try:
        refuse_unsafe_database()
    except Exception as error:
        raise SystemExit(f"{error}") from None


def _use_django_logging(**_: Any) -> None:
    """Log as the settings say, and not a second time in Celery's own way."""
    from logging.config import dictConfig

    from django.conf import settings

    dictConfig(settings.LOGGING)


cast("Callable[..., Any]", worker_init.connect)(_refuse_unsafe_database)
cast("Callable[..., Any]", beat_init.connect)(_refuse_unsafe_database)
cast("Callable[..., Any]", setup_logging.connect)(_use_django_logging)
