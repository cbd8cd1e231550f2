"""National holidays by country, with the norm that makes each of them one."""

from datetime import date, timedelta

from dateutil.easter import easter

# (month, day, name, norm, first year)
_PERU = (
    (1, 1, "Año Nuevo", "D. Leg. 713, art. 6", 0),
    (5, 1, "Día del Trabajo", "D. Leg. 713, art. 6", 0),
    (6, 7, "Batalla de Arica y Día de la Bandera", "Ley 31788", 2024),
    (6, 29, "San Pedro y San Pablo", "D. Leg. 713, art. 6", 0),
    (7, 23, "Día de la Fuerza Aérea del Perú", "Ley 31822", 2023),
    (7, 28, "Fiestas Patrias", "D. Leg. 713, art. 6", 0),
    (7, 29, "Fiestas Patrias", "D. Leg. 713, art. 6", 0),
    (8, 6, "Batalla de Junín", "Ley 31530", 2022),
    (8, 30, "Santa Rosa de Lima", "D. Leg. 713, art. 6", 0),
    (10, 8, "Combate de Angamos", "D. Leg. 713, art. 6", 0),
    (11, 1, "Todos los Santos", "D. Leg. 713, art. 6", 0),
    (12, 8, "Inmaculada Concepción", "D. Leg. 713, art. 6", 0),
    (12, 9, "Batalla de Ayacucho", "Ley 31381", 2022),
    (12, 25, "Navidad", "D. Leg. 713, art. 6", 0),
)


def of_peru(year):
    """Return Peru's national holidays of one year.

    Regional days, city days and the public sector's yearly decree are not among them:
    the office adds those by hand.

    :param int year: such as 2027
    :return: list of ``(date, name, norm)``, by date
    """
    sunday = easter(year)
    moving = [
        (sunday - timedelta(days=3), "Jueves Santo", "D. Leg. 713, art. 6"),
        (sunday - timedelta(days=2), "Viernes Santo", "D. Leg. 713, art. 6"),
    ]
    fixed = [
        (date(year, month, day), name, norm)
        for month, day, name, norm, first in _PERU
        if year >= first
    ]
    return sorted(fixed + moving)


# Country code → function of the year; other countries add theirs here
BY_COUNTRY = {"PE": of_peru}


def of_country(code, years):
    """Return the holidays of these years, ``[]`` for a country without a list."""
    of_year = BY_COUNTRY.get(code)
    return [row for year in years for row in of_year(year)] if of_year else []
