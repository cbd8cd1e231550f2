import pytest

from pr_office.tools import review


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Sesión ordinaria de concejo", set()),
        ("Reunión con las gerencias", set()),
        ("Audiencias con vecinos", set()),
        ("Aniversario N.° 45 del colegio 28 de Julio", set()),
        ("Feria del libro 2026", set()),
        ("Visita a la Casa de la Cultura", set()),
        ("Encuentro en la casa comunal de Tikapampa", set()),
        ("Día del Adulto Mayor, 01/10/2026", set()),
        ("Entrega del expediente 12345-2026", set()),
        ("Llamar al 951 234 567", {review.PHONE}),
        ("Llamar al +51 951-234-567", {review.PHONE}),
        ("Confirmar al (054) 23-4567", {review.PHONE}),
        ("Confirmar, cel. 95123", {review.PHONE}),
        ("Escribir a rosa@example.org", {review.EMAIL}),
        ("Reunión, DNI 40123456", {review.DOCUMENT}),
        ("Reunión con 40123456", {review.DOCUMENT}),
        ("Almuerzo en su domicilio", {review.HOME}),
        ("Reunión en casa de Pedro", {review.HOME}),
        ("Visita, Jr. Ayacucho 450", {review.HOME}),
        ("Visita, Mz. B Lt. 5", {review.HOME}),
        ("Reunión con el Sr. Juan Pérez", {review.PERSON}),
        ("Saludo a la familia Quispe", {review.PERSON}),
        ("Visita a la vecina Q'orianka Waman", {review.PERSON}),
        ("Conferencia del señor alcalde", set()),
        (False, set()),
    ],
)
def test_title(title, found):
    assert review.find_in_title(title) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ("Radio Illari, Jr. Junín 190", set()),
        ("Despacho de Alcaldía", set()),
        ("Domicilio de la regidora", {review.HOME}),
        ("Av. Grau 120, dpto. 301", {review.HOME}),
        ("Plaza de Armas, 951234567", {review.PHONE}),
        (None, set()),
    ],
)
def test_place(place, found):
    """The street of a venue is what the public needs."""
    assert review.find_in_place(place) == found
