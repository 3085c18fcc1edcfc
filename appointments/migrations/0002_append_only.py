"""The database itself refuses to change or delete what is written once.

Only the job that removes old data says `appointments.purge` for its own transaction, and may then delete.
"""

from django.db import migrations

TABLES = (
    "requestevent",
    "accesslogentry",
    "consentrecord",
    "contactattempt",
    "internalnote",
    "breakglass",
)

FUNCTION = """
CREATE FUNCTION appointments_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('appointments.purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def trigger(table):
    return migrations.RunSQL(
        sql=f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON appointments_{table}
            FOR EACH ROW EXECUTE FUNCTION appointments_append_only();
        """,
        reverse_sql=f"""
        DROP TRIGGER append_only ON appointments_{table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(sql=FUNCTION, reverse_sql="DROP FUNCTION appointments_append_only()"),
        *map(trigger, TABLES),
    ]
