"""The project's own checks: XML, licences, translations, machine names."""

from email.message import Message

import polib
import pytest

from tools import licences, lint, translations, xml_format

GOOD_XML = """\
<?xml version="1.0" encoding="UTF-8" ?>
<odoo>
    <record id="x" model="y">
        <field name="arch" type="xml">
            <p>Some <b>text</b> here.</p>
        </field>
    </record>
</odoo>
"""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("    <record", "  <record", "indented by 2 spaces"),
        ("</record>", "</recrd>", "not well-formed"),
        ("</odoo>\n", "</odoo>", "no line break"),
        ('<?xml version="1.0" encoding="UTF-8" ?>\n', "", "no XML declaration"),
        ('model="y">', 'model="y"> ', "spaces at the end"),
        ('model="y"', f'model="{"y" * 90}"', "beyond column 88"),
    ],
)
def test_xml_complaints(tmp_path, old, new, complaint):
    path = tmp_path / "x.xml"
    path.write_text(GOOD_XML)
    assert not xml_format.problems(path)
    path.write_text(GOOD_XML.replace(old, new))
    assert any(complaint in text for text in xml_format.problems(path))


class Package:
    requires = ()

    def __init__(self, **fields):
        self.metadata = Message()
        for name, value in fields.items():
            self.metadata[name.replace("_", "-")] = value


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"License_Expression": "MIT"}, True),
        ({"License_Expression": "LGPL-3.0-or-later"}, True),
        ({"License_Expression": "GPL-3.0-only"}, False),
        ({"License_Expression": "AGPL-3.0-or-later"}, False),
        ({"Classifier": "License :: OSI Approved :: BSD License"}, True),
        (
            {
                "Classifier": "License :: OSI Approved :: "
                "GNU Lesser General Public License v3 (LGPLv3)"
            },
            True,
        ),
        (
            {"Classifier": "License :: OSI Approved :: GNU General Public License v3"},
            False,
        ),
        ({"License": "Apache-2.0"}, True),
        ({"License": "Proprietary"}, False),
        ({}, False),
    ],
)
def test_licences(fields, allowed):
    assert (licences.problem("some-package", Package(**fields)) is None) == allowed


def catalogue(path, **texts):
    found = polib.POFile()
    for text, translation in texts.items():
        found.append(polib.POEntry(msgid=text, msgstr=translation))
    path.parent.mkdir(parents=True, exist_ok=True)
    found.save(str(path))
    return path


def test_translations_are_kept_completed_and_checked(tmp_path, capsys):
    exported = catalogue(tmp_path / "exported.pot", Act="", Letter="")
    folder = tmp_path / "some_addon"
    spanish = catalogue(folder / "i18n" / "es.po", Act="Acto", Old="Viejo")
    translations.merge(exported, folder)
    merged = {entry.msgid: entry.msgstr for entry in polib.pofile(str(spanish))}
    assert merged == {"Act": "Acto", "Letter": ""}
    assert "1 without translation" in capsys.readouterr().out
    assert translations.check(exported, folder) == [
        "some_addon/es.po does not translate 'Letter'"
    ]


def test_fuzzy_translations_and_missing_texts_are_told(tmp_path):
    exported = catalogue(tmp_path / "exported.pot", Act="", Letter="")
    folder = tmp_path / "some_addon"
    catalogue(folder / "i18n" / "some_addon.pot", Act="")
    spanish = polib.POFile()
    spanish.append(polib.POEntry(msgid="Act", msgstr="Acto", flags=["fuzzy"]))
    spanish.append(polib.POEntry(msgid="Letter", msgstr="Carta"))
    spanish.save(str(folder / "i18n" / "es.po"))
    found = translations.check(exported, folder)
    assert any("lacks 'Letter'" in text for text in found)
    assert any("fuzzy" in text for text in found)


def test_names_of_a_machine_are_found(tmp_path, monkeypatch):
    path = tmp_path / "notes.md"
    path.write_text("see pypi" + ".org\nand /wo" + "rk/folder\nbut /network/ is fine\n")
    monkeypatch.setattr(lint, "project_files", lambda: [path])
    monkeypatch.setattr(lint.paths, "ROOT", tmp_path)
    assert [text.split(": ")[0] for text in lint._forbidden()] == [
        "notes.md:1",
        "notes.md:2",
    ]
