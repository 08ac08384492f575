"""Agencies that were there before there were states are in use: they are live."""

from django.db import migrations
from django.utils import timezone


def make_live(apps, schema_editor):
    agencies = apps.get_model("people", "Agency").objects.using(schema_editor.connection.alias)
    agencies.update(state="live", live_since=timezone.localdate())


class Migration(migrations.Migration):

    dependencies = [("people", "0002_agency_state")]

    operations = [migrations.RunPython(make_live, migrations.RunPython.noop)]
