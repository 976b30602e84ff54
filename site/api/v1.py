"""The API itself: its calls, its document, its errors."""

from __future__ import annotations

from django.http import Http404
from ninja.errors import HttpError, ValidationError

from api import availability, bookings, catalogue, quotes
from api.document import DocumentedAPI, Page
from api.edge import StrictParser, checked_body
from api.errors import answer
from api.guide import GUIDE

api = DocumentedAPI(
    title="ToteTaxi API",
    version="1",
    description=GUIDE,
    urls_namespace="api",
    openapi_url="openapi.json",
    docs_url="docs/",
    docs=Page({"validatorUrl": None, "defaultModelsExpandDepth": 0, "docExpansion": "list"}),
    parser=StrictParser(),
)
api.add_decorator(checked_body, mode="view")
for router in (catalogue.router, availability.router, quotes.router, bookings.router):
    api.add_router("", router)
for kind in (Exception, HttpError, ValidationError, Http404):
    api.add_exception_handler(kind, answer)
