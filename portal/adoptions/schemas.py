"""How long what is told of an adoption may be."""

MAX_LINE = 300  # characters
MAX_TEXT = 5_000
MAX_ROWS = 12  # own blocks, own indicators, tasks and documents of an adoption, of each
STOP_REASONS = "stop-reason"
