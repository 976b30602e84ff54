"""The page of one booking, from "received" to "delivered", behind an unguessable link."""
