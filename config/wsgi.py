"""The web application. It refuses to start on a database role that row-level security does not bind."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402  settings come first

from config.startup import refuse_unsafe_role  # noqa: E402

application = get_wsgi_application()
refuse_unsafe_role()
