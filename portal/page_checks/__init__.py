"""What a page's text is looked at for: warnings for its editor, and rows for the reports. Nothing here blocks or rewrites."""
