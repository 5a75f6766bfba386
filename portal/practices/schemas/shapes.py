"""What the shapes of several parts of a record have in common."""

MAX_LINE = 200
# The patterns stand in the API's specification: JSON Schema has no \Z, and $ lets a newline pass.
END = r"(?![\s\S])"
