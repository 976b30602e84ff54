"""Lines of JSON from somewhere else, each one read strictly or answered with an error: never a traceback."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO, NoReturn

from pricing_rules.quoting.errors import FieldError, RequestErrors

LONGEST_LINE = 1_000_000  # bytes; a quote request has a few hundred
_CHUNK = 1 << 16
_MOST_DIGITS = 400


def lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream without their ends, blank ones left out; None for one that is too long to be read."""
    while line := stream.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            _skip_rest(stream)
            yield None
        elif line.strip():
            yield line


def read_json(line: bytes | None) -> Any:
    """The JSON value of one line. Raises RequestErrors: no UTF-8, no JSON, NaN, a key twice, nested without end."""
    if line is None:
        _refuse(f"A line may be at most {LONGEST_LINE:,} bytes long")
    try:
        return json.loads(
            line.decode("utf-8-sig"),
            parse_constant=_no_constant,
            parse_int=_whole,
            object_pairs_hook=_object_with_each_key_once,
        )
    except UnicodeDecodeError:
        _refuse("The line is not UTF-8 text")
    except RecursionError:
        _refuse("The line is nested too deeply")
    except json.JSONDecodeError as error:
        _refuse(f"The line is not JSON: {error.msg} at character {error.pos + 1}")
    except ValueError as error:
        _refuse(f"The line is not JSON: {str(error)[:200]}")


def _skip_rest(stream: BinaryIO) -> None:
    while piece := stream.readline(_CHUNK):
        if piece.endswith(b"\n"):
            return


def _whole(digits: str) -> int:
    """A whole number of any length. Python reads no thousands of digits; such a one is beyond every limit anyway."""
    return int(digits) if len(digits) <= _MOST_DIGITS else int(digits[:_MOST_DIGITS])


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _object_with_each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values for one key would make somebody guess."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key[:60]!r} stands there twice")
        found[key] = value
    return found


def _refuse(message: str) -> NoReturn:
    raise RequestErrors([FieldError("", "type", message)])
