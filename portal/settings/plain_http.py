"""What differs without TLS: browsers refuse __Host- cookies there, and must not be sent to https."""

from portal.settings.base import CONTENT_SECURITY_POLICY

SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
DRAFT_COOKIE_NAME = "draft"
SENT_COOKIE_NAME = "sent"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = False
CONTENT_SECURITY_POLICY["DIRECTIVES"]["upgrade-insecure-requests"] = False
