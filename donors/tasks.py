"""What the workers do for volunteer lists."""

from __future__ import annotations

from core import jobs
from donors import incoming, receiving, recognising, staging

jobs.handler(receiving.READ_LIST)(staging.read_list)
jobs.handler(incoming.READ_INCOMING)(recognising.read_incoming)
