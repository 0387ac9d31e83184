"""The shops that are measured: made by `sample`, kept in build/ and used again while their recipe is unchanged."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.harness import BUILD

PACKAGE = Path(__file__).resolve().parents[2] / "jxc_desktop"
MADE_BY = (
    "operations/sample.py",
    "db/search.py",
    "db/tables",
    "db/migrations/versions",
    "domain/search_words.py",
)
LONGEST_SECONDS = 1_100


@dataclass(frozen=True)
class Size:
    """How much a shop holds: `products`, and `sales` of five lines on average."""

    name: str
    products: int
    sales: int
    days: int = 365
    seed: int = 1


LARGE = Size("large", 100_000, 200_000)
TWO_YEARS = Size("two_years", 100_000, 200_000, days=730)
SMALL = Size("small", 1_000, 2_000, days=30)
COUNTED = Size("counted", 50_000, 1_000, days=30)


def recipe_of(size: Size) -> dict[str, object]:
    """What decides what is in the file: the numbers, the schema and the code that makes it."""
    read = hashlib.sha256()
    for part in MADE_BY:
        path = PACKAGE / part
        for source in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            read.update(source.read_bytes())
    return {"products": size.products, "sales": size.sales, "days": size.days, "seed": size.seed, "code": read.hexdigest()}


def made(size: Size) -> Path:
    """The shop file of a size, made when there is none of this recipe. Never written to: see `copy_of`."""
    path = BUILD / f"shop-{size.name}.jxc"
    stamp = path.with_suffix(".json")
    recipe = recipe_of(size)
    if path.exists() and stamp.exists() and json.loads(stamp.read_text(encoding="utf-8")) == recipe:
        return path
    BUILD.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{path.stem}-", dir=BUILD))
    try:
        part = folder / path.name
        numbers = [f"--{name}={getattr(size, name)}" for name in ("products", "sales", "days", "seed")]
        run_program("sample", "--shop", str(part), "--json", *numbers)
        stamp.unlink(missing_ok=True)
        part.replace(path)
    finally:
        shutil.rmtree(folder)
    stamp.write_text(json.dumps(recipe), encoding="utf-8")
    return path


def run_program(*words: str) -> str:
    """Run a terminal command; what it printed."""
    environment = {**os.environ, "JXC_LANG": "en"}
    command = [sys.executable, "-m", "jxc_desktop", *words]
    done = subprocess.run(
        command, cwd=PACKAGE.parent, env=environment, capture_output=True, text=True, timeout=LONGEST_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def copy_of(path: Path, folder: Path) -> Path:
    """A copy of a closed shop file, to be written to."""
    return Path(shutil.copy(path, folder / path.name))
