"""Messages to people: templates that staff edit, the messages made from them, the channels that carry them."""
