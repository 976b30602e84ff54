"""The sections of a page. Each has a description, a preview and a place in the chooser; none can break the layout."""

from __future__ import annotations

from typing import Any

from wagtail.blocks import BooleanBlock, CharBlock, ChoiceBlock, ListBlock, StructBlock

from web.blocks.links import LinkBlock
from web.blocks.words import Paragraph, Prose, Words
from web.live_prices import LivePrices
from web.ways_in import SERVICES

ILLUSTRATIONS = [
    ("van", "Van"),
    ("tote", "Tote"),
    ("parcel", "Parcel"),
    ("packing", "Open box"),
    ("suitcase", "Suitcase"),
    ("wardrobe_box", "Wardrobe box"),
    ("bike", "Exercise bike"),
    ("surfboard", "Surfboard"),
    ("crib", "Crib"),
    ("storage", "Storage"),
    ("popup", "Pop-up shop"),
    ("brownstone", "Brownstone"),
    ("beach_house", "Beach house"),
]


class Section(StructBlock):  # type: ignore[misc]
    """A section that may show live prices: its template gets `prices`, shared by the whole page."""

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        context.setdefault("prices", LivePrices.now())
        return context


class HeroBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(max_length=220)
    quote_bar = BooleanBlock(
        required=False, default=True, help_text="ZIP code, town and date, and a button to the prices."
    )

    class Meta:
        template = "web/blocks/hero.html"
        icon = "title"
        group = "Top of the page"
        description = "The opening: one sentence, one paragraph, the quote bar and the road east."
        preview_value = {
            "heading": "Leave the city with nothing in your hands.",
            "text": "Door to door.",
            "quote_bar": True,
        }


class LedgerItemBlock(StructBlock):  # type: ignore[misc]
    title = Words(max_length=40)
    text = Paragraph(max_length=160)
    picture = ChoiceBlock(choices=ILLUSTRATIONS)
    service = ChoiceBlock(
        choices=SERVICES, help_text="Its price, live from the catalogue, and its page once there is one."
    )


class LedgerBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=260)
    items = ListBlock(LedgerItemBlock(), min_num=1, max_num=8)

    class Meta:
        template = "web/blocks/ledger.html"
        icon = "list-ul"
        group = "Services and prices"
        description = "What we carry, line by line, with the lowest catalogue price of each service."
        preview_value = {
            "heading": "What shall we carry?",
            "items": [{"title": "Mini moves", "text": "One van.", "picture": "van", "service": "mini_move"}],
        }


class StepBlock(StructBlock):  # type: ignore[misc]
    title = Words(max_length=40)
    text = Paragraph(max_length=200)
    picture = ChoiceBlock(choices=ILLUSTRATIONS)


class HowItWorksBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=260)
    steps = ListBlock(StepBlock(), min_num=2, max_num=4)

    class Meta:
        template = "web/blocks/how_it_works.html"
        icon = "order"
        group = "Words and pictures"
        description = "Two to four numbered steps."
        preview_value = {
            "heading": "Hand it over here. Find it there.",
            "steps": [{"title": "Choose a day", "text": "Each day shows its price.", "picture": "brownstone"}] * 3,
        }


class PriceExampleBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(max_length=300)
    points = ListBlock(Words(max_length=100), min_num=1, max_num=5)
    link = LinkBlock()

    class Meta:
        template = "web/blocks/price_example.html"
        icon = "tag"
        group = "Services and prices"
        description = (
            "A worked example: a Standard mini move on the coming Saturday, priced by today's catalogue and rules."
        )
        preview_value = {
            "heading": "A price that explains itself.",
            "text": "Each line says why.",
            "points": ["No surprises"],
            "link": {"label": "See prices", "place": "book"},
        }


class SpecialtyItemsBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(max_length=260)

    class Meta:
        template = "web/blocks/specialty.html"
        icon = "pick"
        group = "Services and prices"
        description = "The specialty items of the catalogue with their prices and limits."
        preview_value = {"heading": "Awkward things, welcome.", "text": "Added to a mini move."}


class PriceCardsBlock(Section):
    heading = Words(max_length=60)

    class Meta:
        template = "web/blocks/price_cards.html"
        icon = "table"
        group = "Services and prices"
        description = "The mini-move sizes: live price, what is included, and the week's prices."
        preview_value = {"heading": "Sizes and prices"}


class PriceListBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=300)

    class Meta:
        template = "web/blocks/price_list.html"
        icon = "tag"
        group = "Services and prices"
        description = "What this page's service costs, item by item, live from the catalogue."
        preview_value = {"heading": "What it costs", "text": "Tax is in every line."}


class OrganizingCardsBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=300)

    class Meta:
        template = "web/blocks/organizing_cards.html"
        icon = "table"
        group = "Services and prices"
        description = "Packing and unpacking by size: hours, organizers, supplies and live price."
        preview_value = {"heading": "Sizes and prices"}


class PriceRulesBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(max_length=300)

    class Meta:
        template = "web/blocks/price_rules.html"
        icon = "list-ol"
        group = "Services and prices"
        description = "Every surcharge in force, written by the same rules that price a booking."
        preview_value = {"heading": "What can change the price", "text": "The whole list."}


class ComparisonBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=260)

    class Meta:
        template = "web/blocks/comparison.html"
        icon = "table"
        group = "Services and prices"
        description = "The mini-move sizes side by side, from the catalogue."
        preview_value = {"heading": "Side by side"}


class ServiceAreaBlock(Section):
    heading = Words(max_length=60)
    text = Paragraph(required=False, max_length=300)

    class Meta:
        template = "web/blocks/service_area.html"
        icon = "globe"
        group = "Words and pictures"
        description = "The Line: the towns of the catalogue in their order along the road east."
        preview_value = {"heading": "One road, every stop."}


class QuestionBlock(StructBlock):  # type: ignore[misc]
    question = Words(max_length=120)
    answer = Prose()


class FaqBlock(Section):
    heading = Words(max_length=60)
    questions = ListBlock(QuestionBlock(), min_num=1, max_num=12)

    class Meta:
        template = "web/blocks/faq.html"
        icon = "help"
        group = "Words and pictures"
        description = "Questions that open one by one."
        preview_value = {
            "heading": "Before you ask",
            "questions": [{"question": "What if we are out?", "answer": "<p>A doorman will do.</p>"}],
        }


class CallToActionBlock(Section):
    anchor = CharBlock(required=False, max_length=30)
    heading = Words(max_length=80)
    text = Paragraph(max_length=260)
    picture = ChoiceBlock(choices=ILLUSTRATIONS)
    link = LinkBlock(required=False)
    by_email = BooleanBlock(
        required=False, help_text="The button writes an e-mail to us instead of following the link."
    )
    email_label = Words(required=False, max_length=40)

    class Meta:
        template = "web/blocks/call_to_action.html"
        icon = "bell"
        group = "Words and pictures"
        description = "A green band with one button."
        preview_value = {
            "heading": "Ready when you are",
            "text": "See your total first.",
            "picture": "popup",
            "by_email": True,
            "email_label": "Write to us",
        }


class ProseBlock(Section):
    body = Prose()

    class Meta:
        template = "web/blocks/prose.html"
        icon = "pilcrow"
        group = "Words and pictures"
        description = "Headings, paragraphs, lists and links."
        preview_value = {"body": "<h2>Heading</h2><p>Text.</p>"}
