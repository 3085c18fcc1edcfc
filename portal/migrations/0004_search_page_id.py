"""Wagtail's search finds the page of a match by the text of its id, and a page's own index holds the number."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0003_search_index"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE INDEX portal_search_page_id ON wagtailcore_page ((id::varchar(50)))",
            reverse_sql="DROP INDEX IF EXISTS portal_search_page_id",
        ),
    ]
