"""Lists for those who look after medical pages: reviews, guides, terms, sources."""
