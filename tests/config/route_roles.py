"""What each role meets at each route: the table that the walk of tests/config/test_routes.py holds, and what fills it.

A new route needs a line for each verb it takes (a verb without a line is refused to everybody: 405), and, where its
address has an argument, the object that the argument names. The objects are made in tests/config/route_world.py; those
of the walk belong to khu vực Bình Hải, to xã An Thạnh below it, or to people there.
"""

from __future__ import annotations

from dataclasses import dataclass

# Role → its person in tests/cast.py, in the order of the table's columns.
ROLES = {
    "anonymous": "",
    "nobody": "nobody",  # signed in, no seat
    "stranger": "stranger",  # clerk of another province
    "focal": "commune_focal",  # of xã An Thạnh
    "sibling": "other_focal",  # of xã An Hòa
    "below": "commune_clerk",  # of the committee of xã An Thạnh
    "member": "district_member",
    "head": "district_head",
    "clerk": "district_clerk",
    "admin": "district_admin",
    "above": "province_clerk",
    "national": "national_admin",
}
SIGN_IN, NO_SEAT, WRONG_VERB = "in", "seat", "405"


def _by_route(**routes_of: str) -> dict[str, str]:
    return {route: meaning.replace("_", " ") for meaning, routes in routes_of.items() for route in routes.split()}


# Argument → route → the object it names.
ARGUMENTS: dict[str, dict[str, str]] = {
    "pk": _by_route(
        unit="""unit unit_children unit_add units_paste unit_rename unit_close unit_lead unit_figures unit_phone
            progress_unit progress_rounds progress_picture unit_rehome committee_carry""",
        bare_unit="committee_set_up",
        issuing_body="issuing_body issuing_body_pictures",
        notice="notice",
        focal_seat="seat",
        held_seat="seat_change seat_address seat_picture seat_away seat_charges seat_reset seat_end",
        free_seat="seat_invite seat_revoke seat_close",
        plan="""plan plan_overview plan_change plan_rounds plan_windows plan_deadlines plan_open plan_close
            calendar round_new window_new plan_deadline_set allotment given annex
            annex_apply
            plan_targets plan_outside_figures goal_new outside_figure_new plan_activity plan_activity_report
            plan_activity_units plan_records plan_record_list conference_new honour_new organisation_task_new
            funding_new""",
        round="""round_activity round_activity_report round_activity_units
            round_lists alike_rows alike_row consent_withdraw volunteer_list list_template list_hand_in list_paste
            list_type list_photo list_number
            links links_give links_texts link link_give link_revoke incoming_new incoming incoming_receipts
            consolidated consolidated_file roster roster_file registration_forms registration_forms_file
            centre_form_new centre_form round round_units round_sessions round_organisers
            round_change round_open round_close round_participants round_hosts
            session_new deadline_set results results_row""",
        participation="participant_absent",
        host="host_remove",
        session="session session_change session_move session_remove",
        duty="duty_nil",
        deadline="""deadline deadline_change deadline_add_unit deadline_reminders deadline_recipients
            deadline_urge deadline_picture deadline_page urging_letter_new""",
        based_deadline="deadline_document",
        open_duty="""duty duty_done duty_excuse duty_owe_again duty_return duty_contact duty_part extension_ask
            extension_give""",
        extension="extension_grant extension_refuse",
        upload="""upload upload_marked upload_receipt upload_mend upload_replace upload_answer upload_reread
            upload_withdraw""",
        donor="donor donor_double donor_copy donor_copy_file donor_erase",
        merged="donor_unmerge",
        photo="photo photo_file photo_done photo_erase",
        allotment="allotment_issue allotment_diff goal_discard",
        window="""window_change window_progress window_progress_unit window_activity window_activity_report
            window_activity_units""",
        outside_figure="outside_figure outside_figure_remove",
        conference="conference conference_remove",
        honour="honour honour_remove",
        task="organisation_task organisation_task_remove",
        funding="funding funding_remove",
        phrase="phrase phrase_remove",
        document="""document document_text document_frame document_refresh document_present document_return
            document_approve document_sign document_issue document_render document_printed document_pdf
            document_page document_discard document_number document_signed_file document_scan document_cite
            document_file document_word document_workbook document_archive document_hand_back
            document_handed_back document_arrange document_insert document_keep document_signer document_recipients
            document_replace""",
        issued_document="delivered delivered_file delivered_register document_deliveries",
        letter_batch="letter_batch letter_batch_progress letter_batch_pdf letter_batch_archive",
        entry="register_file register_entry register_deadline_set register_deadline_tie",
        link_upload="""by_link_upload by_link_marked by_link_mend by_link_answer by_link_reread
            by_link_withdraw""",
    ),
    "file_pk": {"document_file": "kept file", "document_handed_back": "returned file"},
    "part_pk": {"duty_part": "part"},
    "unit_id": {"seat_add": "bare unit"},
    "unit_pk": _by_route(
        unit="""list_template results_row consent_withdraw volunteer_list list_hand_in list_paste list_type list_photo
            list_number window_progress_unit plan_activity_report round_activity_report window_activity_report""",
        bare_unit="link link_give link_revoke",
    ),
    "row_pk": _by_route(row="upload_mend", page="by_link_mend"),
    "person_pk": {"consent_withdraw": "person"},
    "question_pk": {"alike_row": "question"},
    "other_pk": {"donor_double": "other donor"},
    "form_pk": {"centre_form": "centre form"},
    "token": _by_route(
        token="invitation",
        calendar_token="calendar_feed",
        check_code="verify_code",
        link_token="""by_link by_link_paste by_link_type by_link_photo by_link_upload by_link_marked by_link_mend
            by_link_answer by_link_reread by_link_withdraw""",
    ),
    "successor_pk": {"committee_carry": "bare unit"},
    "batch_pk": _by_route(batch="incoming incoming_receipts"),
    "number": {"document_page": "page"},
    "kind": {"plan_record_list": "record kind"},
}
# Route → field → object: what a POST sends where an empty form would not reach the door that is asked about.
FORMS: dict[str, dict[str, str]] = {
    "annex_apply": {"file": "annex"},
    "document_return": {"reason": "reason"},
    "letter_batch": {"act": "present"},
    "switch_seat": {"seat": "clerk seat"},
}

