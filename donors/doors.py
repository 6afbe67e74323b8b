"""The doors between a unit's list and its keeper's people: what is asked goes in, a class comes out, never a row.

A unit may not see the donors of the committee that hosts its round, and the committee must know who of a list it
already knows. So matching runs here, in the keeper's own scope (`committees.scopes.for_keeper`), whoever handed the
list in; the unit's rows get only «từng đăng ký» and «đã đăng ký ở đơn vị khác». Across keepers a database function
answers yes or no (`donors_elsewhere`), for people on a list that counts, logged, and only so often a day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from campaigns.models import Round, State
from committees import scopes
from committees.models import Committee
from core import audit, bulk, locks
from core import scope as core_scope
from core.models import StoredFile
from core.text.dates import in_vietnam
from donors import handouts, persons
from donors.doubles import read_pair
from donors.eligibility import rules_on
from donors.ending import end_without_file
from donors.identity import Match, PairKey, Person, Verdict, block_keys, compared, match, pair_key
from donors.intake.components import Component
from donors.intake.findings import Code, Finding
from donors.models import (
    Donor,
    DonorKey,
    IncomingFile,
    PairChoice,
    Recognition,
    Registration,
    StagedRow,
    Upload,
    VolunteerList,
)
from donors.names import Population

SMALLEST_POPULATION = 2_000  # a keeper's first lists: names are weighed as in a commune
MOST_SHARING = 200
LONGEST_KEY = 80  # of the column
AT_A_TIME = 2_000  # people compared at a time: each has a dozen candidates, and these are in memory together
MOST_ASKED_A_DAY = 60_000  # people of one keeper's lists asked about across keepers


@dataclass(slots=True)
class _Known:
    """The keeper's donors that may be among the people of a list, and how to weigh their names."""

    candidates: list[list[Person]]  # of each person, in their order
    population: Population


def keep_people(
    *,
    volunteer_list: VolunteerList,
    registrations: Sequence[Registration],
    new: Sequence[Registration],
    now: dt.datetime,
) -> int:
    """Have the keeper recognise the new registrations; how many of all are known from before.

    Certain ones are linked to their donor, close ones wait for the host's eye, the rest become new donors. Also marks
    who is registered for the round in another unit of the same keeper (both rows), and asks across keepers.
    """
    with scopes.for_keeper(volunteer_list.keeper):
        fresh = _without_recognition(new)
        is_fresh = {each.pk for each in fresh}
        _refresh_donors(volunteer_list, [each for each in new if each.pk not in is_fresh])
        size = donors_of(volunteer_list.keeper.path).count() if new else 0
        _recognise(volunteer_list, fresh, size=size)
        _mark_in_other_units(volunteer_list, new, size=size)
    _ask_across_keepers(volunteer_list, new, now)
    return sum(registration.is_known for registration in registrations)


def hold(volunteer_list: VolunteerList) -> None:
    """Change people of one list of a keeper at a time; to be called before any of them is written.

    Of two lists that bring the same new person the second knows them from the first, and neither waits for rows of the
    other (`_mark_in_other_units`) that wait for it.
    """
    hold_keeper(volunteer_list.keeper_id)


