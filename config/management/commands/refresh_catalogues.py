"""Bring the translation catalogues in step with the code: run after adding or changing a sentence."""

from typing import Any

from django.core.management.base import BaseCommand

from config import catalogues
from config.preparing import compile_catalogues


class Command(BaseCommand):
    """Writes ``locale/en`` and ``locale/vi``, compiles them, and lists the sentences still without a translation."""

    help = "Cập nhật tệp dịch trong locale/ theo mã nguồn rồi biên dịch; in các câu chưa dịch."
    requires_system_checks: list[str] = []

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Refresh, compile, print."""
        for path, missing in catalogues.refresh_all().items():
            self.stdout.write(f"{path.relative_to(catalogues.BASE_DIR)}: {len(missing)}")
            for msgid in missing:
                self.stdout.write(f"  {msgid}")
        compile_catalogues()
