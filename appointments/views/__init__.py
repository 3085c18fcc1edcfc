"""The public side: two forms, page by page, and what surrounds them."""
