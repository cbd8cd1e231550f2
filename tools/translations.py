"""Catalogues of the addons: exported by Odoo, merged into Spanish, and checked.

./dev po calls this with `merge`, a stage of ./dev test with `check`. Runs inside the
environment: translations.py merge|check EXPORTED.pot ADDON_FOLDER
"""

import sys
from pathlib import Path

import polib

LANGUAGE = "es"
WIDTH = 78


def key(entry):
    return entry.msgctxt, entry.msgid


def content(catalogue):
    """What matters of a catalogue: its texts and where each comes from."""
    return {
        key(entry): (entry.comment, sorted(entry.occurrences)) for entry in catalogue
    }


def pot_path(folder):
    return folder / "i18n" / f"{folder.name}.pot"


def po_path(folder):
    return folder / "i18n" / f"{LANGUAGE}.po"


def load(path):
    return polib.pofile(str(path), wrapwidth=WIDTH) if path.exists() else None


def merge(exported, folder):
    """Take over the exported texts, keep what is translated, drop what is gone."""
    fresh = load(exported)
    (folder / "i18n").mkdir(exist_ok=True)
    known = load(pot_path(folder))
    # The date in the header alone is no reason for a new file.
    if known is None or content(known) != content(fresh):
        pot_path(folder).write_text(exported.read_text(encoding="utf-8"))
    old = load(po_path(folder))
    new = polib.POFile(wrapwidth=WIDTH)
    new.header = old.header if old is not None else ""
    new.metadata = dict(old.metadata if old is not None else fresh.metadata)
    new.metadata.update({"Language": LANGUAGE, "Plural-Forms": ""})
    translated = {key(entry): entry for entry in old or []}
    for entry in fresh:
        before = translated.get(key(entry))
        entry.msgstr = before.msgstr if before else ""
        entry.flags = before.flags if before else entry.flags
        new.append(entry)
    if old is None or str(new) != str(old):
        new.save(str(po_path(folder)))
    missing = [entry for entry in new if not entry.msgstr]
    print(
        f"{folder.name}: {len(new)} texts, {len(missing)} without translation, "
        f"{len(new.fuzzy_entries())} fuzzy"
    )


def check(exported, folder):
    """Complaints about catalogues that are behind the code or not complete."""
    fresh, known, spanish = (
        load(path) for path in (exported, pot_path(folder), po_path(folder))
    )
    if not len(fresh):
        return []
    if known is None or spanish is None:
        return [f"{folder.name}: no {folder.name}.pot or es.po: run ./dev po"]
    found = []
    texts, exported_texts = content(known).keys(), content(fresh).keys()
    for _context, text in exported_texts - texts:
        found.append(f"{folder.name}.pot lacks {text!r}: run ./dev po")
    for _context, text in texts - exported_texts:
        found.append(f"{folder.name}.pot still has {text!r}: run ./dev po")
    translated = {key(entry): entry for entry in spanish if not entry.obsolete}
    for wanted in exported_texts:
        entry = translated.get(wanted)
        if entry is None or not entry.msgstr:
            found.append(f"{folder.name}/es.po does not translate {wanted[1]!r}")
        elif entry.fuzzy:
            found.append(f"{folder.name}/es.po is unsure (fuzzy) of {wanted[1]!r}")
    return sorted(found)


def main(action, exported, folder):
    if action == "merge":
        return merge(Path(exported), Path(folder))
    found = check(Path(exported), Path(folder))
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
