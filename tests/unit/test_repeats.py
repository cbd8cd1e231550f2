import pytest

from pr_office.tools.repeats import is_alike


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Agua en la junta vecinal", "No hay AGUA en la Junta", True),
        ("Petición de agua", "peticion de agua", True),
        ("Agua en la junta vecinal", "Puesto en el mercado", False),
        ("", "Agua", False),
        (None, None, False),
        ("de la", "de la", False),
    ],
)
def test_the_same_matter(one, other, alike):
    assert is_alike(one, other) is alike
    assert is_alike(other, one) is alike
