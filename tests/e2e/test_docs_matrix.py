"""The table of rights in the user guide is the one in the database."""

from tools import paths


def test_rights_are_documented(shell):
    script = (paths.ROOT / "tools" / "docs_matrix.py").read_text(encoding="utf-8")
    committed = (paths.ROOT / "docs" / "permisos.md").read_text(encoding="utf-8")
    assert shell(script).strip() == committed.strip(), (
        "docs/permisos.md is behind: ./dev shell < tools/docs_matrix.py"
        " > docs/permisos.md"
    )
