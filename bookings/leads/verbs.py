"""How the acts on a lead read on its timeline."""

from __future__ import annotations

from foundation.audit.verbs import register

SENTENCES = {
    "lead.taken": "Took the request",
    "lead.changed": "Changed who does what next",
    "lead.archived": "Archived the request",
    "lead.restored": "Took the request out of the archive",
}


def register_verbs() -> None:
    """Declare them; called once, when Django is ready."""
    for verb, sentence in SENTENCES.items():
        register(verb, sentence)
