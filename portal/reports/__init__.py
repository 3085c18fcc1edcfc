"""Lists that tell editors what to look after. Each is a small class; an app registers its own in `wagtail_hooks`."""
