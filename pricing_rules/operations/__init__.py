"""What is done with rules and quotes, one verb a function."""
