from django.http import HttpResponseForbidden, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.origin import is_foreign
from portal.page_cache import BANNER_COOKIE

THIRTY_DAYS = 30 * 24 * 3600


@csrf_exempt
@require_POST
def close_banner(request):
    """Close the banner for 30 days by a first-party cookie that says only that, and go back to where the reader was."""
    if is_foreign(request):
        return HttpResponseForbidden("This form belongs to another site.")
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        BANNER_COOKIE, "1", max_age=THIRTY_DAYS, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
    return response
