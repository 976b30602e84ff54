"""How two ways of writing one street address are found to be the same. PURE.

Used to match bookings to buildings (4-booking.md, "Documents"): street and ZIP count, apartment and city do not.
"""

from __future__ import annotations

import re

WORDS = {
    "avenue": "ave", "av": "ave", "street": "st", "road": "rd", "drive": "dr", "lane": "ln", "place": "pl",
    "boulevard": "blvd", "highway": "hwy", "court": "ct", "terrace": "ter", "parkway": "pkwy", "square": "sq",
    "east": "e", "west": "w", "north": "n", "south": "s", "saint": "st", "first": "1", "second": "2", "third": "3",
    "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8", "ninth": "9", "tenth": "10",
}  # fmt: skip
UNIT = re.compile(r"[\s,]+(?:#|apt\b|apartment\b|unit\b|suite\b|ste\b|floor\b|fl\b|ph\b).*$")
ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd|th)$")


def address_key(line1: str, zip_code: str) -> str:
    """`834 Fifth Avenue`, `10065-7001` and `834 5th Ave, Apt 9` give one key: `834 5 ave|10065`."""
    street = UNIT.sub("", line1.casefold().strip())
    words = re.sub(r"[^\w\s]", " ", street).split()
    plain = [WORDS.get(word, ORDINAL.sub(r"\1", word)) for word in words]
    return f"{' '.join(plain)}|{zip_code.strip()[:5]}"