def hold_keeper(keeper_id: int) -> None:
    """Hold a keeper's people until the transaction ends: who keeps, decides about or erases them does so one at a time.

    Taken after the lists, before rows of donors and of what was recognised.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashint8(%s))", [locks.KEEPER, keeper_id])


def forget(volunteer_list: VolunteerList, registrations: Sequence[Registration]) -> None:
    """Undo recognitions of people taken off a list; a donor known from nothing else goes with them."""
    ids = [registration.pk for registration in registrations]
    if not ids:
        return
    with scopes.for_keeper(volunteer_list.keeper):
        gone = Recognition.objects.filter(registration__id__any_of=ids)
        donors = list(gone.exclude(donor=None).values_list("donor_id", flat=True))
        gone.delete()
        _forget_unheard_of(donors)
        _unmark_in_other_units(volunteer_list, registrations)


def forget_answers(volunteer_list: VolunteerList, registrations: Iterable[Registration]) -> None:
    """Forget what humans of the keeper decided about these rows: the keys of pairs are made of what the rows say."""
    people = [persons.of_registration(each, unit_id=volunteer_list.unit_id) for each in registrations]
    with scopes.for_keeper(volunteer_list.keeper):
        drop_choices(volunteer_list.keeper.path, {mark for each in people for mark in pair_key(each, each)})


def drop_choices(path: str, marks: set[str]) -> None:
    """Delete the answers, kept at `path`, about anybody of the marks (halves of a pair's key)."""
    decided = PairChoice.objects.filter(path=path).values_list("pk", "pair_key")
    PairChoice.objects.filter(pk__any_of=[pk for pk, key in decided if marks & set(read_pair(key))]).delete()


def _forget_unheard_of(donor_ids: Iterable[int]) -> None:
    """Those of the donors that are known from nothing any more; a merged one before whom it was merged into."""
    ids = set(donor_ids)
    ids |= set(Donor.objects.filter(merged__id__any_of=ids).values_list("pk", flat=True))
    for _merged_then_survivor in range(2):
        gone = list(Donor.objects.filter(pk__any_of=ids, recognitions=None, merged=None).values_list("pk", flat=True))
        forget_donors(gone)


def forget_donors(donor_ids: Sequence[int]) -> None:
    """Delete donors with their keys and what humans decided about them; needs the keeper's own scope.

    Rows that waited for a human to compare them with one of these are recognised anew.
    """
    if not donor_ids:
        return
    waiting = Recognition.objects.filter(donor=None, candidate__id__any_of=donor_ids)
    asked = list(Registration.objects.filter(recognition__in=waiting).select_related("volunteer_list__keeper"))
    waiting.delete()
    path = core_scope.required().path
    drop_choices(path, {f"id:{donor_id}" for donor_id in donor_ids})
    Donor.objects.filter(pk__any_of=donor_ids).delete()
    by_list: dict[VolunteerList, list[Registration]] = defaultdict(list)
    for registration in asked:
        by_list[registration.volunteer_list].append(registration)
    size = donors_of(path).count() if by_list else 0
    for volunteer_list, registrations in by_list.items():
        _recognise(volunteer_list, registrations, size=size)


def files_of_keeper(keeper: Committee, wanted: Callable[[Round, dt.datetime], dt.datetime]) -> int:
    """Let the files of the keeper's people go when `wanted` says of their round and of when they came: those of lists,
    those that came for many units at once, and what was made to be handed out. How many went elsewhere before. Nothing
    is read."""
    with scopes.for_keeper(keeper):
        uploads = Upload.objects.filter(volunteer_list__keeper=keeper).exclude(file=None)
        rounds = "volunteer_list__round"
        uploads = uploads.select_related(f"{rounds}__plan").prefetch_related(f"{rounds}__sessions")
        incoming = IncomingFile.objects.filter(path=keeper.path).exclude(file=None)
        incoming = incoming.select_related("batch__round__plan").prefetch_related("batch__round__sessions")
        until = {each.file_id: wanted(each.volunteer_list.round, each.at) for each in uploads}
        for file in incoming:  # what was split is the uploads' too, and goes at the later moment of both
            own = wanted(file.batch.round, file.batch.at)
            until[file.file_id] = max(own, until.get(file.file_id, own))
        moved = 0
        for pk, moment in until.items():
            moved += StoredFile.objects.filter(pk__in=[pk]).exclude(expires_at=moment).update(expires_at=moment)
        return moved + handouts.follow_dates(keeper.path, wanted)


def at_readers(volunteer_list: VolunteerList, do: Callable[[str], None]) -> None:
    """Call `do` with the path of each committee that reads the list, in that committee's own scope."""
    for committee in Committee.objects.filter(path__in=volunteer_list.readers).order_by("path"):
        with scopes.for_keeper(committee):
            do(committee.path)


def drop_left_over(keeper: Committee, is_over: Callable[[VolunteerList], bool]) -> int:
    """Delete rows that were never mended, and what reading kept beside the rows, of lists whose time is over.

    Uploads that still wait for an answer about a file that is gone end.
    """
    dropped = 0
    with scopes.for_keeper(keeper):
        uploads = Upload.objects.filter(volunteer_list=OuterRef("pk"))
        left = Exists(uploads.filter(rows__isnull=False)) | Exists(uploads.exclude(question=b"", findings=b""))
        lists = VolunteerList.objects.filter(left, keeper=keeper, round__state=State.CLOSED)
        for each in lists.select_related("round__plan").prefetch_related("round__sessions"):
            if is_over(each):
                dropped += StagedRow.objects.filter(upload__volunteer_list=each).delete()[0]
                each.uploads.exclude(question=b"", findings=b"").update(question=b"", findings=b"")
                VolunteerList.objects.filter(pk=each.pk).update(to_mend=0)
        IncomingFile.objects.filter(file=None).exclude(question=b"").update(question=b"")  # never confirmed
        end_without_file(Upload.objects.filter(volunteer_list__keeper=keeper))
        gone = Upload.objects.filter(volunteer_list__keeper=keeper, file=None).exclude(kind=Upload.Kind.TYPED)
        gone.exclude(findings=b"").update(findings=b"")
    return dropped


def _without_recognition(registrations: Sequence[Registration]) -> list[Registration]:
    ids = [registration.pk for registration in registrations]
    recognised = set(Recognition.objects.filter(registration__id__any_of=ids).values_list("registration_id", flat=True))
    return [registration for registration in registrations if registration.pk not in recognised]


def compared_with_donors(volunteer_list: VolunteerList, registrations: Sequence[Registration]) -> int:
    """How many of the registrations are certainly somebody the keeper knows: the question alone, nothing is kept."""
    with scopes.for_keeper(volunteer_list.keeper):
        size = donors_of(volunteer_list.keeper.path).count()
        found = _matches(volunteer_list, registrations, size=size)
    return sum(bool(each) and each[0].verdict is Verdict.SAME for _registration, _person, each in found)


def _matches(
    volunteer_list: VolunteerList, registrations: Sequence[Registration], *, size: int
) -> list[tuple[Registration, Person, list[Match]]]:
    """Each registration with who of the donors it is or may be, best first.

    Against the donors as they stand before any of these is kept: two namesakes of one list are never one donor.
    """
    remembered = remembered_by(volunteer_list.keeper.path)
    found: list[tuple[Registration, Person, list[Match]]] = []
    for start in range(0, len(registrations), AT_A_TIME):
        some = registrations[start : start + AT_A_TIME]
        people = [persons.of_registration(each, unit_id=volunteer_list.unit_id) for each in some]
        known = _known(volunteer_list, people, size=size)
        found += [
            (registration, person, match(person, candidates, population=known.population, remembered=remembered))
            for registration, person, candidates in zip(some, people, known.candidates, strict=True)
        ]
    return found


def _recognise(volunteer_list: VolunteerList, registrations: Sequence[Registration], *, size: int) -> None:
    if not registrations:
        return
    unknown: list[tuple[Registration, Person]] = []
    same: list[tuple[Registration, Match]] = []
    close: list[tuple[Registration, Match]] = []
    for registration, person, found in _matches(volunteer_list, registrations, size=size):
        if not found:
            unknown.append((registration, person))
        elif found[0].verdict is Verdict.SAME:
            same.append((registration, found[0]))
        else:
            close.append((registration, found[0]))
    _link(volunteer_list, same)
    _leave_to_a_person(volunteer_list, close)
    _add_donors(volunteer_list, unknown)


def with_reasons(people: QuerySet[Registration], *, path: str) -> QuerySet[Registration]:
    """The registrations, each with the keeper's word at `path` that it is one of its donors (`recognised`), or None.

    For the keeper alone: a unit is never told by what somebody was recognised.
    """
    words = Recognition.objects.filter(path=path).exclude(donor=None)
    return people.prefetch_related(Prefetch("recognition", words, to_attr="recognised"))


def remembered_by(path: str) -> dict[PairKey, bool]:
    """What humans of the keeper at `path` decided about pairs; what was said of a merged donor holds for the survivor.

    Where the two were answered differently, merging has since said that they are one: «cùng một người» stands.
    """
    survivors = {
        f"id:{pk}": f"id:{into}"
        for pk, into in Donor.objects.filter(path=path).exclude(merged_into=None).values_list("pk", "merged_into_id")
    }
    found: dict[PairKey, bool] = {}
    for key, is_same in PairChoice.objects.filter(path=path).values_list("pair_key", "is_same"):
        one, two = sorted(survivors.get(mark, mark) for mark in read_pair(key))
        found[one, two] = is_same or found.get((one, two), False)
    return found


def _known(volunteer_list: VolunteerList, people: Sequence[Person], *, size: int) -> _Known:
    """Candidates by their keys in one question, their facts in a second, how common the names are in a third."""
    keeper = volunteer_list.keeper
    places: dict[str, list[int]] = defaultdict(list)
    for place, person in enumerate(people):
        for key in block_keys(person):
            places[key].append(place)
    shared = DonorKey.objects.filter(path=keeper.path, key__any_of=places).values("key")
    telling = shared.annotate(count=Count("*")).filter(count__lte=MOST_SHARING)  # one phone for a whole school is not
    donors_of: dict[int, set[int]] = defaultdict(set)
    for key, donor_ids in telling.annotate(donors=ArrayAgg("donor_id")).values_list("key", "donors"):
        for place in places[key]:
            donors_of[place].update(donor_ids)
    wanted = {donor_id for donors in donors_of.values() for donor_id in donors}
    rows = Donor.objects.filter(path=keeper.path, pk__any_of=wanted)
    by_id = {
        row[0]: _answering(persons.of_donor_values(row[:-1]), row[-1])
        for row in rows.values_list(*persons.DONOR_COLUMNS, "merged_into_id")
    }
    population = population_of(keeper.path, people, size=size)
    return _Known(
        candidates=[
            _one_each(
                person, [by_id[donor_id] for donor_id in donors_of.get(place, ()) if donor_id in by_id], population
            )
            for place, person in enumerate(people)
        ],
        population=population,
    )


def _answering(person: Person, merged_into: int | None) -> Person:
    """A merged donor's facts answer for the survivor."""
    return replace(person, id=merged_into) if merged_into else person


def _one_each(person: Person, candidates: list[Person], population: Population) -> list[Person]:
    """Every donor once, by the facts that fit best: two spellings of one donor are no ambiguity."""
    if len({each.id for each in candidates}) == len(candidates):
        return candidates
    by_fit = sorted(candidates, key=lambda each: compared(person, each, population).score)
    return list({each.id: each for each in by_fit}.values())


def donors_of(path: str) -> QuerySet[Donor]:
    """Everybody the keeper at `path` knows. To count them takes longest of what is asked about a short list."""
    return Donor.objects.filter(path=path)


def population_of(path: str, people: Sequence[Person], *, size: int) -> Population:
    """How common the people's names are among the keeper's donors, and how many of these their units have."""
    names = {person.name.key for person in people}
    units = {person.unit_id for person in people if person.unit_id is not None}
    donors = donors_of(path)
    counted = donors.filter(name_key__any_of=names).values("name_key").annotate(count=Count("*"))
    members = donors.filter(unit__id__any_of=units).values("unit_id").annotate(count=Count("*"))
    return Population(
        size=max(size, SMALLEST_POPULATION),
        counted=dict(counted.values_list("name_key", "count")),
        units=dict(members.values_list("unit_id", "count")),
    )


def _link(volunteer_list: VolunteerList, found: Sequence[tuple[Registration, Match]]) -> None:
    """Certain ones: the donor takes the newer facts, the unit's row is «từng đăng ký»."""
    donors = Donor.objects.in_bulk([each.person_id for _registration, each in found if each.person_id is not None])
    changed = []
    for registration, each in found:
        donor = donors[each.person_id or 0]
        if persons.take_facts(donor, registration, unit_id=volunteer_list.unit_id):
            changed.append(donor)
    save_donors(changed)
    bulk.insert_values(
        Recognition,
        [_recognition(volunteer_list, registration, each, donor_id=each.person_id) for registration, each in found],
    )
    _mark_known([registration for registration, _each in found])


def _leave_to_a_person(volunteer_list: VolunteerList, found: Sequence[tuple[Registration, Match]]) -> None:
    """Close ones: kept with their reasons for the host to look at, linked to nobody yet."""
    bulk.insert_values(
        Recognition,
        [_recognition(volunteer_list, registration, each, candidate_id=each.person_id) for registration, each in found],
    )


def _add_donors(volunteer_list: VolunteerList, unknown: Sequence[tuple[Registration, Person]]) -> None:
    """People nobody has met before."""
    donors = new_donors(volunteer_list, unknown)
    nobody = Match(None, 0, Verdict.DIFFERENT, ())
    bulk.insert_values(
        Recognition,
        [
            _recognition(volunteer_list, registration, nobody, donor_id=donor.pk)
            for donor, (registration, _person) in zip(donors, unknown, strict=True)
        ],
    )


def new_donors(volunteer_list: VolunteerList, unknown: Sequence[tuple[Registration, Person]]) -> list[Donor]:
    """Keep people as new donors, with the keys by which they are found; needs the keeper's own scope."""
    path = volunteer_list.keeper.path
    blank: list[dict[str, object]] = [{} for _each in unknown]
    donors = bulk.made(Donor, {"path": path, "keeper_id": volunteer_list.keeper_id}, blank)
    for donor, (registration, _person) in zip(donors, unknown, strict=True):
        persons.take_facts(donor, registration, unit_id=volunteer_list.unit_id)
        donor.opening_source = _source(volunteer_list) if donor.opening_count is not None else ""
    _without_taken_numbers(path, donors)
    bulk.insert_all(donors)
    people = (person for _registration, person in unknown)
    _add_keys(path, {(donor.pk, key) for donor, person in zip(donors, people, strict=True) for key in _keys(person)})
    return donors


def _source(volunteer_list: VolunteerList) -> str:
    return f"{volunteer_list.unit.name}, {volunteer_list.round.name}"[:200]


def _recognition(
    volunteer_list: VolunteerList,
    registration: Registration,
    found: Match,
    *,
    donor_id: int | None = None,
    candidate_id: int | None = None,
) -> dict[str, object]:
    """The columns of a `Recognition`."""
    return {
        "path": volunteer_list.keeper.path,
        "keeper_id": volunteer_list.keeper_id,
        "registration_id": registration.pk,
        "donor_id": donor_id,
        "candidate_id": candidate_id,
        "score": found.score,
        "reasons": [reason.value for reason in found.reasons],
    }


def _refresh_donors(volunteer_list: VolunteerList, registrations: Sequence[Registration]) -> None:
    """Corrected registrations: the donor they belong to takes the correction, and is found by its new keys."""
    ids = [registration.pk for registration in registrations]
    links = Recognition.objects.filter(registration__id__any_of=ids).exclude(donor=None).select_related("donor")
    by_registration = {link.registration_id: link.donor for link in links}
    changed = []
    for registration in registrations:
        donor = by_registration.get(registration.pk)
        if donor is not None and persons.take_facts(donor, registration, unit_id=volunteer_list.unit_id):
            changed.append(donor)
    save_donors(changed)


_FACTS = [
    field.name
    for field in Donor._meta.concrete_fields
    if field.name not in {"id", "path", "keeper", "merged_into", "created_at", "opening_source"}
]


def _without_taken_numbers(path: str, donors: Sequence[Donor]) -> None:
    """An identity number stays with the donor that has it: who brings it too is kept without, for a person to see."""
    numbers = {donor.identity_key for donor in donors} - {""}
    of_others = Donor.objects.filter(path=path, identity_key__any_of=numbers, merged_into=None)
    holders = dict(of_others.values_list("identity_key", "pk"))
    for donor in donors:
        me = donor.pk or -id(donor)  # new ones have no number of their own yet
        if donor.identity_key and holders.setdefault(donor.identity_key, me) != me:
            donor.identity_key, donor.identity_sealed = "", b""


def save_donors(changed: Iterable[Donor]) -> None:
    """Keep donors' changed facts, and the keys that follow from them; needs the keeper's own scope."""
    donors = list({donor.pk: donor for donor in changed}.values())
    if not donors:
        return
    path = donors[0].path
    _without_taken_numbers(path, donors)
    bulk.update_all(donors, only=_FACTS)
    standing = {
        (donor_id, key): pk
        for pk, donor_id, key in DonorKey.objects.filter(donor__id__any_of=[donor.pk for donor in donors]).values_list(
            "pk", "donor_id", "key"
        )
    }
    wanted = {(donor.pk, key) for donor in donors for key in _keys(persons.of_donor(donor))}
    stale = [pk for of_donor, pk in standing.items() if of_donor not in wanted]
    DonorKey.objects.filter(pk__any_of=stale).delete()
    _add_keys(path, wanted - standing.keys(), unless_there=True)


def _keys(person: Person) -> Iterator[str]:
    """The keys of a donor as they are kept."""
    return (key[:LONGEST_KEY] for key in block_keys(person))


def _add_keys(path: str, keys: Collection[tuple[int, str]], *, unless_there: bool = False) -> None:
    """One statement for all: a list of two thousand brings ten thousand keys, each with its donor's id.

    `unless_there`, for donors that others see too; it takes half as long again.
    """
    if not keys:
        return
    ids, texts = zip(*keys, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO donors_donorkey (path, donor_id, key) "
            "SELECT %s, donor_id, key FROM unnest(%s::bigint[], %s::text[]) AS made (donor_id, key)"
            + (" ON CONFLICT DO NOTHING" if unless_there else ""),
            [path, list(ids), list(texts)],
        )


def _mark_known(registrations: Sequence[Registration]) -> None:
    for registration in registrations:
        registration.is_known = True
    Registration.objects.filter(pk__any_of=[each.pk for each in registrations]).update(is_known=True)


def _mark_in_other_units(volunteer_list: VolunteerList, registrations: Sequence[Registration], *, size: int) -> None:
    """Who is registered for this round in another unit too: both rows are told, neither sees the other."""
    others = _alike_in_round(volunteer_list, registrations).exclude(volunteer_list=volunteer_list)
    by_key: dict[str, list[Registration]] = defaultdict(list)
    for other in others.select_related("volunteer_list"):
        for key in _keys_of(other):
            by_key[key].append(other)
    alike = [each for each in registrations if not by_key.keys().isdisjoint(_keys_of(each))]
    if not alike:
        return
    people = [persons.of_registration(each, unit_id=volunteer_list.unit_id) for each in alike]
    population = population_of(volunteer_list.keeper.path, people, size=size)
    doubled: set[int] = set()
    for registration, person in zip(alike, people, strict=True):
        for key in _keys_of(registration):
            for other in by_key.get(key, []):
                they = persons.of_registration(other, unit_id=other.volunteer_list.unit_id)
                if compared(person, they, population).verdict is Verdict.SAME:
                    registration.is_elsewhere = True
                    doubled |= {registration.pk, other.pk}
    if doubled:
        Registration.objects.filter(pk__any_of=doubled).update(is_elsewhere=True)


def _unmark_in_other_units(volunteer_list: VolunteerList, gone: Sequence[Registration]) -> None:
    """Who was registered in another unit too, and is no longer: the row that stays is told so no more."""
    lists_of: dict[str, set[int]] = defaultdict(set)
    marked = list(_alike_in_round(volunteer_list, gone).filter(is_elsewhere=True))
    if not marked:
        return
    for each in _alike_in_round(volunteer_list, marked):
        for key in _keys_of(each):
            lists_of[key].add(each.volunteer_list_id)
    alone = [each.pk for each in marked if all(lists_of[key] == {each.volunteer_list_id} for key in _keys_of(each))]
    if alone:
        Registration.objects.filter(pk__any_of=alone).update(is_elsewhere=False)


def _alike_in_round(volunteer_list: VolunteerList, registrations: Sequence[Registration]) -> QuerySet[Registration]:
    """Who is registered for the round now, in any unit, with a name and birth or a number of one of these."""
    return Registration.objects.filter(
        Q(person_key__any_of={each.person_key for each in registrations if each.person_key})
        | Q(identity_key__any_of={each.identity_key for each in registrations if each.identity_key})
        | Q(phone_key__any_of={each.phone_key for each in registrations if each.phone_key}),
        volunteer_list__round=volunteer_list.round_id,
        removed_by=None,
    )


def _keys_of(registration: Registration) -> set[str]:
    return {registration.person_key, registration.identity_key, registration.phone_key} - {""}


def _ask_across_keepers(volunteer_list: VolunteerList, registrations: Sequence[Registration], now: dt.datetime) -> None:
    """Yes or no from other keepers about people with an identity number: registered elsewhere, given too lately."""
    by_key = {each.identity_key: each for each in registrations if each.identity_key}
    if not by_key or not _may_ask(volunteer_list, len(by_key), now):
        return
    today = in_vietnam(now).date()
    since = today - dt.timedelta(weeks=rules_on(today).weeks_after[Component.WHOLE_BLOOD])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, is_registered, is_too_soon FROM donors_elsewhere(%s, %s, %s)",
            [list(by_key), volunteer_list.keeper_id, since],
        )
        answers = cursor.fetchall()
    told = []
    for key, is_registered, is_too_soon in answers:
        reasons = [reason for reason, yes in (("registered", is_registered), ("too_soon", is_too_soon)) if yes]
        if reasons:
            registration = by_key[key]
            found = [Finding(Code.ELSEWHERE, detail={"reason": reason}).as_json() for reason in reasons]
            before = [each for each in registration.warnings if each["code"] != Code.ELSEWHERE.value]
            registration.warnings = [*before, *found]
            told.append(registration)
    if told:
        bulk.update_all(told, only=["warnings"])
    audit.record(
        "people.asked_elsewhere",
        subject=volunteer_list.unit,
        path=volunteer_list.path,
        after={"count": len(by_key), "told": len(told)},
    )


def _may_ask(volunteer_list: VolunteerList, count: int, now: dt.datetime) -> bool:
    """Whether the keeper may ask about so many more people today: nobody fishes for strangers with made-up lists."""
    key = f"elsewhere-{volunteer_list.keeper_id}-{in_vietnam(now):%Y%m%d}"
    cache.add(key, 0, timeout=2 * 24 * 3600)
    try:
        return cache.incr(key, count) <= MOST_ASKED_A_DAY
    except ValueError:  # the cache dropped it in between: nothing else of today is known
        return count <= MOST_ASKED_A_DAY
