"""Pictures of what is sold, from wherever files are kept, under our own address: the content policy then needs no
further origin, and storage needs no public door."""

from __future__ import annotations

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from catalog.pictures import FOLDER

_NAME = re.compile(r"[A-Za-z0-9_-]{1,80}\.webp")
YEAR = 365 * 24 * 3600


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One picture. Its name is made from its content, so that it may be kept for ever."""
    if not _NAME.fullmatch(name):
        raise Http404("There is no such picture.")
    try:
        file = default_storage.open(f"{FOLDER}/{name}")
    except FileNotFoundError as missing:
        raise Http404("There is no such picture.") from missing
    response = FileResponse(file, content_type="image/webp")
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
