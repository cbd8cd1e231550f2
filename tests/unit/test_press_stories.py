import random

import pytest

from pr_office.tools import press_stories, press_urls

rng = random.Random(7)


def words(count):
    return [f"palabra{rng.randrange(4000)}" for _each in range(count)]


STORY = words(400)


@pytest.mark.parametrize(
    "copy",
    [
        STORY[:160],
        words(30) + STORY + words(20),
        words(400) + STORY,
        [word if i % 20 else "otra" for i, word in enumerate(STORY)],
    ],
    ids=["cut", "byline", "inside", "edited"],
)
def test_copies_are_one_story(copy):
    other = press_stories.sketch(" ".join(words(400)))
    found = press_stories.closest(
        press_stories.sketch(" ".join(copy)),
        [("other", other), ("story", press_stories.sketch(" ".join(STORY)))],
    )
    assert found == "story"


def test_other_texts_and_short_ones_are_not():
    own = press_stories.sketch(" ".join(STORY))
    others = [(i, press_stories.sketch(" ".join(words(400)))) for i in range(50)]
    assert press_stories.closest(own, others) is None
    assert press_stories.sketch(" ".join(STORY[:59])) == []
    assert len(own) == press_stories.SIZE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.diario.pe/a/", "https://diario.pe/a?utm_source=x&fbclid=1#top"),
        ("https://m.diario.pe/n?b=2&a=1", "https://diario.pe/n?a=1&b=2"),
        ("https://diario.pe/nota/amp/", "https://diario.pe/nota"),
        ("https://DIARIO.pe:443/n", "http://diario.pe/n"),
    ],
)
def test_one_page(one, other):
    assert press_urls.key(one) == press_urls.key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://diario.pe/n?id=1", "https://diario.pe/n?id=2"),
        ("https://diario.pe/Nota", "https://diario.pe/nota"),
        ("https://diario.pe/n?page=2", "https://diario.pe/n"),
        ("https://diario.pe:8080/n", "https://diario.pe/n"),
    ],
)
def test_two_pages(one, other):
    assert press_urls.key(one) != press_urls.key(other)


@pytest.mark.parametrize(
    "junk", ["", None, "javascript:alert(1)", "file:///etc/passwd", "http://[", "x"]
)
def test_no_page(junk):
    assert press_urls.key(junk) == ""
    assert press_urls.absolute("", junk) == ""
