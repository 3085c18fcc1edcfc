"""The two forms, page by page. A page is a plain Django form; the keys of its answers are its field names."""
