"""The addresses of the public site that are Django's own (contract-surface.md); all others are Wagtail's pages."""

from django.conf import settings
from django.urls import path

from web import pictures, styleguide, webhooks
from web.booking import address_views, again, begin, date_views, first_views, last_views, pay_views, save_views
from web.enquiries import by_hand
from web.enquiries import views as enquiries
from web.tracking import views as tracking

app_name = "web"

urlpatterns = [
    path("book/", begin.begin, name="book"),
    path("book/pay/<str:token>/", pay_views.pay, name="pay"),
    path("book/pay/<str:token>/return/", pay_views.pay_return, name="pay-return"),
    path("book/pay/<str:token>/more-time/", pay_views.more_time, name="pay-more-time"),
    path("book/again/<str:token>/", again.again, name="book-again"),
    path("book/resume/<str:key>/", save_views.resume, name="book-resume"),
    path("book/<uuid:draft>/service/", first_views.service, name="book-service"),
    path("book/<uuid:draft>/details/", first_views.details, name="book-details"),
    path("book/<uuid:draft>/addresses/", address_views.addresses, name="book-addresses"),
    path("book/<uuid:draft>/date/", date_views.date_step, name="book-date"),
    path("book/<uuid:draft>/contact/", last_views.contact, name="book-contact"),
    path("book/<uuid:draft>/review/", last_views.review, name="book-review"),
    path("book/<uuid:draft>/save/", save_views.save, name="book-save"),
    path("book/storage/", enquiries.storage, name="enquire-storage"),
    path("book/business/", enquiries.business, name="enquire-business"),
    path("book/by-hand/", by_hand.by_hand, name="enquire-price"),
    path("book/elsewhere/", enquiries.area, name="enquire-area"),
    path("track/", tracking.lookup, name="lookup"),
    path("track/<str:token>/", tracking.track, name="track"),
    path("track/<str:token>/receipt/", tracking.receipt, name="receipt"),
    path("track/<str:token>/calendar.ics", tracking.calendar_file, name="calendar-file"),
    path("pictures/<str:name>", pictures.picture, name="picture"),
    path("webhooks/stripe/", webhooks.stripe, name="webhook-stripe"),
]

if settings.DEBUG:
    urlpatterns += [path("styleguide/", styleguide.styleguide, name="styleguide")]
