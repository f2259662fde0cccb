"""The wheel carries data/ and works from any folder."""

import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of a fresh environment in which the wheel is installed; what the bot needs comes from this one."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", folder, ROOT], check=True)
    venv.create(folder / "venv", with_pip=False)
    wheel = next(folder.glob("*.whl"))
    scripts = folder / "venv" / "bin"
    subprocess.run([*pip, "--python", scripts / "python", "install", "--no-deps", wheel], check=True)
    dependencies = Path(sys.executable).parents[1] / "lib"
    site = next(dependencies.glob("python*/site-packages"))
    target = next((folder / "venv" / "lib").glob("python*/site-packages"))
    (target / "dependencies.pth").write_text(str(site), encoding="utf-8")
    return scripts


def test_the_installed_command_answers_from_any_folder(installed: Path, tmp_path: Path) -> None:
    run = subprocess.run(
        [installed / "smtp-bot", "ask", "250", "521"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("250 OK vs 521 Host Does Not Accept Mail")


def test_the_installed_command_checks_its_own_data(installed: Path, tmp_path: Path) -> None:
    run = subprocess.run([installed / "smtp-bot", "check"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout) == (0, "")
    assert shutil.which("smtp-bot", path=str(installed))
