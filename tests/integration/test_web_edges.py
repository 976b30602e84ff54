"""Limits, error pages, the webhook's door, saving for later."""

from __future__ import annotations

import re
from unittest.mock import patch

from django.core.cache import cache
from django.test import Client, TestCase, override_settings

from foundation.clock import utc_now
from foundation.notifications.models import Message
from foundation.notifications.operations import seed_templates
from tests.booking_making import seed_business
from tests.web_walking import Walker, text_of
from web.seed import seed_site

# Limits count by the minute of the clock, which a slow machine could see change within a test
one_minute = patch("django_ratelimit.core.time.time", lambda: 1_790_000_000.0)


class Edges(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        seed_business()
        seed_templates(now=utc_now())
        seed_site(now=utc_now())

    def setUp(self) -> None:
        cache.clear()
        self.client = Client()

    @one_minute
    @override_settings(RATELIMIT_ENABLE=True)
    def test_the_eleventh_lookup_in_a_minute_waits(self) -> None:
        answers = [self.client.get("/track/", {"number": "TT-1", "email": "a@example.com"}) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert "One moment." in text_of(answers[-1])
        other = self.client.get("/track/", {"number": "TT-1"}, REMOTE_ADDR="192.0.2.9")
        assert other.status_code == 200  # counted by address

    @one_minute
    @override_settings(RATELIMIT_ENABLE=True)
    def test_prices_are_limited_to_sixty_a_minute(self) -> None:
        statuses = [self.client.get("/book/nothing/").status_code for _ in range(3)]
        assert statuses == [404] * 3
        walker = Walker().begin()
        seen = [walker.look("details").status_code for _ in range(60)]
        assert seen[:57] == [200] * 57 and seen[-1] == 429

    def test_not_found_in_brand(self) -> None:
        answer = self.client.get("/no/such/page/")
        assert answer.status_code == 404 and "This road ends here." in text_of(answer)

    def test_our_own_fault_in_brand_without_the_database(self) -> None:
        from web.errors import server_error

        answer = server_error(None)
        assert answer.status_code == 500 and "went wrong on our side" in text_of(answer)

    def test_a_form_without_its_token_is_refused_kindly(self) -> None:
        walker = Walker(enforce_csrf_checks=True).begin()
        answer = walker.client.post(f"{walker.base}/details/", {"package": "standard"})
        assert answer.status_code == 403 and "Send it once more." in text_of(answer)

    def test_the_webhook_takes_posts_that_are_signed_only(self) -> None:
        client = Client(enforce_csrf_checks=True)
        assert client.get("/webhooks/stripe/").status_code == 405
        for signature in ("", "t=1,v1=abc", "nonsense"):
            answer = client.post(
                "/webhooks/stripe/",
                b'{"id": "evt_1"}',
                content_type="application/json",
                HTTP_STRIPE_SIGNATURE=signature,
            )
            assert answer.status_code == 400

    def test_public_pages_have_a_strict_content_policy(self) -> None:
        for path in ("/", "/track/", "/book/"):
            policy = self.client.get(path, follow=True)["Content-Security-Policy"]
            assert "unsafe" not in policy and "127.0.0.1" not in policy and "stripe" not in policy

    def test_saved_answers_open_once_from_the_mailed_link(self) -> None:
        walker = Walker().begin()
        saved = walker.client.post(f"{walker.base}/save/", {"email": "claire@example.com"}, follow=True)
        assert "The link is on its way" in text_of(saved)
        message = Message.objects.get()
        link = re.search(r"https?://[^\s/]+(/book/resume/\S+)", message.text)
        assert link and message.recipient == "claire@example.com"
        elsewhere = Client()
        assert "Continue my booking" in text_of(elsewhere.get(link.group(1)))  # looking does not use it up
        opened = elsewhere.post(link.group(1), follow=True)
        assert opened.redirect_chain[-1][0] == f"{walker.base}/details/"
        again = Client().post(link.group(1))
        assert again.status_code == 404 and "This link has been used" in text_of(again)
        forged = Client().post("/book/resume/forged/")
        assert forged.status_code == 404

    def test_saving_asks_for_an_address(self) -> None:
        walker = Walker().begin()
        for typed, message in (("", "Enter your email address"), ("x", "Email address must include an @ sign")):
            assert message in text_of(walker.client.post(f"{walker.base}/save/", {"email": typed}))
        assert not Message.objects.exists()
