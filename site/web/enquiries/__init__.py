"""Requests from the site: storage, businesses, places we do not reach yet. Each becomes a lead."""
