"""Row-level security of a document's files and of the register; documents that have a number already stand in it."""

from django.db import migrations

from core import policies

ENTER = """
INSERT INTO reports_registerentry
    (path, committee_id, direction, document_id, issuing_body_id, author, number, symbol, dated_on, type_name, subject,
     signer, recipients, note)
SELECT d.path, d.committee_id, 'out', d.id, d.issuing_body_id, c.name, d.number, d.symbol, d.dated_on, 'Báo cáo',
       d.subject, coalesce(d.signature ->> 'signer', ''), '', ''
  FROM reports_document d JOIN committees_committee c ON c.id = d.committee_id
 WHERE d.number IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_signed_and_entered_documents")]
    operations = [
        migrations.RunSQL(ENTER, migrations.RunSQL.noop),
        policies.protect("reports_documentfile", read=policies.subtree(), write=policies.subtree()),
        policies.protect("reports_registerentry", read=policies.subtree(), write=policies.subtree()),
        policies.append_only("reports_documentfile"),
    ]
