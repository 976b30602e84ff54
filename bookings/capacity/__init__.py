"""Room in the vans: what a request needs, where it fits, and the claims on it (2-catalogue.md, "Van capacity")."""
