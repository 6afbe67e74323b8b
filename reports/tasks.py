"""What the workers do for documents."""

from __future__ import annotations

from core import jobs
from reports import batch_steps, batches, rendering

jobs.handler(rendering.RENDER)(rendering.render)
jobs.handler(batches.DRAFT_LETTERS)(batches.draft_letters)
jobs.handler(batch_steps.TAKE_STEP)(batch_steps.take_step)
