"""The columns of the register's table, by any heading people give them."""

import re
from dataclasses import dataclass

from .names import fold


@dataclass(frozen=True)
class Column:
    """A column of the table.

    :ivar str part: ``institution``, ``post``, ``person`` or ``mandate``
    :ivar str kind: how its cells read: text, choice, date, end, count, email…
    :ivar tuple other_headings: further spellings that people use
    """

    name: str
    part: str
    kind: str
    heading_es: str
    heading_en: str
    other_headings: tuple = ()

    @property
    def item_field(self):
        """Name of the value in the items of that part."""
        for prefix in (f"{self.part}_phone", f"{self.part}_email"):
            if self.name == prefix:
                return prefix.removeprefix(f"{self.part}_")
        return "name" if self.name in ("institution", "post") else self.name

    def get_heading(self, lang):
        """Return the heading in Spanish for any ``es`` language, else in English."""
        return self.heading_es if (lang or "").startswith("es") else self.heading_en


COLUMNS = (
    Column(
        "institution",
        "institution",
        "text",
        "Entidad",
        "Institution",
        (
            "Institución",
            "Nombre de la entidad",
            "Nombre de la institución",
            "Organización",
            "Razón social",
            "Organization",
        ),
    ),
    Column("acronym", "institution", "text", "Siglas", "Acronym", ("Sigla",)),
    Column(
        "institution_type",
        "institution",
        "choice",
        "Tipo de entidad",
        "Institution type",
        ("Tipo", "Tipo de institución", "Clase de entidad", "Type"),
    ),
    Column(
        "tax_id",
        "institution",
        "tax_id",
        "RUC",
        "Tax number",
        ("N.° de RUC", "Número de RUC", "RUC de la entidad", "Tax ID", "VAT"),
    ),
    Column("scope", "institution", "choice", "Ámbito", "Scope", ("Nivel", "Level")),
    Column(
        "street",
        "institution",
        "text",
        "Dirección",
        "Address",
        ("Dirección de la entidad", "Domicilio", "Street"),
    ),
    Column(
        "city",
        "institution",
        "text",
        "Distrito o ciudad",
        "City",
        ("Distrito", "Ciudad", "Localidad", "District"),
    ),
    Column(
        "state",
        "institution",
        "choice",
        "Región",
        "Region",
        ("Departamento", "State", "Región o departamento"),
    ),
    Column("country", "institution", "choice", "País", "Country"),
    Column(
        "institution_phone",
        "institution",
        "text",
        "Teléfono de la entidad",
        "Institution phone",
        ("Teléfono institucional", "Central telefónica", "Teléfono entidad"),
    ),
    Column(
        "institution_email",
        "institution",
        "email",
        "Correo de la entidad",
        "Institution e-mail",
        ("Correo institucional", "Correo entidad", "Mesa de partes virtual"),
    ),
    Column(
        "website",
        "institution",
        "text",
        "Página web",
        "Website",
        ("Web", "Sitio web", "Portal"),
    ),
    Column(
        "anniversary",
        "institution",
        "date",
        "Aniversario",
        "Anniversary",
        ("Fecha de creación", "Fecha de fundación", "Fundación"),
    ),
    Column("post", "post", "text", "Cargo", "Post", ("Puesto", "Cargo que ocupa")),
    Column(
        "category",
        "post",
        "choice",
        "Categoría del cargo",
        "Post category",
        ("Categoría", "Category"),
    ),
    Column(
        "seats",
        "post",
        "count",
        "Plazas",
        "Seats",
        ("N.° de plazas", "Número de plazas", "Cupos", "N.° de titulares"),
    ),
    Column(
        "post_phone",
        "post",
        "text",
        "Teléfono del cargo",
        "Post phone",
        ("Anexo", "Teléfono de la oficina"),
    ),
    Column(
        "post_email",
        "post",
        "email",
        "Correo del cargo",
        "Post e-mail",
        ("Correo de la oficina",),
    ),
    Column(
        "title",
        "person",
        "text",
        "Título",
        "Title before the name",
        ("Grado", "Tratamiento", "Title"),
    ),
    Column("given_names", "person", "text", "Nombres", "Given names", ("Nombre",)),
    Column(
        "surname",
        "person",
        "text",
        "Primer apellido",
        "First surname",
        ("Apellido paterno", "Ap. paterno", "Surname"),
    ),
    Column(
        "second_surname",
        "person",
        "text",
        "Segundo apellido",
        "Second surname",
        ("Apellido materno", "Ap. materno"),
    ),
    Column("surnames", "person", "text", "Apellidos", "Surnames", ("Last name",)),
    Column(
        "full_name",
        "person",
        "text",
        "Nombre completo",
        "Full name",
        (
            "Nombres y apellidos",
            "Apellidos y nombres",
            "Titular del cargo",
            "Autoridad",
            "Funcionario",
            "Representante",
            "Person",
        ),
    ),
    Column(
        "document",
        "person",
        "document",
        "Documento de identidad",
        "Identity document",
        ("DNI", "N.° de DNI", "Documento", "N.° de documento", "Document"),
    ),
    Column(
        "gender",
        "person",
        "gender",
        "Mujer o varón",
        "Woman or man",
        ("Sexo", "Género", "Tratado como", "Treated as", "Gender"),
    ),
    Column(
        "person_phone",
        "person",
        "text",
        "Teléfono personal",
        "Personal phone",
        ("Celular", "Teléfono celular", "Móvil", "Teléfono del titular", "Mobile"),
    ),
    Column(
        "person_email",
        "person",
        "email",
        "Correo personal",
        "Personal e-mail",
        ("Correo del titular",),
    ),
    Column(
        "date_start",
        "mandate",
        "date",
        "Desde",
        "From",
        ("Fecha de inicio", "Inicio", "Inicio del periodo", "Start date"),
    ),
    Column(
        "date_end",
        "mandate",
        "end",
        "Hasta",
        "Until",
        ("Fecha de término", "Fecha de fin", "Término", "Fin", "End date"),
    ),
    Column(
        "kind",
        "mandate",
        "kind",
        "Condición",
        "Kind",
        ("Titular o encargado", "Condición del cargo"),
    ),
    Column(
        "appointment_document",
        "mandate",
        "text",
        "Documento de designación",
        "Appointment document",
        ("Resolución", "Credencial", "Resolución de designación"),
    ),
)
REQUIRED = {"institution"}
# One of these a table must have: without them its rows are about nobody.
NAMING = {"institution", "full_name", "given_names", "surname", "surnames"}
COLUMN = {column.name: column for column in COLUMNS}
# The column of each value that items of a part have.
COLUMN_OF = {(column.part, column.item_field): column for column in COLUMNS}
ITEM_FIELDS = {
    part: [
        (column.name, column.item_field) for column in COLUMNS if column.part == part
    ]
    for part in ("institution", "post", "person", "mandate")
}

