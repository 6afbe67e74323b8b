#!/usr/bin/env python3
"""Management commands. Some need the database's owner: they are named here, and nowhere else."""

import os
import sys

# Commands that change the schema, read or write across all tenants, or copy the database.
# Everything else runs as the application's own, row-level-secured role.
OWNER_COMMANDS = frozenset(
    {
        "bench",
        "check_tree",
        "dbshell",
        "import_units",
        "load_demo",
        "migrate",
        "rebuild_inherited",
        "rebuild_totals",
        "rotate_data_keys",
        "rotate_match_key",
        "set_up_committee",
        "sqlmigrate",
    }
)


def main() -> None:
    """Choose the database role for the command, then run it."""
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ["DATABASE_ROLE"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
