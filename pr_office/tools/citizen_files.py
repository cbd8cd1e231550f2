"""Files that citizens hand in: what they are is read from them, not from their name."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePosixPath

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
# Type: the ending it is stored under, and others it may come with.
ENDINGS = {
    PDF: ("pdf",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    DOCX: ("docx",),
    ODT: ("odt",),
}
ACCEPT = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
_HEADS = (
    (b"%PDF-", PDF),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_LONGEST_NAME = 100

EMPTY = "empty"
UNKNOWN = "unknown"


def judge(content):
    """Return ``(type, problem)`` of a file by what stands in it.

    Documents with macros, programs, archives and pages are unknown, whatever their
    name says.

    :param bytes content: the whole file
    :return: a key of :data:`ENDINGS` and ``None``, or ``""`` and a problem
    """
    if not content:
        return "", EMPTY
    for head, kind in _HEADS:
        if content.startswith(head):
            return kind, None
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", None
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        return "image/heic", None
    kind = _judge_archive(content) if content.startswith(b"PK\x03\x04") else ""
    return kind, (None if kind else UNKNOWN)


def _judge_archive(content):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return ""
    if any(name.lower().endswith(("vbaproject.bin", ".bas")) for name in names):
        return ""
    if any(name.startswith("Basic/") for name in names):
        return ""
    if "[Content_Types].xml" in names and "word/document.xml" in names:
        return DOCX
    mark = b"mimetype" + ODT.encode()
    return ODT if "content.xml" in names and content[30:].startswith(mark) else ""


def tidy_name(name, kind):
    """Return the name under which a file is kept: short, harmless, its true ending.

    :param str name: as the visitor's program sent it, with or without folders
    :param str kind: a key of :data:`ENDINGS`
    """
    plain = unicodedata.normalize("NFC", str(name or "")).replace("\\", "/")
    plain = "".join(c for c in plain if unicodedata.category(c)[0] != "C")
    path = PurePosixPath(plain.rstrip("/").rpartition("/")[2].strip() or "adjunto")
    stem = re.sub(r'[<>:"|?*]+', "_", path.name).strip(". ") or "adjunto"
    ending = path.suffix[1:].lower()
    if ending in ENDINGS[kind]:
        stem = stem[: -len(ending) - 1] or "adjunto"
    else:
        ending = ENDINGS[kind][0]
    return f"{stem[:_LONGEST_NAME]}.{ending}"
