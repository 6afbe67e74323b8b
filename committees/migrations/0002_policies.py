"""Row-level security of the tree, committees and seats. The unit catalogue is public: it has a write policy only."""

from django.db import migrations

from core import policies

OWN = policies.subtree()
# A person reads their own seats, committees and units at sign-in, before any seat is active.
HELD_SEAT = "EXISTS (SELECT 1 FROM committees_seatholding held WHERE held.seat_id = {column} AND {user})"


def held(column: str) -> str:
    return HELD_SEAT.format(column=column, user=policies.own_user("held.user_id"))


class Migration(migrations.Migration):
    dependencies = [("committees", "0001_initial"), ("core", "0002_policies")]
    operations = [
        policies.protect("committees_unit", read="true", write=OWN),
        policies.protect("committees_unitalias", read="true", write=OWN),
        policies.protect("committees_succession", read="true", write=OWN),
        policies.protect("committees_unitfigure", read=OWN, write=OWN),
        policies.protect("committees_committee", read=policies.either(OWN, policies.above()), write=OWN),
        policies.protect("committees_committeedecision", read=OWN, write=OWN),
        policies.protect("committees_issuingbody", read=OWN, write=OWN),
        policies.protect("committees_seatholding", read=policies.either(OWN, policies.own_user()), write=OWN),
        policies.protect(
            "committees_seat",
            read=policies.either(OWN, held("committees_seat.id"), policies.in_mode("token")),
            write=OWN,
        ),
        policies.protect("committees_seatcharge", read=OWN, write=OWN),
    ]
