"""Who did what, when and from where: entries that nobody can change or delete."""
