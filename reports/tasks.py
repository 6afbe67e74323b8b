"""What the workers do for documents."""

from __future__ import annotations

from core import jobs
from reports import rendering

jobs.handler(rendering.RENDER)(rendering.render)
