import pytest
from hypothesis import given
from hypothesis import strategies as st

from pr_office.tools import press_query as q

WORDS = st.sampled_from(["agua", "obra", "peña", "alcalde", "licitacion"])
TERMS = st.one_of(
    st.builds(lambda w: q.Term((w,)), WORDS),
    st.builds(lambda w: q.Term((w,), prefix=True), WORDS),
    st.builds(lambda ws: q.Term(tuple(ws), exact=True), st.lists(WORDS, min_size=1)),
    st.builds(lambda w: q.Term((w,), title=True), WORDS),
)
TREES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.builds(lambda c: q.And(tuple(c)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda c: q.Or(tuple(c)), st.lists(inner, min_size=2, max_size=3)),
        st.builds(lambda a, b: q.And((a, q.Not(b))), inner, TERMS),
    ),
    max_leaves=12,
)


def written(tree):
    if isinstance(tree, q.Term):
        words = " ".join(tree.words)
        words = f"“{words}”" if tree.exact else words + "*" * tree.prefix
        return ("título:" if tree.title else "") + words
    if isinstance(tree, q.Not):
        return f"-{written(tree.child)}"
    sign = " Y " if isinstance(tree, q.And) else " O "
    return "(" + sign.join(map(written, tree.children)) + ")"


@given(TREES)
def test_what_is_written_is_read(tree):
    assert q.parse(written(tree)) == tree


@given(st.text(alphabet='aá ()"*-/:0ñNEARYONOT', max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text):
    try:
        template, parameters = q.compile_query(q.parse(text))
    except q.QueryError as error:
        assert 1 <= error.position <= max(len(text), 1)
    else:
        assert template.count("%s") == len(parameters)
        assert not set(template) & set('áñ"*')


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ('obra "plaza de armas', "unclosed_quote", 6),
        ("(obra O plaza", "unclosed", 1),
        ("obra) plaza", "unopened", 5),
        ("obra O", "operand", 6),
        ("NO obra", "exclusions", 1),
        ("obra O -plaza", "exclusions", 1),
        ("al*", "short_wildcard", 1),
        ("li*tar", "wildcard", 1),
        ("agua NEAR/3 (obra O plaza)", "near", 6),
        ("agua NEAR/99 obra", "near_distance", 6),
        ("", "nothing", 1),
        ("...", "nothing", 1),
        ("title:(obra)", "title", 1),
        ("a" * 2001, "long", 2000),
        ("(" * 60 + "obra" + ")" * 60, "long", 41),
    ],
)
def test_errors(text, code, position):
    with pytest.raises(q.QueryError) as caught:
        q.parse(text)
    assert (caught.value.code, caught.value.position) == (code, position)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("obra plaza", "obra AND plaza"),
        ("obra Y plaza O agua", "(obra plaza) OR agua"),
        ("obra NO plaza", "obra -plaza"),
        ("«Plaza de Armas»", '"plaza de armas"'),
        ("Álvaro", "alvaro"),
        ("covid-19", '"covid 19"'),
        ("NOT -obra", "obra"),
    ],
)
def test_two_ways_of_saying_it(one, other):
    assert q.parse(one) == q.parse(other)


def test_ene_is_a_letter():
    assert q.fold("PEÑA Licitación, Q'orianka") == "peña licitacion q orianka"
    assert q.parse("Peña") != q.parse("pena")
