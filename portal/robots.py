"""What search engines are asked to leave alone, and where the sitemap is."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

NOT_FOR_ROBOTS = ("admin/", "search/", "feedback/")


@require_safe
def robots_txt(request):
    prefixes = ["/", *(f"/{code}/" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for prefix in prefixes for path in NOT_FOR_ROBOTS),
        "Allow: /",
        "",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
