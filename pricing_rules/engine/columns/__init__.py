"""Many past requests as columns, and what rule sets would have charged for each: exact, and fast enough for a million.

3-pricing-rules.md, "Impact preview". numpy, and still PURE: facts and catalogue lines in, cents out. The row engine
(`evaluate.py`) is the meaning; tests hold the two together to the cent.
"""

from pricing_rules.engine.columns.past import Past, PastBuilder, facts_needed
from pricing_rules.engine.columns.pricing import Totals, totals

__all__ = ["Past", "PastBuilder", "Totals", "facts_needed", "totals"]
