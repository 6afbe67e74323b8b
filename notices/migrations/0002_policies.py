"""Row-level security of invitations and notices."""

from django.db import migrations

from core import policies

OWN = policies.subtree()
MY_SEAT = "EXISTS (SELECT 1 FROM committees_seatholding held WHERE held.seat_id = notices_notice.seat_id"
MINE = f"({MY_SEAT} AND held.ended_at IS NULL AND {policies.own_user('held.user_id')}))"


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial"), ("committees", "0002_policies")]
    operations = [
        policies.protect(
            "notices_invitation",
            read=policies.either(OWN, policies.own_token()),
            write=policies.either(OWN, policies.own_token()),
        ),
        policies.protect("notices_notice", read=MINE, write=policies.either(OWN, MINE)),
    ]
