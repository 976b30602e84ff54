"""Reading rules from JSON (3-pricing-rules.md, "Rules as JSON"): every refusal names the place and the remedy."""
