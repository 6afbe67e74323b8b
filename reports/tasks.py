"""What the workers do for documents."""

from __future__ import annotations

from core import jobs
from reports import rendering
from reports.batches import keeping
from reports.batches import steps as batch_steps

jobs.handler(rendering.RENDER)(rendering.render)
jobs.handler(keeping.DRAFT_LETTERS)(keeping.draft_letters)
jobs.handler(batch_steps.TAKE_STEP)(batch_steps.take_step)
