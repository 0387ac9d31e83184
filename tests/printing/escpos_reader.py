"""Reads an ESC/POS job as a printer would: commands by their length, text by its bytes, pictures by their size."""

import re
from dataclasses import dataclass

FIXED = re.compile(rb"\x1b@|\x1c&|\x1b3.|\x1bE.|\x1d!.|\x1c!.|\x1bd.|\x1dVB.|\x1bp...", re.DOTALL)


@dataclass(frozen=True)
class Part:
    """A command, a row of text, or a picture of `width` bytes by `height` dots."""

    kind: str
    data: bytes
    width: int = 0
    height: int = 0


def read_job(job: bytes) -> list[Part]:
    """The parts of a job; ValueError for a byte that is none."""
    parts, at = [], 0
    while at < len(job):
        if job.startswith(b"\x1dv0\x00", at):
            width, height = (int.from_bytes(job[at + start : at + start + 2], "little") for start in (4, 6))
            end = at + 8 + width * height
            parts.append(Part("picture", job[at + 8 : end], width, height))
            if end > len(job):
                raise ValueError(at)
        elif found := FIXED.match(job, at):
            end = found.end()
            parts.append(Part("command", found[0]))
        else:
            end = job.index(b"\n", at) + 1
            text = job[at : end - 1]
            if re.search(rb"[\x00-\x1f\x7f]", text):
                raise ValueError(text)
            parts.append(Part("text", text))
        at = end
    return parts
