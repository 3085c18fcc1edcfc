// Comfort for the request form; it works without.
