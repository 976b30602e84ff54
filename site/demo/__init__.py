"""The demo and the tests' cast: people, bookings, load. Products never import it; production does not install it."""
