"""The pricing engine: facts in, an explained price out (3-pricing-rules.md). Pure: no framework, no database."""
