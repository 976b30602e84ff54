"""How messages travel. Each channel is one module with one `send`."""
