"""Analysis of rules before they price anything (3-pricing-rules.md, "Analysis").

`space` says which requests are possible, `trees` and `search` whether conditions can be met together, `checks` asks the
questions, `telling` puts the answers into sentences. What cannot be decided exactly is not told.
"""

from pricing_rules.engine.analyse.analysis import analyse
from pricing_rules.engine.analyse.findings import Finding

__all__ = ["Finding", "analyse"]
