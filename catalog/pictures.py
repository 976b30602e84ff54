"""Pictures of what is sold: looked at, not believed. Whatever is uploaded is decoded and drawn anew as WebP, so that
nothing else travels inside it (places where it was taken, scripts, a second file)."""

from __future__ import annotations

import hashlib
import io
import warnings

from PIL import Image, ImageOps

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LEAST_SIDE = 200
MOST_SIDE = 1200
FOLDER = "pictures"
NO_PICTURE = "This is no picture that can be shown, whatever its name says: choose a JPEG, PNG or WebP file."
FORMATS = ("JPEG", "PNG", "WEBP")


class PictureRefused(ValueError):
    """The message says why and what would do."""


def prepared(data: bytes) -> tuple[str, bytes]:
    """The picture as it is kept: its file name, made from its content, and WebP of at most 1,200 pixels a side.
    Raises PictureRefused."""
    if len(data) > MOST_BYTES:
        raise PictureRefused(f"This picture has {len(data) / 1024 / 1024:.0f} MB; at most 8 MB are taken.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefused("This picture has more than 40 million pixels: make it smaller first.")
            upright = ImageOps.exif_transpose(picture)
            drawn = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    except PictureRefused:
        raise
    except Exception as error:  # a broken picture fails in a hundred ways
        raise PictureRefused(NO_PICTURE) from error
    if min(drawn.size) < LEAST_SIDE:
        raise PictureRefused(f"This picture has {drawn.width} × {drawn.height} pixels; each side needs at least 200.")
    drawn.thumbnail((MOST_SIDE, MOST_SIDE))
    kept = io.BytesIO()
    drawn.save(kept, "WEBP", quality=82)
    content = kept.getvalue()
    return f"{hashlib.sha256(content).hexdigest()[:24]}.webp", content
