"""What an installation takes on disk: the app beside gradio, openai and what these need."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from bench.report import Row, Section, as_markdown, compared

ROOT = Path(__file__).parents[1]
TOOLS = ("pip", "setuptools", "pkg_resources", "_distutils_hack")
"""What every environment begins with; not counted."""
LARGEST = 5


def measure() -> Section:
    """Install both into fresh environments and weigh them."""
    with tempfile.TemporaryDirectory() as folder:
        base = _weigh(_installed(Path(folder, "base"), "gradio", "openai"))
        ours = _weigh(_installed(Path(folder, "ours"), str(ROOT)))
    added = {name: size - base.get(name, 0) for name, size in ours.items()}
    largest = sorted(added, key=lambda name: -added[name])[:LARGEST]
    told = ", ".join(f"{name} {added[name]:.0f} MB" for name in largest)
    total = compared(
        "the app and all that it needs", sum(ours.values()), sum(base.values()), 1.3, "MB"
    )
    how = (
        "Two fresh environments with the versions of constraints.txt, byte code included, pip and "
        "setuptools not counted. Baseline: gradio, openai and what these need."
    )
    return Section("Installed size", how, [total, Row("of this, most is added by", told)])


def _installed(folder: Path, *packages: str) -> Path:
    """Install packages into a fresh environment; return its site-packages."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--quiet", "--disable-pip-version-check"]
    constraints = str(ROOT / "constraints.txt")
    subprocess.run([*pip, "install", "--constraint", constraints, *packages], check=True)
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(subprocess.check_output([python, "-c", where], text=True).strip())


def _weigh(folder: Path) -> dict[str, float]:
    """Return the size of each package of an environment (in MB)."""
    return {
        path.name: sum(file.lstat().st_size for file in [path, *path.rglob("*")]) / 1e6
        for path in folder.iterdir()
        if not path.name.startswith(TOOLS)
    }


if __name__ == "__main__":
    print(as_markdown(measure()))
