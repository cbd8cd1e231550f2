"""`pip wheel` makes an addon that can be installed, with every file of it."""

import ast
import subprocess
import zipfile

import pytest

from tools import addons, paths


@pytest.fixture(params=addons.names())
def addon(request):
    return request.param


@pytest.fixture
def wheel(addon, tmp_path):
    words = [paths.PYTHON, "-m", "pip", "wheel", "--no-deps", "--quiet"]
    words += ["--wheel-dir", tmp_path, paths.ROOT / addon]
    done = subprocess.run(words, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    (path,) = tmp_path.glob("*.whl")
    return zipfile.ZipFile(path)


def test_wheel_holds_the_addon(addon, wheel):
    prefix = f"odoo/addons/{addon}/"
    packed = {
        name.removeprefix(prefix)
        for name in wheel.namelist()
        if name.startswith(prefix)
    }
    words = ["git", "-C", paths.ROOT / addon, "ls-files"]
    listed = subprocess.run(words, capture_output=True, text=True, check=True)
    missing = set(listed.stdout.splitlines()) - packed - {"pyproject.toml"}
    assert not missing
    manifest = ast.literal_eval(wheel.read(f"{prefix}__manifest__.py").decode())
    assert set(manifest.get("data", []) + manifest.get("demo", [])) <= packed


def test_wheel_asks_for_what_the_manifest_asks(addon, wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    metadata = wheel.read(name).decode()
    manifest = ast.literal_eval(
        wheel.read(f"odoo/addons/{addon}/__manifest__.py").decode()
    )
    for package in manifest.get("external_dependencies", {}).get("python", []):
        assert f"Requires-Dist: {package}" in metadata
    assert "Requires-Dist: odoo==19.0.*" in metadata
    assert "License: LGPL-3" in metadata
    assert metadata.partition("\n\n")[2].strip(), "README.rst is missing"
