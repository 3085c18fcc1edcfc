"""An index for what search asks: Wagtail matches title and body together, and its own indexes hold each alone."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_content"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE INDEX portal_search_title_body ON wagtailsearch_indexentry USING gin ((title || body))",
            reverse_sql="DROP INDEX IF EXISTS portal_search_title_body",
        ),
    ]
