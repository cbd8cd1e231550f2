import io
import zipfile

import pytest

from pr_office.tools import citizen_files as files


def archive(*names, mimetype=None):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as zipped:
        if mimetype:
            zipped.writestr("mimetype", mimetype)
        for name in names:
            zipped.writestr(name, "x")
    return stream.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", files.PDF),
        (b"\xff\xd8\xff\xe0JFIF", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\0", "image/png"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (archive(*WORD), files.DOCX),
        (archive("content.xml", mimetype=files.ODT), files.ODT),
    ],
)
def test_what_is_accepted(content, kind):
    assert files.judge(content) == (kind, None)


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\0 a program named letter.pdf",
        b"\x7fELF",
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"GIF89a",
        b"\n%PDF-1.7 not at its beginning",
        b"plain text",
        archive("readme.txt"),
        archive(*WORD, "word/vbaProject.bin"),
        archive("content.xml", "Basic/script.xml", mimetype=files.ODT),
        b"PK\x03\x04 broken",
        b"RIFF\0\0\0\0WAVE",
    ],
)
def test_what_is_refused(content):
    assert files.judge(content) == ("", files.UNKNOWN)


def test_empty():
    assert files.judge(b"") == ("", files.EMPTY)


@pytest.mark.parametrize(
    ("name", "kind", "kept"),
    [
        ("carta.pdf", files.PDF, "carta.pdf"),
        ("CARTA.PDF", files.PDF, "CARTA.pdf"),
        ("foto.jpeg", "image/jpeg", "foto.jpeg"),
        ("foto.pdf", "image/jpeg", "foto.pdf.jpg"),
        ("../../etc/passwd", files.PDF, "passwd.pdf"),
        ("C:\\fotos\\uno.png", "image/png", "uno.png"),
        ("", files.PDF, "adjunto.pdf"),
        (".pdf", files.PDF, "pdf.pdf"),
        ("a\0b\u202egpj.pdf", files.PDF, "abgpj.pdf"),
        ("<script>.pdf", files.PDF, "_script_.pdf"),
    ],
)
def test_names(name, kind, kept):
    assert files.tidy_name(name, kind) == kept


def test_names_are_not_endless():
    assert len(files.tidy_name("ñ" * 300 + ".pdf", files.PDF)) == 104
