"""The WSGI entry point. Production-safe settings apply unless the environment names others."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.base")

application = get_wsgi_application()

from portal.kept_pages import kept_pages_first  # noqa: E402  (needs the settings that were just read)
from portal.middleware import readable_content_type  # noqa: E402

application = kept_pages_first(readable_content_type(application))
