"""Which requests are possible with a catalogue: the ground of the analysis of rules (3-pricing-rules.md, "Analysis").

What a fact can be beside which others follows `quoting.keys`, `quoting.parse` and `quoting.facts`; a property in
tests/properties holds the two against each other.
"""
