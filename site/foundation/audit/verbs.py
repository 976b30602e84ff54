"""How a verb reads on a timeline. Each room declares the words of its own verbs in its `ready()`."""

from __future__ import annotations

_sentences: dict[str, str] = {}


def register(verb: str, sentence: str) -> None:
    """Declare the words for `verb`: `register("booking.started", "Started the job")`. Raises ValueError on a clash."""
    if _sentences.setdefault(verb, sentence) != sentence:
        raise ValueError(f"The verb {verb} already reads {_sentences[verb]!r}")


def sentence(verb: str) -> str:
    """The declared words, or the verb itself made readable: `quote.stored` reads "Quote stored"."""
    return _sentences.get(verb) or verb.replace(".", " ").replace("_", " ").capitalize()
