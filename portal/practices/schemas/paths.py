"""Values inside a record by their paths, such as `blocks.0.title.id`."""

from typing import Any


def value_at(record: Any, path: str) -> Any:
    """Return what stands at a path, None if nothing does."""
    for step in path.split("."):
        if isinstance(record, list) and step.isdecimal() and int(step) < len(record):
            record = record[int(step)]
        elif isinstance(record, dict):
            record = record.get(step)
        else:
            return None
    return record


def set_at(record: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a path, or take away what stands there if the value is None.

    Mappings on the way are made where they lack; items of lists must be there.
    """
    *way, last = path.split(".")
    holder: Any = record
    for step in way:
        if isinstance(holder, list):
            holder = holder[int(step)]
        elif value is None and step not in holder:
            return
        else:
            holder = holder.setdefault(step, {})
    if value is None:
        holder.pop(last, None)
    else:
        holder[last] = value