# 200 shown · 302 done, or led on · 422 let in, and told what to mend · 403 sees it and may not · 404 not there for them
# in: led to sign in · seat: told that they hold no seat · 405 the route does not take this verb
TABLE = """
                                 anon nobo stra foca sibl belo memb head cler admi abov nati
home                        GET  in   seat 200  200  200  200  200  200  200  200  200  200
set_language                GET  302  302  302  302  302  302  302  302  302  302  302  302
set_language                POST 302  302  302  302  302  302  302  302  302  302  302  302
account_login               GET  200  302  302  302  302  302  302  302  302  302  302  302
account_login               POST 200  302  302  302  302  302  302  302  302  302  302  302
account_logout              GET  302  200  200  200  200  200  200  200  200  200  200  200
account_logout              POST 302  302  302  302  302  302  302  302  302  302  302  302
account_reauthenticate      GET  in   200  200  200  200  200  200  200  200  200  200  200
account_reauthenticate      POST in   200  200  200  200  200  200  200  200  200  200  200
account_change_password     GET  in   200  200  200  200  200  200  200  200  200  200  200
account_change_password     POST in   200  200  200  200  200  200  200  200  200  200  200
mfa_index                   GET  in   200  200  200  200  200  200  200  200  200  200  200
mfa_index                   POST in   405  405  405  405  405  405  405  405  405  405  405
mfa_authenticate            GET  in   302  302  302  302  302  302  302  302  302  302  302
mfa_authenticate            POST in   302  302  302  302  302  302  302  302  302  302  302
mfa_reauthenticate          GET  in   302  302  302  302  302  302  302  302  302  302  302
mfa_reauthenticate          POST in   302  302  302  302  302  302  302  302  302  302  302
mfa_activate_totp           GET  in   302  302  302  302  302  302  302  302  302  302  302
mfa_activate_totp           POST in   302  302  302  302  302  302  302  302  302  302  302
mfa_deactivate_totp         GET  in   404  404  404  404  404  404  404  404  404  404  404
mfa_deactivate_totp         POST in   404  404  404  404  404  404  404  404  404  404  404
mfa_view_recovery_codes     GET  in   404  404  404  404  404  404  404  404  404  404  404
mfa_view_recovery_codes     POST in   405  405  405  405  405  405  405  405  405  405  405
mfa_generate_recovery_codes GET  in   302  302  302  302  302  302  302  302  302  302  302
mfa_generate_recovery_codes POST in   302  302  302  302  302  302  302  302  302  302  302
mfa_download_recovery_codes GET  in   404  404  404  404  404  404  404  404  404  404  404
mfa_download_recovery_codes POST in   404  404  404  404  404  404  404  404  404  404  404
switch_seat                 POST in   404  404  404  404  404  404  404  302  404  404  404
no_seat                     GET  in   200  302  302  302  302  302  302  302  302  302  302
search                      GET  in   seat 200  200  200  200  200  200  200  200  200  200
units                       GET  in   seat 200  200  200  200  200  200  200  200  200  200
unit                        GET  in   seat 404  200  404  200  200  200  200  200  200  200
unit_children               GET  in   seat 404  200  404  200  200  200  200  200  200  200
unit_add                    GET  in   seat 404  403  403  200  403  403  200  200  200  200
unit_add                    POST in   seat 404  403  403  422  403  403  422  422  422  422
units_paste                 GET  in   seat 404  403  403  200  403  403  200  200  200  200
units_paste                 POST in   seat 404  403  403  422  403  403  422  422  422  422
unit_rename                 GET  in   seat 404  403  403  403  403  403  200  200  200  200
unit_rename                 POST in   seat 404  403  403  403  403  403  422  422  422  422
unit_close                  GET  in   seat 404  403  403  403  403  403  200  200  200  200
unit_close                  POST in   seat 404  403  403  403  403  403  422  422  422  422
unit_lead                   GET  in   seat 404  403  403  403  403  403  200  200  200  200
unit_lead                   POST in   seat 404  403  403  403  403  403  302  302  302  302
unit_figures                GET  in   seat 404  403  403  200  403  403  200  200  200  200
unit_figures                POST in   seat 404  403  403  422  403  403  422  422  422  422
unit_phone                  GET  in   seat 404  403  403  200  403  403  200  200  200  200
unit_phone                  POST in   seat 404  403  403  302  403  403  302  302  302  302
committee                   GET  in   seat 200  200  404  200  200  200  200  200  200  200
establishment               GET  in   seat 200  200  404  200  200  200  200  200  200  200
establishment               POST in   seat 302  403  404  302  403  403  302  403  302  403
committee_change            GET  in   seat 200  403  403  200  403  403  200  200  200  200
committee_change            POST in   seat 422  403  403  422  403  403  422  422  422  422
issuing_bodies              GET  in   seat 200  200  404  200  200  200  200  200  200  200
issuing_body_add            GET  in   seat 200  403  403  200  403  403  200  200  200  200
issuing_body_add            POST in   seat 422  403  403  422  403  403  422  422  422  422
issuing_body                GET  in   seat 404  404  404  404  403  403  200  200  404  404
issuing_body                POST in   seat 404  404  404  404  403  403  422  422  404  404
issuing_body_pictures       GET  in   seat 404  404  404  404  403  403  403  200  404  404
issuing_body_pictures       POST in   seat 404  404  404  404  403  403  403  422  404  404
unit_rehome                 GET  in   seat 403  403  403  403  403  403  403  404  403  404
unit_rehome                 POST in   seat 403  403  403  403  403  403  403  404  403  404
committee_carry             GET  in   seat 403  403  403  403  403  403  403  404  403  404
committee_carry             POST in   seat 403  403  403  403  403  403  403  404  403  404
audit                       GET  in   seat 403  403  403  403  403  403  403  200  403  200
inbox                       GET  in   seat 200  200  200  200  200  200  200  200  200  200
notice                      GET  in   seat 404  404  404  404  404  404  302  404  404  404
my_messages                 GET  in   seat 200  200  200  200  200  200  200  200  200  200
my_messages                 POST in   seat 422  422  422  422  422  422  422  422  422  422
my_messages_trial           POST in   seat 302  302  302  302  302  302  302  302  302  302
calendar_make               POST in   seat 200  200  200  200  200  200  200  200  200  200
calendar_revoke             POST in   seat 302  302  302  302  302  302  302  302  302  302
calendar_feed               GET  200  200  200  200  200  200  200  200  200  200  200  200
deliveries                  GET  in   seat 200  403  403  200  403  403  200  403  200  403
invitation                  GET  200  200  200  200  200  200  200  200  200  200  200  200
invitation                  POST 422  422  422  422  422  422  422  422  422  422  422  422
seats                       GET  in   seat 200  200  200  200  200  200  200  200  200  200
seat                        GET  in   seat 404  200  404  200  200  200  200  200  200  200
seat_change                 GET  in   seat 404  404  404  404  403  403  403  200  403  403
seat_change                 POST in   seat 404  404  404  404  403  403  403  422  403  403
seat_address                GET  in   seat 404  404  404  404  403  403  403  200  403  403
seat_address                POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_picture                GET  in   seat 404  404  404  404  403  403  403  200  403  403
seat_picture                POST in   seat 404  404  404  404  403  403  403  422  403  403
seat_away                   GET  in   seat 404  404  404  404  403  403  403  200  403  403
seat_away                   POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_charges                GET  in   seat 404  404  404  404  403  403  403  200  403  403
seat_charges                POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_invite                 POST in   seat 404  404  404  404  403  403  403  422  403  403
seat_revoke                 POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_reset                  POST in   seat 404  404  404  404  403  403  403  200  403  403
seat_end                    POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_close                  POST in   seat 404  404  404  404  403  403  403  302  403  403
seat_add                    GET  in   seat 404  404  403  404  403  403  200  200  403  403
seat_add                    POST in   seat 404  404  403  404  403  403  422  422  403  403
committee_set_up            GET  in   seat 403  403  403  403  403  403  403  200  403  200
committee_set_up            POST in   seat 403  403  403  403  403  403  403  422  403  422
plans                       GET  in   seat 200  200  200  200  200  200  200  200  200  200
plan_new                    GET  in   seat 200  403  403  200  403  403  200  403  200  403
plan_new                    POST in   seat 422  403  403  422  403  403  422  403  422  403
plan                        GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_change                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
plan_change                 POST in   seat 404  403  403  403  403  403  422  403  403  403
plan_rounds                 GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_windows                GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_deadlines              GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_open                   POST in   seat 404  403  403  403  403  403  302  403  403  403
plan_close                  POST in   seat 404  403  403  403  403  403  302  403  403  403
calendar                    GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_new                   GET  in   seat 404  403  403  403  403  403  200  403  403  403
round_new                   POST in   seat 404  403  403  403  403  403  302  403  403  403
window_new                  GET  in   seat 404  403  403  403  403  403  200  403  403  403
window_new                  POST in   seat 404  403  403  403  403  403  422  403  403  403
window_change               GET  in   seat 404  403  403  403  403  403  200  403  403  403
window_change               POST in   seat 404  403  403  403  403  403  422  403  403  403
round                       GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_units                 GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_sessions              GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_organisers            GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_change                GET  in   seat 404  403  403  403  403  403  200  403  403  403
round_change                POST in   seat 404  403  403  403  403  403  302  403  403  403
round_open                  POST in   seat 404  403  403  403  403  403  302  403  403  403
round_close                 POST in   seat 404  403  403  403  403  403  302  403  403  403
round_participants          GET  in   seat 404  403  403  403  403  403  200  403  403  403
round_participants          POST in   seat 404  403  403  403  403  403  422  403  403  403
session_new                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
session_new                 POST in   seat 404  403  403  403  403  403  422  403  403  403
deadline_set                GET  in   seat 404  403  403  403  403  403  200  403  403  403
deadline_set                POST in   seat 404  403  403  403  403  403  422  403  403  403
participant_absent          GET  in   seat 404  403  403  403  403  403  200  403  403  403
participant_absent          POST in   seat 404  403  403  403  403  403  302  403  403  403
round_hosts                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
round_hosts                 POST in   seat 404  403  403  403  403  403  302  403  403  403
host_remove                 POST in   seat 404  403  403  403  403  403  302  403  403  403
session                     GET  in   seat 404  403  403  403  403  403  200  403  403  403
session                     POST in   seat 404  403  403  403  403  403  302  403  403  403
session_change              GET  in   seat 404  403  403  403  403  403  200  403  403  403
session_change              POST in   seat 404  403  403  403  403  403  422  403  403  403
session_move                GET  in   seat 404  403  403  403  403  403  302  403  403  403
session_move                POST in   seat 404  403  403  403  403  403  302  403  403  403
session_remove              POST in   seat 404  403  403  403  403  403  302  403  403  403
deadline                    GET  in   seat 404  200  200  200  200  200  200  200  200  200
urging_letter_new           GET  in   seat 404  403  403  403  403  403  200  403  403  403
urging_letter_new           POST in   seat 404  403  403  403  403  403  422  403  403  403
deadline_change             GET  in   seat 404  403  403  403  403  403  200  403  403  403
deadline_change             POST in   seat 404  403  403  403  403  403  422  403  403  403
deadline_add_unit           GET  in   seat 404  403  403  403  403  403  200  403  403  403
deadline_add_unit           POST in   seat 404  403  403  403  403  403  422  403  403  403
deadline_reminders          GET  in   seat 404  403  403  403  200  403  200  403  403  403
deadline_recipients         GET  in   seat 404  403  403  403  200  403  200  403  403  403
deadline_urge               POST in   seat 404  403  403  403  403  403  302  403  403  403
deadline_picture            GET  in   seat 404  200  200  200  200  200  200  200  200  200
deadline_page               GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_overview               GET  in   seat 404  403  403  403  200  200  200  200  200  200
plan_deadline_set           GET  in   seat 404  403  403  403  403  403  200  403  403  403
plan_deadline_set           POST in   seat 404  403  403  403  403  403  422  403  403  403
duty                        GET  in   seat 404  200  404  200  200  200  200  200  200  200
duty_nil                    GET  in   seat 404  200  404  200  403  403  200  403  403  403
duty_nil                    POST in   seat 404  422  404  422  403  403  422  403  403  403
duty_done                   GET  in   seat 404  200  404  200  403  403  200  403  403  403
duty_done                   POST in   seat 404  422  404  422  403  403  422  403  403  403
extension_ask               GET  in   seat 404  200  404  200  403  403  200  403  403  403
extension_ask               POST in   seat 404  422  404  422  403  403  422  403  403  403
extension_give              GET  in   seat 404  403  403  403  403  403  200  403  403  403
extension_give              POST in   seat 404  403  403  403  403  403  422  403  403  403
extension_refuse            GET  in   seat 404  403  403  403  403  403  200  403  403  403
extension_refuse            POST in   seat 404  403  403  403  403  403  422  403  403  403
duty_excuse                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
duty_excuse                 POST in   seat 404  403  403  403  403  403  422  403  403  403
duty_return                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
duty_return                 POST in   seat 404  403  403  403  403  403  422  403  403  403
extension_grant             POST in   seat 404  403  403  403  403  403  302  403  403  403
duty_owe_again              POST in   seat 404  403  403  403  403  403  302  403  403  403
duty_contact                POST in   seat 404  403  403  403  403  403  302  403  403  403
duty_part                   POST in   seat 404  403  403  403  403  403  302  403  403  403
plan_activity               GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_activity_units         GET  in   seat 404  200  200  200  200  200  200  200  200  200
plan_activity_report        GET  in   seat 404  200  404  200  403  403  200  403  403  403
plan_activity_report        POST in   seat 404  422  404  422  403  403  422  403  403  403
round_activity              GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_activity_units        GET  in   seat 404  200  200  200  200  200  200  200  200  200
round_activity_report       GET  in   seat 404  200  404  200  403  403  200  403  403  403
round_activity_report       POST in   seat 404  422  404  422  403  403  422  403  403  403
window_activity             GET  in   seat 404  200  200  200  200  200  200  200  200  200
window_activity_units       GET  in   seat 404  200  200  200  200  200  200  200  200  200
window_activity_report      GET  in   seat 404  200  404  200  403  403  200  403  403  403
window_activity_report      POST in   seat 404  422  404  422  403  403  422  403  403  403
progress                    GET  in   seat 200  200  200  200  200  200  200  200  200  200
progress_unit               GET  in   seat 404  200  404  200  200  200  200  200  200  200
progress_rounds             GET  in   seat 404  200  404  200  200  200  200  200  200  200
progress_picture            GET  in   seat 404  200  404  200  200  200  200  200  200  200
allotment                   GET  in   seat 404  403  403  403  403  403  200  403  403  403
allotment                   POST in   seat 404  403  403  403  403  403  200  403  403  403
given                       GET  in   seat 404  403  403  403  403  403  200  403  403  403
given                       POST in   seat 404  403  403  403  403  403  200  403  403  403
annex                       GET  in   seat 404  403  403  403  403  403  200  403  403  403
annex                       POST in   seat 404  403  403  403  403  403  200  403  403  403
annex_apply                 POST in   seat 404  403  403  403  403  403  302  403  403  403
allotment_issue             POST in   seat 404  403  403  404  403  403  302  403  403  403
allotment_diff              GET  in   seat 404  404  404  404  200  200  200  200  403  403
plan_targets                GET  in   seat 404  200  200  200  200  200  200  200  200  200
goal_new                    GET  in   seat 404  403  403  403  403  403  200  403  403  403
goal_new                    POST in   seat 404  403  403  403  403  403  422  403  403  403
goal_discard                POST in   seat 404  403  403  404  403  403  302  403  403  403
plan_outside_figures        GET  in   seat 404  403  403  403  200  200  200  200  403  403
outside_figure_new          GET  in   seat 404  403  403  403  403  403  200  403  403  403
outside_figure_new          POST in   seat 404  403  403  403  403  403  422  403  403  403
outside_figure              GET  in   seat 404  403  403  404  403  403  200  403  403  403
outside_figure              POST in   seat 404  403  403  404  403  403  422  403  403  403
outside_figure_remove       POST in   seat 404  403  403  404  403  403  302  403  403  403
window_progress             GET  in   seat 404  200  200  200  200  200  200  200  200  200
window_progress_unit        GET  in   seat 404  200  404  200  200  200  200  200  200  200
results_now                 GET  in   seat 302  403  403  302  403  403  302  403  302  403
results                     GET  in   seat 404  403  403  403  403  403  200  403  403  403
results                     POST in   seat 404  403  403  403  403  403  302  403  403  403
results_row                 POST in   seat 404  403  403  403  403  403  422  403  403  403
lists                       GET  in   seat 200  200  200  200  200  200  200  200  200  200
round_lists                 GET  in   seat 404  200  200  200  200  200  200  200  200  200
incoming_new                GET  in   seat 404  403  403  403  403  403  200  403  403  403
incoming_new                POST in   seat 404  403  403  403  403  403  422  403  403  403
incoming                    GET  in   seat 404  403  403  403  403  403  200  403  403  403
incoming                    POST in   seat 404  403  403  403  403  403  302  403  403  403
incoming_receipts           GET  in   seat 404  403  403  403  403  403  200  403  403  403
volunteer_list              GET  in   seat 404  200  404  200  403  403  200  403  403  403
consolidated                GET  in   seat 404  403  403  403  403  403  200  403  403  403
consolidated                POST in   seat 404  403  403  403  403  403  422  403  403  403
consolidated_file           GET  in   seat 404  403  403  403  403  403  200  403  403  403
roster                      GET  in   seat 404  403  403  403  403  403  200  403  403  403
roster                      POST in   seat 404  403  403  403  403  403  422  403  403  403
roster_file                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
registration_forms          GET  in   seat 404  403  403  403  403  403  200  403  403  403
registration_forms          POST in   seat 404  403  403  403  403  403  422  403  403  403
registration_forms_file     GET  in   seat 404  403  403  403  403  403  200  403  403  403
centre_form_new             GET  in   seat 404  403  403  403  403  403  200  403  403  403
centre_form_new             POST in   seat 404  403  403  403  403  403  422  403  403  403
centre_form                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
centre_form                 POST in   seat 404  403  403  403  403  403  302  403  403  403
list_template               GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_hand_in                GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_hand_in                POST in   seat 404  422  404  422  403  403  422  403  403  403
list_paste                  GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_paste                  POST in   seat 404  422  404  422  403  403  422  403  403  403
list_type                   GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_type                   POST in   seat 404  422  404  422  403  403  422  403  403  403
list_photo                  GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_photo                  POST in   seat 404  422  404  422  403  403  422  403  403  403
list_number                 GET  in   seat 404  200  404  200  403  403  200  403  403  403
list_number                 POST in   seat 404  422  404  422  403  403  422  403  403  403
alike_rows                  GET  in   seat 404  403  403  403  403  403  200  403  403  403
alike_row                   GET  in   seat 404  403  403  403  403  403  200  403  403  403
alike_row                   POST in   seat 404  403  403  403  403  403  422  403  403  403
consent_withdraw            GET  in   seat 404  200  404  200  403  403  200  403  403  403
consent_withdraw            POST in   seat 404  302  404  302  403  403  302  403  403  403
donors                      GET  in   seat 200  403  403  200  403  403  200  403  200  403
donor                       GET  in   seat 404  403  403  404  403  403  200  403  404  403
donor_double                POST in   seat 404  403  403  404  403  403  302  403  404  403
donor_unmerge               POST in   seat 404  403  403  404  403  403  302  403  404  403
donor_copy                  GET  in   seat 404  403  403  404  403  403  200  403  404  403
donor_copy_file             GET  in   seat 404  403  403  404  403  403  200  403  404  403
donor_erase                 GET  in   seat 404  403  403  404  403  403  200  403  404  403
donor_erase                 POST in   seat 404  403  403  404  403  403  302  403  404  403
upload                      GET  in   seat 404  200  404  200  403  403  200  403  404  403
upload_marked               GET  in   seat 404  404  404  404  403  403  404  403  404  403
upload_receipt              GET  in   seat 404  200  404  200  403  403  200  403  404  403
upload_mend                 POST in   seat 404  302  404  302  403  403  302  403  404  403
upload_replace              POST in   seat 404  302  404  302  403  403  302  403  404  403
upload_answer               POST in   seat 404  302  404  302  403  403  302  403  404  403
upload_reread               GET  in   seat 404  302  404  302  403  403  302  403  404  403
upload_reread               POST in   seat 404  302  404  302  403  403  302  403  404  403
upload_withdraw             POST in   seat 404  302  404  302  403  403  302  403  404  403
photo                       GET  in   seat 404  200  404  200  403  403  200  403  404  403
photo                       POST in   seat 404  422  404  422  403  403  422  403  404  403
photo_file                  GET  in   seat 404  200  404  200  403  403  200  403  404  403
photo_done                  POST in   seat 404  302  404  302  403  403  302  403  404  403
photo_erase                 POST in   seat 404  302  404  302  403  403  302  403  404  403
documents                   GET  in   seat 200  200  200  200  200  200  200  200  200  200
document_check              GET  in   seat 200  200  200  200  200  200  200  200  200  200
document_check              POST in   seat 422  422  422  422  422  422  422  422  422  422
report_new                  GET  in   seat 200  403  403  200  403  403  200  403  200  403
report_new                  POST in   seat 422  403  403  422  403  403  422  403  422  403
compose                     GET  in   seat 200  403  403  200  403  403  200  403  200  403
plan_document_new           GET  in   seat 200  403  403  200  403  403  200  403  200  403
plan_document_new           POST in   seat 422  403  403  422  403  403  422  403  422  403
window_guidance_new         GET  in   seat 200  403  403  200  403  403  200  403  200  403
window_guidance_new         POST in   seat 422  403  403  422  403  403  422  403  422  403
urging_letter_choose        GET  in   seat 200  403  403  200  403  403  200  403  200  403
urging_letter_choose        POST in   seat 422  403  403  422  403  403  422  403  422  403
conclusion_notice_new       GET  in   seat 200  403  403  200  403  403  200  403  200  403
conclusion_notice_new       POST in   seat 422  403  403  422  403  403  422  403  422  403
phrases                     GET  in   seat 200  403  403  200  403  403  200  403  200  403
phrase_new                  GET  in   seat 200  403  403  200  403  403  200  403  200  403
phrase_new                  POST in   seat 422  403  403  422  403  403  422  403  422  403
plan_record_list            GET  in   seat 404  403  403  403  403  403  200  403  403  403
plan_records                GET  in   seat 404  403  403  403  403  403  200  403  403  403
conference_new              GET  in   seat 404  403  403  403  403  403  200  403  403  403
conference_new              POST in   seat 404  403  403  403  403  403  422  403  403  403
conference                  GET  in   seat 404  403  403  404  403  403  200  403  403  403
conference                  POST in   seat 404  403  403  404  403  403  422  403  403  403
conference_remove           POST in   seat 404  403  403  404  403  403  302  403  403  403
honour_new                  GET  in   seat 404  403  403  403  403  403  200  403  403  403
honour_new                  POST in   seat 404  403  403  403  403  403  422  403  403  403
honour                      GET  in   seat 404  403  403  404  403  403  200  403  403  403
honour                      POST in   seat 404  403  403  404  403  403  422  403  403  403
honour_remove               POST in   seat 404  403  403  404  403  403  302  403  403  403
organisation_task_new       GET  in   seat 404  403  403  403  403  403  200  403  403  403
organisation_task_new       POST in   seat 404  403  403  403  403  403  422  403  403  403
organisation_task           GET  in   seat 404  403  403  404  403  403  200  403  403  403
organisation_task           POST in   seat 404  403  403  404  403  403  422  403  403  403
organisation_task_remove    POST in   seat 404  403  403  404  403  403  302  403  403  403
funding_new                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
funding_new                 POST in   seat 404  403  403  403  403  403  422  403  403  403
funding                     GET  in   seat 404  403  403  404  403  403  200  403  403  403
funding                     POST in   seat 404  403  403  404  403  403  422  403  403  403
funding_remove              POST in   seat 404  403  403  404  403  403  302  403  403  403
phrase                      GET  in   seat 404  403  403  404  403  403  200  403  403  403
phrase                      POST in   seat 404  403  403  404  403  403  422  403  403  403
phrase_remove               POST in   seat 404  403  403  404  403  403  302  403  403  403
document                    GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_text               POST in   seat 404  403  403  404  403  403  422  403  404  403
document_arrange            POST in   seat 404  403  403  404  403  403  302  403  404  403
document_keep               POST in   seat 404  403  403  404  403  403  302  403  404  403
document_insert             POST in   seat 404  403  403  404  403  403  422  403  404  403
document_frame              POST in   seat 404  403  403  404  403  403  422  403  404  403
document_signer             POST in   seat 404  403  403  404  403  403  422  403  404  403
document_refresh            POST in   seat 404  403  403  404  403  403  302  403  404  403
document_present            POST in   seat 404  403  403  404  403  403  302  403  404  403
document_return             POST in   seat 404  404  404  404  403  302  302  403  404  404
document_discard            POST in   seat 404  403  403  404  403  403  302  403  404  403
document_approve            POST in   seat 404  404  404  404  403  302  302  403  404  404
document_sign               POST in   seat 404  403  403  404  403  403  422  403  404  403
document_issue              POST in   seat 404  403  403  404  403  403  302  403  404  403
document_replace            POST in   seat 404  403  403  404  403  403  302  403  404  403
letter_batch                GET  in   seat 404  404  404  404  200  200  200  200  404  404
letter_batch                POST in   seat 404  404  404  404  403  403  302  403  404  404
letter_batch_progress       GET  in   seat 404  404  404  404  200  200  200  200  404  404
letter_batch_pdf            GET  in   seat 404  404  404  404  200  200  200  200  404  404
letter_batch_archive        GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_render             POST in   seat 404  403  403  404  403  403  302  403  404  403
document_printed            GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_pdf                GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_word               GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_workbook           GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_archive            GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_hand_back          POST in   seat 404  403  403  404  403  403  422  403  404  403
document_handed_back        GET  in   seat 404  403  403  404  403  403  200  403  404  403
document_handed_back        POST in   seat 404  403  403  404  403  403  302  403  404  403
document_page               GET  in   seat 404  404  404  404  200  200  200  200  404  404
document_recipients         GET  in   seat 404  403  403  404  403  403  200  403  404  403
document_recipients         POST in   seat 404  403  403  404  403  403  422  403  404  403
document_deliveries         GET  in   seat 404  404  404  404  200  200  200  200  200  200
delivered_list              GET  in   seat 200  200  200  200  200  200  200  200  200  200
delivered                   GET  in   seat 404  200  404  200  302  302  302  302  302  302
delivered_file              GET  in   seat 404  200  404  200  404  404  404  404  404  404
delivered_register          POST in   seat 404  403  403  302  403  403  404  403  404  403
verify_document             GET  200  200  200  200  200  200  200  200  200  200  200  200
verify_document             POST 422  422  422  422  422  422  422  422  422  422  422  422
verify_code                 GET  200  200  200  200  200  200  200  200  200  200  200  200
register_out                GET  in   seat 200  200  200  200  200  200  200  200  200  200
register_in                 GET  in   seat 200  200  200  200  200  200  200  200  200  200
register_own                GET  in   seat 200  403  403  200  403  403  200  403  200  403
register_own                POST in   seat 422  403  403  422  403  403  422  403  422  403
register_receive            GET  in   seat 200  403  403  200  403  403  200  403  200  403
register_receive            POST in   seat 422  403  403  422  403  403  422  403  422  403
document_number             POST in   seat 404  403  403  404  403  403  422  403  404  403
document_signed_file        POST in   seat 404  403  403  404  403  403  422  403  404  403
document_scan               POST in   seat 404  403  403  404  403  403  422  403  404  403
document_cite               POST in   seat 404  403  403  404  403  403  422  403  404  403
document_file               GET  in   seat 404  404  404  404  200  200  200  200  404  404
register_file               GET  in   seat 404  404  404  404  200  200  200  200  403  403
register_entry              GET  in   seat 404  404  404  404  200  200  200  200  403  403
register_deadline_set       GET  in   seat 404  403  403  404  403  403  200  403  403  403
register_deadline_set       POST in   seat 404  403  403  404  403  403  422  403  403  403
register_deadline_tie       POST in   seat 404  403  403  404  403  403  302  403  403  403
deadline_document           GET  in   seat 404  403  403  403  302  302  302  302  403  403
links                       GET  in   seat 404  403  403  403  403  403  200  403  403  403
links_give                  POST in   seat 404  403  403  403  403  403  302  403  403  403
links_texts                 GET  in   seat 404  403  403  403  403  403  200  403  403  403
link                        GET  in   seat 404  403  403  403  403  403  200  403  403  403
link_give                   POST in   seat 404  403  403  403  403  403  302  403  403  403
link_revoke                 POST in   seat 404  403  403  403  403  403  302  403  403  403
by_link                     GET  200  200  200  200  200  200  200  200  200  200  200  200
by_link                     POST 422  422  422  422  422  422  422  422  422  422  422  422
by_link_paste               GET  200  200  200  200  200  200  200  200  200  200  200  200
by_link_paste               POST 422  422  422  422  422  422  422  422  422  422  422  422
by_link_type                GET  200  200  200  200  200  200  200  200  200  200  200  200
by_link_type                POST 422  422  422  422  422  422  422  422  422  422  422  422
by_link_photo               GET  200  200  200  200  200  200  200  200  200  200  200  200
by_link_photo               POST 422  422  422  422  422  422  422  422  422  422  422  422
by_link_upload              GET  200  200  200  200  200  200  200  200  200  200  200  200
by_link_marked              GET  404  404  404  404  404  404  404  404  404  404  404  404
by_link_mend                POST 302  302  302  302  302  302  302  302  302  302  302  302
by_link_answer              POST 302  302  302  302  302  302  302  302  302  302  302  302
by_link_reread              GET  302  302  302  302  302  302  302  302  302  302  302  302
by_link_reread              POST 302  302  302  302  302  302  302  302  302  302  302  302
by_link_withdraw            POST 302  302  302  302  302  302  302  302  302  302  302  302
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One route under one verb: role → what it meets."""

    route: str
    verb: str
    meets: dict[str, str]


def _lines() -> dict[tuple[str, str], Line]:
    _heading, *rows = TABLE.strip("\n").splitlines()
    found = {}
    for row in rows:
        route, verb, *cells = row.split()
        found[route, verb] = Line(route, verb, dict(zip(ROLES, cells, strict=True)))
    assert len(found) == len(rows), "a route stands twice in the table under one verb"
    return found


LINES = _lines()


def expected(route: str, verb: str, role: str) -> str:
    """What the table says a role meets; a verb without a line is refused."""
    line = LINES.get((route, verb))
    return line.meets[role] if line else WRONG_VERB
