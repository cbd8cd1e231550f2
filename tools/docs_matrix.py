"""Who may do what: the table of rights of docs/permisos.md, read from a database.

    ./dev shell < tools/docs_matrix.py > docs/permisos.md

Runs inside Odoo's shell, where `env` is. The rights of a group are those it has with
everything it implies; the letters are read, create, write and delete in Spanish.
"""

GROUPS = (
    ("base.group_portal", "Portal"),
    ("base.group_user", "Empleado"),
    ("pr_office.group_reader", "Alta Dirección"),
    ("pr_office.group_user", "Especialista"),
    ("pr_office.group_secretary", "Secretaría"),
    ("pr_office.group_manager", "Jefatura"),
    ("pr_office.group_auditor", "Auditoría"),
)
LETTERS = (("read", "L"), ("create", "C"), ("write", "M"), ("unlink", "E"))

INTRO = """\
# Permisos

Qué puede hacer cada grupo con cada registro de la oficina. La tabla sale de la propia
base de datos (`./dev shell < tools/docs_matrix.py > docs/permisos.md`) y una prueba
falla cuando deja de coincidir con ella.

**L** leer · **C** crear · **M** modificar · **E** eliminar · **–** nada · **\\*** solo
algunos registros (véase *Reglas*).

- Los grupos se asignan en *Ajustes / Usuarios*: «Oficina de Relaciones Públicas» tiene
  un solo nivel por persona (consulta < especialista < jefatura) y «Agenda y audiencias
  de Alcaldía» se agrega aparte.
- **Auditoría** lee todo y no cambia nada, hasta la fecha que lleva su usuario; al día
  siguiente ya no lee. Quien trabaja en la oficina no puede auditarla.
- El público y los usuarios del portal no ven ningún registro de la oficina.
- Los contactos son los de Odoo: los lee todo empleado y los modifica quien tiene el
  permiso «Creación de contactos», que especialistas y secretaría ya traen.
"""


def matrix(env):
    """Return the page as text."""
    spanish = env["res.lang"].search([("code", "=like", "es%")], limit=1)
    env = env(context={"lang": spanish.code}, su=True)
    names = sorted(name for name in env.registry if _is_ours(env, name))
    models = env["ir.model"].search([("model", "in", names)], order="model")
    lasting = models.filtered(lambda model: not model.transient)
    sections = [
        INTRO,
        "## Registros\n\n" + _table(env, lasting),
        "## Reglas\n\n" + _rules(env, lasting),
        "## Asistentes\n\nVentanas que no guardan nada por sí mismas; lo que hacen se"
        " comprueba otra vez en\ncada registro.\n\n" + _table(env, models - lasting),
    ]
    return "\n".join(sections)


def _is_ours(env, name):
    return name.startswith("pr.") and not env[name]._abstract


def _table(env, models):
    heads = [label for _group, label in GROUPS]
    lines = [f"| Registro | {' | '.join(heads)} |", "|---" * (len(GROUPS) + 1) + "|"]
    for model in models:
        cells = [_cell(env, model, env.ref(group)) for group, _label in GROUPS]
        lines.append(f"| {model.name} (`{model.model}`) | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(env, model, group):
    """The letters of one group for one model."""
    groups = group | group.all_implied_ids
    lines = model.access_ids.filtered(
        lambda access: (
            access.active and (not access.group_id or access.group_id in groups)
        )
    )
    audits = env.ref("pr_office.group_auditor") in groups
    rights = {mode for mode, _letter in LETTERS if any(lines.mapped(f"perm_{mode}"))}
    if audits and not model.transient:
        rights &= {"read"}
    text = "".join(letter for mode, letter in LETTERS if mode in rights)
    return f"{text}{'*' if _limits(model, groups, rights) else ''}" if text else "–"


def _limits(model, groups, rights):
    """Tell whether rules, but for the companies', hide some records from them."""
    rules = model.rule_ids.filtered(
        lambda rule: (
            rule.active
            and not _is_company_rule(rule)
            and any(rule[f"perm_{mode}"] for mode in rights)
        )
    )
    own = rules.filtered(lambda rule: rule.groups & groups)
    everything = own.filtered(lambda rule: rule.domain_force == "[(1, '=', 1)]")
    return (own and not everything) or rules.filtered(lambda rule: not rule.groups)


def _is_company_rule(rule):
    return "company_id" in rule.domain_force and "company_ids" in rule.domain_force


def _rules(env, models):
    lines = [
        "Cada registro de una compañía lo ven solo sus usuarios. Además:",
        "",
        "| Registro | Grupos | Para | Condición |",
        "|---|---|---|---|",
    ]
    for rule in models.rule_ids.filtered("active").sorted("id"):
        if _is_company_rule(rule):
            continue
        groups = ", ".join(_label(env, group) for group in rule.groups) or "todos"
        modes = "".join(letter for mode, letter in LETTERS if rule[f"perm_{mode}"])
        domain = " ".join((rule.domain_force or "[]").split()).replace("|", "\\|")
        lines.append(f"| {rule.model_id.name} | {groups} | {modes} | `{domain}` |")
    return "\n".join(lines) + "\n"


def _label(env, group):
    labels = {env.ref(xmlid): label for xmlid, label in GROUPS}
    return labels.get(group, group.name)


if "env" in globals():
    print(matrix(env).rstrip())  # noqa: F821
