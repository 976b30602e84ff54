"""Seed rows that are created once and then belong to staff."""
