from xml.etree import ElementTree

import pytest

from pr_office.tools.charts import bars, share

_SVG = "{http://www.w3.org/2000/svg}"


def _parse(*rows, **options):
    root = ElementTree.fromstring(bars(rows, **options))
    texts = [text.text for text in root.iter(f"{_SVG}text")]
    widths = [float(rect.get("width")) for rect in root.iter(f"{_SVG}rect")]
    return texts, widths


def test_a_bar_for_each_row_in_its_order():
    texts, widths = _parse(("Obras", 30), ("Comercio", 10))
    assert texts == ["Obras", "30 (75 %)", "Comercio", "10 (25 %)"]
    assert widths[0] == pytest.approx(3 * widths[1], rel=0.01)


def test_nothing_to_draw():
    assert bars([]) == ""


def test_nothing_but_zeros():
    texts, widths = _parse(("Obras", 0), ("Comercio", 0))
    assert texts == ["Obras", "0", "Comercio", "0"]
    assert all(width == pytest.approx(0.2) for width in widths)


def test_shares_of_another_total():
    assert _parse(("Tarde", 1), total=4)[0] == ["Tarde", "1 (25 %)"]
    assert _parse(("Tarde", 1), total=0)[0] == ["Tarde", "1"]


def test_text_cannot_break_out():
    label = "</text><script>alert(1)</script>"
    text = bars([(label, 1)], label_width=90, width=150)
    assert "<script" not in text
    assert ElementTree.fromstring(text).findtext(f"{_SVG}text") == label


def test_long_labels_are_cut_and_missing_ones_shown():
    texts, _widths = _parse(("Gerencia de Desarrollo " * 5, 1), (None, 2))
    assert len(texts[0]) < 30
    assert texts[0].endswith("…")
    assert texts[2] == "–"


def test_the_chart_is_as_wide_as_asked():
    root = ElementTree.fromstring(bars([("Obras", 3)], width=120))
    assert root.get("width") == "120mm"
    rect = next(root.iter(f"{_SVG}rect"))
    assert float(rect.get("x")) + float(rect.get("width")) < 120 - 15


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 3, 33), (2, 3, 67), (0, 5, 0), (1, 0, 0)]
)
def test_share(part, whole, expected):
    assert share(part, whole) == expected
