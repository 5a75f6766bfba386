"""How long what is told of an adoption may be."""

MAX_LINE = 300  # characters
MAX_TEXT = 5_000
MAX_ROWS = 12  # own blocks, own indicators and documents of an adoption, of each
MAX_TASKS = 60  # a record may have 40 prerequisites
STOP_REASONS = "stop-reason"
