"""The words of this floor's entries in the audit trail."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from committees.audit_words import name_actions, name_fields

name_actions({"person.messages_set": _("Đổi cách nhận tin")})
name_fields({"gets_email": _("nhận thư điện tử"), "hour": _("giờ nhận tin"), "email": _("thư điện tử")})
