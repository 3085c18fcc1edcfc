"""The site's own search: what people type, the names that editors give, and the texts, brought together."""
