"""What the workers do for volunteer lists."""

from __future__ import annotations

from core import jobs
from donors import receiving, staging

jobs.handler(receiving.READ_LIST)(staging.read_list)
