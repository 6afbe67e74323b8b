"""Row-level security of the small records that documents are made of: the committee's own, and its superiors'."""

from django.db import migrations

from core import policies

OWN = policies.subtree()
TABLES = ("conference", "honourcount", "organisationtask", "fundingline", "standardphrase")


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_records")]
    operations = [policies.protect(f"reports_{table}", read=OWN, write=OWN) for table in TABLES]
