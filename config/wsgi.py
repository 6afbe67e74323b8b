"""The web application. It refuses to start on a database that does not keep tenants apart."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import config.urls  # noqa: E402, F401  every view is loaded before the workers are forked, not in the first request
from config.startup import refuse_unsafe_database  # noqa: E402  the models come first

refuse_unsafe_database()
