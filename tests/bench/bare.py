"""The yardstick: a Django view that returns a constant. No middleware, no database, no template."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

BODY = b"Hello"


def constant(request):
    return HttpResponse(BODY, headers={"Content-Length": str(len(BODY))})


urlpatterns = [path("", constant)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["127.0.0.1"], SECRET_KEY="not used", MIDDLEWARE=[])
application = get_wsgi_application()
