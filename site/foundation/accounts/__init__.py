"""People who sign in: staff and customers, never both; roles, rights, lockout."""
