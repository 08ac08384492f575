from django.db import migrations


def forget(apps, schema_editor):
    """Delete the sessions of the table that was used before people.Session: nothing reads or clears it any more."""
    apps.get_model("sessions", "Session").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("people", "0010_upload_restarts"), ("sessions", "0001_initial")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
