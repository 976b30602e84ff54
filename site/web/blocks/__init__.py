"""The blocks that pages are put together from. Prices in them come from the catalogue, never from a keyboard."""
