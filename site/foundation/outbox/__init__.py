"""Acts on the outside world, written in the transaction that caused them and done after it committed."""
