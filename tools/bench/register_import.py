"""Import of a register against core's own import of the same contacts.

Ours brings 1,900 institutions with a post and its holder each, 7,600 records, through
the import's own actions, history included; core's `load()` brings the same 3,800
institutions and holders as plain partners. The check that comes before, and looking for
duplicates among 50,000 partners, are told apart.
"""

import base64
import io
import random
import time

from tools.bench import _register

INSTITUTIONS = 1_900
PARTNERS = 50_000
REPEATS = 3

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
    *("Entidad", "RUC", "Dirección", "Teléfono de la entidad", "Correo de la entidad"),
    *("Cargo", "Nombres", "Primer apellido", "Segundo apellido"),
    *("Documento de identidad", "Teléfono personal", "Correo personal"),
    *("Desde", "Hasta"),
)


def run(context):
    rows = make_rows()
    workbook = make_workbook(rows)
    with context.env(context.database()) as env:
        empty = [measure(env, rows, workbook) for _turn in range(REPEATS + 1)][1:]
        _register.fill(env, PARTNERS // 2)
        env.cr.execute("SAVEPOINT filled")
        full = [measure(env, rows, workbook, "filled") for _turn in range(REPEATS)]
        found = measure_duplicates(context, env, rows)
    best, best_full = least(empty), least(full)
    queries = ", ".join(f"{name} {each[1]}" for name, each in empty[-1].items())
    return [
        context.row(
            "1,900 institutions, posts, holders imported",
            best["apply"],
            best["load"],
            2,
            f"seconds; core's load() of the partners; queries: {queries}",
        ),
        context.row(
            "the same among 50,000 partners", best_full["apply"], best_full["load"], 2
        ),
        context.row("check of that file", best["check"], best["load"]),
        context.row(
            "check among 50,000 partners", best_full["check"], best_full["load"]
        ),
        found,
    ]


def least(turns):
    return {name: min(turn[name][0] for turn in turns) for name in turns[0]}


def make_rows():
    """Made-up institutions with a holder each, the same at every run."""
    dice = random.Random(19)
    rows = []
    for number in range(INSTITUTIONS):
        surname, second = dice.choice(_SURNAMES), dice.choice(_SURNAMES)
        rows.append(
            (
                f"Municipalidad Distrital de {second} {number}",
                f"20{number + 100_000_000:09}",
                f"Jr. {surname} {number}",
                f"01 {number + 2_000_000}",
                f"mesadepartes{number}@muni{number}.example",
                "Alcalde/sa",
                f"{dice.choice(_FIRST)} {dice.choice(_SECOND)}",
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


def measure(env, rows, workbook, savepoint=None):
    """Seconds and queries of core's load, our check and our import, in turn."""
    found = {}

    def restore():
        env.invalidate_all()
        if savepoint:
            env.cr.execute(f"ROLLBACK TO SAVEPOINT {savepoint}")
        else:
            env.cr.rollback()
        env.invalidate_all()

    found["load"] = clock(env, lambda: load(env, rows))
    restore()
    values = {"file": base64.b64encode(workbook), "filename": "directorio.xlsx"}
    wizard = env["pr.register.import"].create(values)
    found["check"] = clock(env, wizard.action_check)
    assert not wizard.refused_count and not wizard.decide_count
    found["apply"] = clock(env, wizard.action_apply)
    assert wizard.state == "done" and wizard.mandate_count == INSTITUTIONS
    restore()
    return found


def load(env, rows):
    columns = ["name", "is_company", "vat", "street", "phone", "email"]
    data = []
    for row in rows:
        data.append([row[0], "True", *row[1:5]])
        data.append([" ".join(row[6:9]), "False", row[9], "", *row[10:12]])
    result = env["res.partner"].load(columns, data)
    assert result["ids"] and len(result["ids"]) == 2 * INSTITUTIONS, result["messages"]


def clock(env, work):
    env.flush_all()
    env.invalidate_all()
    queries, start = env.cr.sql_log_count, time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries


def measure_duplicates(context, env, rows):
    """3,800 candidates, half of whom exist, against the bare queries by their keys."""
    partners = env["res.partner"]
    candidates = [
        candidate
        for number, row in enumerate(rows, 1)
        for candidate in (
            {"is_company": True, "name": f"ENTIDAD {number}", "vat": row[1]},
            {"is_company": False, "name": " ".join(row[6:9]), "email": row[11]},
        )
    ]
    keys = [partners._get_pr_duplicate_keys(candidate) for candidate in candidates]

    def ours():
        env.invalidate_all()
        found = partners._pr_find_duplicates(candidates)
        assert sum(map(bool, found)) == INSTITUTIONS

    def bare():
        for fname in keys[0]:
            wanted = [key[fname] for key in keys if key[fname]]
            env.cr.execute(
                f"SELECT id, name, active, is_company, city, {fname} FROM res_partner"
                f" WHERE {fname} = ANY(%s)",
                [wanted],
            )
            env.cr.fetchall()

    timings = context.race(ours, bare)
    note = f"seconds; the bare SQL; {context.queries(env, ours)} queries"
    return context.row(
        "duplicates of 3,800 among 50,000 partners",
        *(timing.minimum for timing in timings),
        None,
        note,
    )
