"""Words of the register's template, in the language of whoever downloads it."""

from ...tools.register_workbook import write_template


def get_template(env, lists):
    """Return the workbook to fill in.

    :param dict lists: words to choose from, by name of the column
    :rtype: bytes
    """
    texts = {
        "sheet": env._("Directory"),
        "instructions_sheet": env._("Instructions"),
        "lists_sheet": env._("Lists"),
        "title": env._("How to fill in the directory"),
        "rules": _get_rules(env),
        "column": env._("Column"),
        "content": env._("What to write"),
        "columns": _get_column_texts(env),
    }
    return write_template(env.lang, lists, texts)


def _get_rules(env):
    return [
        env._(
            "One row for each person in a post. Repeat the institution in each of its"
            " rows; its other data are enough in one of them."
        ),
        env._(
            "An institution without posts, or a post without holder, is a row with the"
            " other columns empty. A personage without post is a row with the person"
            " only."
        ),
        env._(
            "Columns may be left out, moved and be empty. An empty cell never deletes"
            " what the register knows."
        ),
        env._(
            "Write dates as day/month/year. Only the year is enough: a start counts"
            " from 1 January, an end until 31 December."
        ),
        env._(
            "Write the RUC and the identity document wherever you know them: by them"
            " an institution or person is recognised with certainty."
        ),
        env._("The grey example row is left out by itself; you may delete it."),
        env._(
            "Nothing is imported at once: first you see what would be created and"
            " changed, and what is refused and why."
        ),
    ]


def _get_column_texts(env):
    return {
        "institution": env._(
            "Official name of the institution, without abbreviations."
        ),
        "acronym": env._("Such as MPX, UGEL 03, PNP."),
        "institution_type": env._("Choose from the list."),
        "tax_id": env._("RUC, eleven digits."),
        "scope": env._("Choose from the list."),
        "street": env._("Street and number."),
        "city": env._("District or city of the institution."),
        "state": env._("Region or department. Choose from the list."),
        "country": env._("Only for institutions of other countries."),
        "institution_phone": env._("Switchboard or front desk."),
        "institution_email": env._(
            "E-mail of the institution, such as its filing desk."
        ),
        "website": env._("Address of its page."),
        "anniversary": env._("Day of its foundation or creation."),
        "post": env._("Such as Alcalde/sa, Gerente Municipal, Regidor(a)."),
        "category": env._("Decides the place in ceremonies. Choose from the list."),
        "seats": env._("How many hold the post at once; empty counts as one."),
        "post_phone": env._("Telephone or extension of the office, whoever holds it."),
        "post_email": env._("E-mail of the office, whoever holds it."),
        "title": env._("Academic, military or religious: Dra., Ing., Crnl. PNP, Mons."),
        "given_names": env._("All given names."),
        "surname": env._("First surname."),
        "second_surname": env._("Second surname, if the person has one."),
        "document": env._("DNI (eight digits), or foreigner's card or passport."),
        "gender": env._(
            "Woman or man, for the form of address. Empty: the neutral form."
        ),
        "person_phone": env._("Telephone of the person."),
        "person_email": env._("E-mail of the person."),
        "date_start": env._("First day in the post. Empty: nobody knows since when."),
        "date_end": env._("Last day in the post. Empty: still in office."),
        "kind": env._("Titular, or Encargado (e) for who stands in. Empty: titular."),
        "appointment_document": env._("Resolution, credential or council agreement."),
    }
