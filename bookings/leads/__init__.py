"""Leads: requests that a person answers (storage, businesses, addresses out of our area) before there is a booking."""
