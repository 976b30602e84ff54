"""The public booking flow: one thing a page, whole without script, every step with its price."""
