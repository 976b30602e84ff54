"""Which sections a kind of page may use, and how often."""

from __future__ import annotations

from web.blocks.sections import (
    CallToActionBlock,
    ComparisonBlock,
    FaqBlock,
    HeroBlock,
    HowItWorksBlock,
    LedgerBlock,
    OrganizingCardsBlock,
    PriceCardsBlock,
    PriceExampleBlock,
    PriceListBlock,
    PriceRulesBlock,
    ProseBlock,
    ServiceAreaBlock,
    SpecialtyItemsBlock,
)

ONCE = {"min_num": 0, "max_num": 1}

HOME = [
    ("hero", HeroBlock()),
    ("ledger", LedgerBlock()),
    ("how_it_works", HowItWorksBlock()),
    ("price_example", PriceExampleBlock()),
    ("specialty", SpecialtyItemsBlock()),
    ("service_area", ServiceAreaBlock()),
    ("faq", FaqBlock()),
    ("call_to_action", CallToActionBlock()),
    ("prose", ProseBlock()),
]
HOME_COUNTS = dict.fromkeys(
    ("hero", "ledger", "price_example", "specialty", "service_area", "call_to_action", "faq"), ONCE
)

SERVICE = [
    ("price_cards", PriceCardsBlock()),
    ("organizing_cards", OrganizingCardsBlock()),
    ("price_list", PriceListBlock()),
    ("price_rules", PriceRulesBlock()),
    ("comparison", ComparisonBlock()),
    ("how_it_works", HowItWorksBlock()),
    ("specialty", SpecialtyItemsBlock()),
    ("service_area", ServiceAreaBlock()),
    ("faq", FaqBlock()),
    ("call_to_action", CallToActionBlock()),
    ("prose", ProseBlock()),
]
SERVICE_COUNTS = dict.fromkeys(
    (
        "price_cards",
        "organizing_cards",
        "price_list",
        "price_rules",
        "comparison",
        "specialty",
        "service_area",
        "call_to_action",
        "faq",
    ),
    ONCE,
)

STANDARD = [("prose", ProseBlock()), ("faq", FaqBlock()), ("call_to_action", CallToActionBlock())]
