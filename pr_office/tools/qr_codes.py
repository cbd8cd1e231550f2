"""QR codes for screens and paper."""

import base64
import io

import qrcode


def draw(text, box_size=6):
    """Return ``text`` as the data address of a PNG picture.

    By the library that core draws its two-factor codes with: the reports' one lacks
    its drawing engine on newer Pythons.

    :param str text: what whoever scans it reads
    :param int box_size: pixels of each module
    :rtype: str
    """
    picture = io.BytesIO()
    qrcode.make(text, box_size=box_size, border=2).save(picture, format="PNG")
    return f"data:image/png;base64,{base64.b64encode(picture.getvalue()).decode()}"
