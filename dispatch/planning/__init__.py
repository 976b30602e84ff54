"""PURE planning of a day's stops: no database, no framework."""
