"""`/api/v1/` for partners' developers: typed JSON over the same functions as the site (contract-surface.md, "API")."""
