"""Sets up the first committee of an installation; all others are set up in the browser by the one above."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from committees import scopes
from committees.models import Unit
from core import audit
from core.refusal import Refused
from notices.setting_up import Founded, found_committee


class Command(BaseCommand):
    """`set_up_committee --unit 51 --admin-name "…" --admin-login 0912…` prints the links for the first people."""

    help = "Lập Ban Chỉ đạo đầu tiên của một đơn vị và in đường dẫn mời quản trị (và thường trực)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, help="Mã đơn vị hành chính, hoặc #id.")
        parser.add_argument("--vintage", default="", help="Bộ danh mục, khi một mã có ở cả hai: 2024 hoặc 2025.")
        parser.add_argument(
            "--level", default="", help="Cấp, khi một mã có ở nhiều cấp: national, province, district, commune."
        )
        parser.add_argument("--admin-name", required=True)
        parser.add_argument("--admin-login", required=True, help="Số điện thoại hoặc thư điện tử.")
        parser.add_argument("--clerk-name", default="")
        parser.add_argument("--clerk-login", default="")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """One transaction; prints one line per link."""
        unit = self.unit_named(options["unit"], vintage=options["vintage"], level=options["level"])
        clerk = (options["clerk_name"], options["clerk_login"]) if options["clerk_login"] else None
        admin = (options["admin_name"], options["admin_login"])
        with audit.acting(audit.Actor(source="command")), scopes.for_system("set_up_committee"):
            try:
                founded = found_committee(unit=unit, admin=admin, clerk=clerk, now=timezone.now())
            except Refused as refusal:
                raise CommandError(refusal.sentence) from None
            self.tell(founded)

    def unit_named(self, text: str, *, vintage: str, level: str) -> Unit:
        """The one living unit that the text names by code or id."""
        if text.startswith("#"):
            found = Unit.objects.filter(pk=text[1:])
        else:
            found = Unit.objects.filter(code=text).on(timezone.localdate())
        if vintage:
            found = found.filter(vintage=vintage)
        if level:
            found = found.filter(level=level)
        units = list(found[:5])
        if len(units) == 1:
            return units[0]
        names = "; ".join(f"#{unit.pk} {unit.name} ({unit.level}, {unit.vintage})" for unit in units)
        raise CommandError(f"Mã {text} ứng với {names}: chọn bằng #id." if units else f"Không có đơn vị mã {text}.")

    def tell(self, founded: Founded) -> None:
        """The committee's name, then a link a line."""
        self.stdout.write(founded.committee.name)
        for link in founded.links:
            address = f"{settings.SITE_URL}{reverse('invitation', args=[link.token])}"
            self.stdout.write(f"{link.seat.title}: {address}")
