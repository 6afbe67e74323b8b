"""Row-level security of people: a unit's rows are its own and its hosts', a keeper's donors the keeper's alone."""

from django.db import migrations

from core import policies

OWN = policies.subtree()
BY_SEAT = policies.in_mode("seat", "keeper")
# what a unit sent: the unit itself and the committees that host the round for it; nobody above, below or beside. A host
# lies above the unit: who names itself among the readers of a row elsewhere neither sees nor makes it.
HOSTED = f"({OWN} AND {policies.named_reader()})"
PEOPLE = f"({BY_SEAT} AND {policies.either(policies.own_unit(), HOSTED)})"
KEPT = f"({BY_SEAT} AND {policies.own_unit()})"

# Yes or no about people on a list that was handed in, across keepers: registered in an open round of another keeper,
# or given blood too short a while ago. Never a name, a unit or a date.
ELSEWHERE = """
SELECT asked.key,
       EXISTS (
           SELECT 1 FROM donors_registration r
           JOIN donors_volunteerlist l ON l.id = r.volunteer_list_id
           JOIN campaigns_round d ON d.id = l.round_id
           WHERE r.identity_key = asked.key AND r.identity_key <> '' AND r.removed_by_id IS NULL
             AND l.keeper_id <> asking_keeper AND d.state = 'open'
       ) AS is_registered,
       EXISTS (
           SELECT 1 FROM donors_donor p
           WHERE p.identity_key = asked.key AND p.identity_key <> '' AND p.keeper_id <> asking_keeper
             AND p.merged_into_id IS NULL AND p.last_donation > since
       ) AS is_too_soon
FROM unnest(keys) AS asked (key)
"""


class Migration(migrations.Migration):
    dependencies = [("donors", "0001_initial"), ("core", "0003_files_with_readers"), ("campaigns", "0002_policies")]
    operations = [
        policies.protect("donors_volunteerlist", read=OWN, write=OWN),
        *(
            policies.protect(f"donors_{table}", read=PEOPLE, write=PEOPLE)
            for table in ("consent", "upload", "stagedrow", "registration", "registrationchange", "pairchoice")
        ),
        *(policies.protect(f"donors_{table}", read=KEPT, write=KEPT) for table in ("donor", "donorkey", "recognition")),
        policies.protect("donors_layoutmemory", read=OWN, write=OWN),
        # a link opens what was handed in by it: it is for the committee that gave it, not for those above
        policies.protect(
            "donors_uploadlink",
            read=policies.either(policies.own_unit(), policies.own_token()),
            write=policies.own_unit(),
        ),
        policies.protect("donors_centreform", read=OWN, write=OWN),
        migrations.RunSQL(
            [
                (
                    "ALTER TABLE donors_recognition ADD CONSTRAINT recognition_donor_of_its_keeper "
                    "FOREIGN KEY (donor_id, keeper_id) REFERENCES donors_donor (id, keeper_id)",
                    None,
                ),
                (
                    "ALTER TABLE donors_recognition ADD CONSTRAINT recognition_candidate_of_its_keeper "
                    "FOREIGN KEY (candidate_id, keeper_id) REFERENCES donors_donor (id, keeper_id)",
                    None,
                ),
                (
                    "ALTER TABLE donors_donor ADD CONSTRAINT merged_within_its_keeper "
                    "FOREIGN KEY (merged_into_id, keeper_id) REFERENCES donors_donor (id, keeper_id)",
                    None,
                ),
                ("CREATE INDEX donor_identity ON donors_donor (identity_key) WHERE identity_key <> ''", None),
            ],
            [
                ("ALTER TABLE donors_recognition DROP CONSTRAINT recognition_donor_of_its_keeper", None),
                ("ALTER TABLE donors_recognition DROP CONSTRAINT recognition_candidate_of_its_keeper", None),
                ("ALTER TABLE donors_donor DROP CONSTRAINT merged_within_its_keeper", None),
                ("DROP INDEX donor_identity", None),
            ],
        ),
        policies.door(
            "donors_elsewhere",
            signature="keys text[], asking_keeper bigint, since date",
            returns="TABLE (key text, is_registered boolean, is_too_soon boolean)",
            body=ELSEWHERE,
        ),
    ]
