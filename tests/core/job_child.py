"""A worker of its own for tests: `python -m tests.core.job_child JOB_ID [after N]` works on one job and may be killed.

Its handler copies nothing but counts: it writes one stored file per chunk, named by the chunk, unless it is there.
"""

from __future__ import annotations

import os
import sys
import uuid

import django


def main() -> None:
    """Run the job; with a second argument end the process, as a kill would, inside the chunk of that number."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from core import jobs
    from tests.core import job_kinds

    job_kinds.die_in_chunk = int(sys.argv[2]) if len(sys.argv) > 2 else None
    jobs.run(uuid.UUID(sys.argv[1]))


if __name__ == "__main__":
    main()
