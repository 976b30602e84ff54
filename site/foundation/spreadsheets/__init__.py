"""Spreadsheets in and out: cells that no program runs, files that are what they say, refusals in words. PURE."""