# Headings that say nothing of whose they are: the column to their left does.
_SHARED = {
    "phone": ("telefono", "telefonos", "phone", "telephone"),
    "email": ("correo", "correos", "correo electronico", "email", "e mail"),
}
_SHARED_KINDS = {word: kind for kind, words in _SHARED.items() for word in words}
_SHARED_PARTS = {
    "institution": "institution",
    "post": "post",
    "person": "person",
    "mandate": "person",
}


def heading_key(text):
    """Return a heading as two spellings of it compare, ``""`` when nothing is left."""
    key = fold(re.sub(r"\([^)]*\)|\*", " ", str(text))) or fold(str(text))
    key = re.sub(r"^(?:n o|n|no|nro|num)\b", "numero", key)
    return re.sub(r"\b(?:de|del|la|el|los|las)\b ?", "", key).strip()


_HEADINGS = {
    heading_key(heading): column.name
    for column in COLUMNS
    for heading in (column.heading_es, column.heading_en, *column.other_headings)
}


def find_column(heading, part):
    """Return the name of the column with that heading, or ``None``.

    :param heading: cell of the heading row
    :param str part: part of the column to its left, for headings such as "Teléfono"
    """
    key = heading_key(heading)
    if key in _SHARED_KINDS:
        return f"{_SHARED_PARTS[part]}_{_SHARED_KINDS[key]}"
    return _HEADINGS.get(key)
