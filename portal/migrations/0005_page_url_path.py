"""Each request looks its page up by address, which Wagtail's table holds without an index.

A hash, since addresses may be longer than a row of the usual kind of index takes, and are only asked for as a whole.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0004_search_page_id"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE INDEX portal_page_url_path ON wagtailcore_page USING hash (url_path)",
            reverse_sql="DROP INDEX IF EXISTS portal_page_url_path",
        ),
    ]
