"""Small charts of bars, as SVG that reads well printed in black and white."""

from html import escape

_ROW = 5.2
_BAR = 3.4
_FONT = 2.9
_GAP = 1.5
_VALUE_ROOM = 22
# Room of one character of the labels, on average.
_CHARACTER = 1.8
_ELLIPSIS = "…"


def bars(rows, width=88, label_width=38, total=None):
    """Return a chart of horizontal bars, the value and its share behind each one.

    Sizes are in millimetres. The longest bar fills the room; every bar is grey with a
    black edge, so that it shows on any printer.

    :param rows: ``(label, number)`` pairs, drawn in their order
    :param float width: of the whole chart
    :param float label_width: of the labels before the bars; longer ones are cut
    :param total: what the shares are of; the sum of the numbers by default
    :return: SVG as text, empty without rows; labels are escaped
    :rtype: str
    """
    rows = [(label or "–", max(0, value)) for label, value in rows]
    if not rows:
        return ""
    total = sum(value for _label, value in rows) if total is None else total
    longest = max(value for _label, value in rows) or 1
    room = width - label_width - _VALUE_ROOM
    drawn = [
        _draw_row(number, label, value, room * value / longest, label_width, total)
        for number, (label, value) in enumerate(rows)
    ]
    height = _number(len(rows) * _ROW)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_number(width)}mm"'
        f' height="{height}mm" viewBox="0 0 {_number(width)} {height}">'
        f"{''.join(drawn)}</svg>"
    )


def _draw_row(number, label, value, length, label_width, total):
    top = number * _ROW
    text = top + _BAR * 0.85 + (_ROW - _BAR) / 2
    edge = label_width + _GAP
    return (
        _draw_text(label_width, text, _cut(label, label_width), "end")
        + f'<rect x="{_number(edge)}" y="{_number(top + (_ROW - _BAR) / 2)}"'
        f' width="{_number(max(length, 0.2))}" height="{_number(_BAR)}"'
        ' fill="#bbb" stroke="#000" stroke-width="0.2"/>'
        + _draw_text(edge + max(length, 0.2) + 1, text, _describe(value, total))
    )


def _draw_text(x, y, text, anchor="start"):
    return (
        f'<text x="{_number(x)}" y="{_number(y)}" font-size="{_FONT}"'
        f' font-family="Liberation Sans, Arial, sans-serif" text-anchor="{anchor}"'
        f' fill="#000">{escape(text)}</text>'
    )


def _describe(value, total):
    return f"{value} ({share(value, total)} %)" if total else str(value)


def share(part, whole):
    """Return which part of a whole something is, in per cent; 0 of nothing.

    :rtype: int
    """
    return round(100 * part / whole) if whole else 0


def _cut(label, width):
    most = max(1, int(width / _CHARACTER))
    return label if len(label) <= most else f"{label[: most - 1]}{_ELLIPSIS}"


def _number(value):
    return f"{value:.2f}".rstrip("0").rstrip(".")
