"""Import of a register against core's own import of the same contacts.

Ours brings 1,900 institutions with a post and its holder each (7,600 records) through
the import's own actions; core's ``load()`` brings the same 3,800 institutions and
holders as plain partners. Both run in one process, by turns, rolled back each time.
"""

import base64
import io
import random
import time

INSTITUTIONS = 1_900
PARTNERS = 50_000
REPEATS = 3
LIMIT = 2.0

_FIRST = ("Rosa", "Luis", "María", "José", "Ana", "Pedro", "Q'orianka", "Wilfredo")
_SECOND = ("Elena", "Alberto", "del Carmen", "Iván", "Luz", "César", "Flor", "Raúl")
_SURNAMES = (
    *("Quispe", "Mamani", "Huamán", "Flores", "Condori", "Sánchez", "De la Cruz"),
    *(
        "Ñaupari",
        "Rojas",
        "Chávez",
        "Vargas",
        "Ccori",
        "Apaza",
        "Gutiérrez",
        "Palomino",
    ),
)
_HEADINGS = (
    "Entidad",
    "RUC",
    "Dirección",
    "Teléfono de la entidad",
    "Correo de la entidad",
    "Cargo",
    "Nombres",
    "Primer apellido",
    "Segundo apellido",
    "Documento de identidad",
    "Teléfono personal",
    "Correo personal",
    "Desde",
    "Hasta",
)


def run(context):
    """Measure and return rows of results.

    :param context: object with ``env``, an environment of a database with pr_office
        that may be rolled back
    :return: list of dicts ``name``, ``seconds`` (list), ``queries``, and the ratio
    """
    env = context.env
    rows = make_rows()
    workbook = make_workbook(rows)
    results = {"ours": [], "core": [], "check": []}
    for _repeat in range(REPEATS):
        results["core"].append(_measure(env, lambda: _load(env, rows)))
        wizard, check = _check(env, workbook)
        results["check"].append(check)
        results["ours"].append(_measure(env, wizard.action_apply))
        assert wizard.state == "done", wizard.state
        env.cr.rollback()
        env.invalidate_all()
    return results


def make_rows():
    """Return made-up institutions with a holder each, the same at every run."""
    dice = random.Random(19)
    rows = []
    for number in range(INSTITUTIONS):
        given = f"{dice.choice(_FIRST)} {dice.choice(_SECOND)}"
        surname, second = dice.choice(_SURNAMES), dice.choice(_SURNAMES)
        rows.append(
            (
                f"Municipalidad Distrital de {second} {number}",
                f"20{number + 100_000_000:09}",
                f"Jr. {surname} {number}",
                f"01 {number + 2_000_000}",
                f"mesadepartes{number}@muni{number}.example",
                "Alcalde/sa",
                given,
                surname,
                f"{second}{number}",
                f"{number + 10_000_000:08}",
                f"9{number + 10_000_000}",
                f"persona{number}@muni{number}.example",
                "01/01/2023",
                "31/12/2026",
            )
        )
    return rows


def make_workbook(rows):
    import xlsxwriter

    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Directorio")
        for index, row in enumerate((_HEADINGS, *rows)):
            sheet.write_row(index, 0, row)
    return stream.getvalue()


def _load(env, rows):
    columns = ["name", "is_company", "vat", "street", "phone", "email"]
    data = []
    for row in rows:
        data.append([row[0], "True", row[1], row[2], row[3], row[4]])
        name = " ".join(row[6:9])
        data.append([name, "False", row[9], "", row[10], row[11]])
    result = env["res.partner"].load(columns, data)
    assert result["ids"] and len(result["ids"]) == 2 * INSTITUTIONS, result["messages"]
    env.flush_all()
    env.cr.rollback()
    env.invalidate_all()


def _check(env, workbook):
    values = {"file": base64.b64encode(workbook), "filename": "directorio.xlsx"}
    wizard = env["pr.register.import"].create(values)
    env.flush_all()
    seconds = _measure(env, wizard.action_check)
    assert not wizard.refused_count and not wizard.decide_count, wizard.refused_count
    return wizard, seconds


def _measure(env, work):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


if "env" in globals():
    from types import SimpleNamespace

    for name, values in run(SimpleNamespace(env=globals()["env"])).items():
        print(name, [(round(seconds, 2), queries) for seconds, queries in values])
