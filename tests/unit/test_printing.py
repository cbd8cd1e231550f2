import pytest

from pr_office.tools.printing import own_pictures_only


@pytest.mark.parametrize(
    "foreign",
    [
        '<img src="http://169.254.169.254/latest">',
        '<img src="//intranet/x.png">',
        '<img src="file:///etc/passwd">',
        '<img srcset="https://example.org/a 2x">',
        '<table background="http://intranet"><tr><td>x</td></tr></table>',
        '<video poster="http://intranet"></video>',
        '<p style="background: URL(http://intranet)">x</p>',
    ],
)
def test_nothing_is_fetched_from_elsewhere(foreign):
    printed = own_pictures_only(f"<p>Texto</p>{foreign}")
    assert "Texto" in printed
    assert "intranet" not in printed
    assert "example" not in printed
    assert "169.254" not in printed
    assert "passwd" not in printed


@pytest.mark.parametrize(
    "own", ["data:image/png;base64,AAAA", "/web/image/12/logo", "/web/content/7"]
)
def test_own_pictures_stay(own):
    assert own in own_pictures_only(f'<p><img src="{own}"></p>')


def test_links_stay_and_words_keep_their_marks():
    text = '<p>Véase <a href="https://example.org">aquí</a> &lt;b&gt; <b>ñ</b></p>'
    printed = own_pictures_only(text)
    assert "https://example.org" in printed
    assert "&lt;b&gt;" in printed
    assert "<b>ñ</b>" in printed


@pytest.mark.parametrize("empty", [False, None, ""])
def test_no_text(empty):
    assert own_pictures_only(empty) == ""
