"""What the register's import says: for each code what happened and what to do."""


def get_fault(env, code, facts):
    """Return the message for a file that could not be read at all.

    :param str code: code of a :class:`~odoo.addons.pr_office.tools.sheets.FileFault`
    :param dict facts: its facts
    :rtype: str
    """
    messages = {
        "empty": env._("The file is empty. Choose the file that holds the directory."),
        "too_big": env._(
            "The file is larger than %(megabytes)s MB. Remove pictures and sheets that"
            " do not belong to the directory, or split it into several files."
        ),
        "too_many_rows": env._(
            "The file has more than %(limit)s rows. Split it into files of at most"
            " %(limit)s rows and import one after the other; nothing was imported."
        ),
        "wrong_type": env._(
            "This is a file of type %(kind)s, not a table. Open it with Excel or"
            " LibreOffice, save it as Excel workbook (.xlsx) and choose that file."
        ),
        "old_excel": env._(
            "This is an old Excel file (.xls) or one protected by a password. Open it,"
            " remove the password if it has one, save it as Excel workbook (.xlsx) and"
            " choose that file."
        ),
        "bomb": env._(
            "The file unpacks to more than %(megabytes)s MB or holds parts that no"
            " spreadsheet has; it was not opened. Copy the table into a new workbook"
            " and save it as .xlsx."
        ),
        "broken": env._(
            "The file is damaged and could not be read (%(detail)s). Open it with Excel"
            " or LibreOffice, save it again as .xlsx and choose that file."
        ),
        "unclosed_quote": env._(
            "From line %(row)s on the quotation marks do not match, so the columns"
            " cannot be told apart. Remove or close the quotation mark"
            ' (") on that line.'
        ),
        "no_headings": env._(
            'No row of headings was found; the file begins with "%(found)s". The first'
            ' rows must name the columns, such as "Entidad", "Cargo", "Nombres".'
            " Download the template and copy your data into it."
        ),
        "no_rows": env._(
            "The file has headings but no row of data. Fill in at least one row below"
            " the headings."
        ),
        "missing_column": env._(
            "The file has neither a column with the institution nor one with the"
            " person's name; it has: %(found)s. Rename the column that holds it to"
            ' "Entidad" or "Nombre completo".'
        ),
        "bad_json": env._(
            "The file is not valid JSON: line %(row)s, column %(column)s (%(detail)s)."
            " Export it again from the system it comes from."
        ),
        "not_popolo": env._(
            'This JSON file is not a Popolo file: it has no list called "persons",'
            ' "organizations", "posts", "memberships" or "areas". Ask for the file in'
            " the Popolo format, or import a table."
        ),
    }
    return messages[code] % facts


def get_messages(env):
    """Return ``{code: (what happened, what to do)}`` for rows and entries."""
    return _get_cell_messages(env) | _get_row_messages(env) | _get_plan_messages(env)


def _get_cell_messages(env):
    return {
        "formula_uncalculated": (
            env._("The cell holds a formula without a result."),
            env._("Open the file with Excel and save it, or write the value itself."),
        ),
        "formula_error": (
            env._("The formula of the cell ends in an error."),
            env._("Correct the formula or write the value itself."),
        ),
        "bad_date": (
            env._('"%(value)s" is not a date.'),
            env._("Write day/month/year, such as 01/01/2023, or only the year."),
        ),
        "date_month": (
            env._('Only the month is given ("%(value)s"): taken as %(date)s.'),
            env._("Write the whole date if you know it."),
        ),
        "date_year": (
            env._('Only the year is given ("%(value)s"): taken as %(date)s.'),
            env._("Write the whole date if you know it."),
        ),
        "bad_count": (
            env._('"%(value)s" is not a number of seats.'),
            env._("Write how many people hold the post at once, such as 1 or 9."),
        ),
        "bad_email": (
            env._('"%(value)s" is not an e-mail address and is left out.'),
            env._("Correct it in the file, or later on the form."),
        ),
        "unknown_choice": (
            env._('"%(value)s" is not in the list.'),
            env._("Choose one of: %(known)s. A manager can add it in Configuration."),
        ),
        "unknown_place": (
            env._('"%(value)s" is not known and is left out.'),
            env._("Did you mean: %(known)s? Correct it, or fill it in on the form."),
        ),
        "ruc_check_digit": (
            env._("The RUC %(value)s does not pass its check digit; it is kept."),
            env._("Compare it with SUNAT's register: one digit is probably wrong."),
        ),
        "ruc_malformed": (
            env._('"%(value)s" is not a RUC: it needs eleven digits.'),
            env._("Correct the number, or empty the cell if you do not know it."),
        ),
        "dni_check_digit": (
            env._("The DNI %(value)s does not match its check character; it is kept."),
            env._("Compare it with the document: one digit is probably wrong."),
        ),
        "dni_malformed": (
            env._('"%(value)s" is not a DNI: it needs eight digits.'),
            env._("Correct the number, or empty the cell if you do not know it."),
        ),
        "lost_zeros": (
            env._("The spreadsheet dropped zeros: the DNI is read as %(value)s."),
            env._("Format the column as text to keep the zeros."),
        ),
        "bad_gender": (
            env._('"%(value)s" does not say whether it is a woman or a man.'),
            env._('Write "Mujer" or "Varón"; left empty the neutral form is used.'),
        ),
        "bad_kind": (
            env._('"%(value)s" is not a way to hold a post.'),
            env._('Write "Titular" or "Encargado (e)".'),
        ),
        "surnames_guessed": (
            env._('In "%(value)s" the first two words are taken as the surnames.'),
            env._("Part surnames and names with a comma to be sure."),
        ),
        "bad_value": (
            env._("The value is not a text and is left out."),
            env._("Correct it in the file, or fill it in on the form."),
        ),
        "choice_left_out": (
            env._('"%(value)s" is not in the office\'s list and is left out.'),
            env._("Choose the right one on the form, or add it in Configuration."),
        ),
    }


def _get_row_messages(env):
    return {
        "no_institution": (
            env._('The post "%(value)s" stands without an institution.'),
            env._("Write the institution in this row."),
        ),
        "no_post": (
            env._("%(name)s stands beside an institution without a post."),
            env._("Write the post, or remove the institution for a personage."),
        ),
        "nothing_named": (
            env._("The row names neither an institution nor a person."),
            env._("Complete the row, or delete it."),
        ),
        "dates_reversed": (
            env._("It ends on %(end)s, before it starts on %(start)s."),
            env._("Correct one of the two dates."),
        ),
        "dates_of_nobody": (
            env._("There is nobody here whose post this could be about; left out."),
            env._("Write the post and the person in this row."),
        ),
        "conflict": (
            env._('Here it says "%(value)s", but %(first)s says "%(known)s".'),
            env._("Write the same in both rows, or in one of them only."),
        ),
        "same_number": (
            env._("The same number stands in %(first)s, under the name %(name)s."),
            env._("Correct the number or the name in one of the two rows."),
        ),
        "ambiguous": (
            env._('Several earlier rows could be this "%(name)s".'),
            env._("Add the document or tax number to each of these rows."),
        ),
        "repeated_row": (
            env._("It repeats what %(first)s says and is left out."),
            env._("Delete the repeated row."),
        ),
        "example_row": (
            env._("The example row of the template is left out."),
            "",
        ),
        "unknown_column": (
            env._("The column is not known and is left out."),
            env._("If it matters, rename it to a heading of the template."),
        ),
        "repeated_column": (
            env._("Column %(first)s has the same heading; this one is left out."),
            env._("Rename one of the two columns."),
        ),
        "other_sheets": (
            env._("Only one sheet is imported; not read: %(sheets)s."),
            env._("Import each of the others as a file of its own."),
        ),
        "encoding": (
            env._("The file is not in UTF-8 and was read as %(encoding)s."),
            env._("Check that accents and ñ look right below."),
        ),
        "mojibake": (
            env._("%(count)s characters with broken accents (Ã³, Ã±) were repaired."),
            env._("Check that accents and ñ look right below."),
        ),
        "blank_rows": (
            env._(
                "After row %(row)s there are thousands of blank rows; the rest was"
                " not read."
            ),
            env._("Delete the blank rows if data follow below them."),
        ),
        "merged": (
            env._("The merged cell %(range)s counts for each of its rows."),
            "",
        ),
        "not_an_object": (
            env._("This entry is not an object with properties."),
            env._("Correct the file where it comes from."),
        ),
        "no_name": (
            env._("This entry has no name."),
            env._("Add the name to the file."),
        ),
        "no_id": (
            env._("It has no id: a later import will know it by its name only."),
            "",
        ),
        "same_id": (
            env._("The id %(value)s is also that of %(first)s, with other data."),
            env._("Give each entry an id of its own."),
        ),
        "parent_nowhere": (
            env._("It belongs to %(value)s, which is not in the file; left out."),
            env._('Fill in "Belongs to" on the form.'),
        ),
        "cycle": (
            env._(
                "Each belongs to the next, without end: %(names)s. The first link is"
                " left out."
            ),
            env._('Fill in "Belongs to" on the form.'),
        ),
        "points_nowhere": (
            env._("It points at %(value)s, which is not in the file."),
            env._("Add the missing entry to the file."),
        ),
        "points_at_nothing": (
            env._("It does not say whom or what it is about."),
            env._("Add the reference to the file."),
        ),
        "points_at_refused": (
            env._("It points at %(value)s, which was refused."),
            env._("Correct that entry first."),
        ),
        "no_dates": (
            env._("Without dates: entered as in office since an unknown day."),
            env._("Fill in the dates on the form when they are known."),
        ),
        "party": (
            env._("Membership of a political party is not kept in the register."),
            "",
        ),
        "post_of_role": (
            env._("The membership names no post: one was made of its role."),
            "",
        ),
        "post_without_name": (
            env._('The membership names neither post nor role: entered as "Member".'),
            env._("Rename the post on the form."),
        ),
        "same_post": (
            env._("Several posts of this name became one with %(seats)s seats."),
            "",
        ),
        "unread_terms": (
            env._("The register has no place for: %(terms)s."),
            "",
        ),
    }


def _get_plan_messages(env):
    return {
        "duplicate": (
            env._("It exists already: %(reason)s."),
            "",
        ),
        "maybe_duplicate": (
            env._("It may exist already: %(reason)s."),
            env._("Choose: use the existing one, create another, or leave it out."),
        ),
        "maybe_twin": (
            env._("The person of the same name in %(first)s may be the same."),
            env._("Choose, or write the document number in both rows."),
        ),
        "record_taken": (
            env._("%(name)s was already matched with another entry of this file."),
            env._("Choose: use the existing one, create another, or leave it out."),
        ),
        "parent_refused": (
            env._("What it belongs to was refused."),
            env._("Correct that row first."),
        ),
        "parent_left_out": (
            env._("What it belongs to is left out."),
            "",
        ),
        "seats_raised": (
            env._(
                "%(count)s people hold it at once, so it gets %(count)s seats:"
                " %(people)s."
            ),
            env._("If one followed the other, write the earlier one's last day."),
        ),
        "no_seat": (
            env._("All %(count)s seats are taken on those days, by %(people)s."),
            env._(
                "Write that mandate's last day, the number of seats, or \"Encargado"
                ' (e)".'
            ),
        ),
        "no_seat_no_start": (
            env._(
                "All %(count)s seats are taken, by %(people)s, and it does not say"
                " since when."
            ),
            env._("Write the first day: the earlier mandate then ends the day before."),
        ),
        "same_stay": (
            env._("The same person already holds this post on some of these days."),
            env._("Join the two entries, or correct their dates."),
        ),
        "ended_before": (
            env._("According to the register it ended on %(end)s."),
            env._("If the person holds the post again, write since when."),
        ),
        "handed_over": (
            env._("It ends the day before the next one starts, on %(end)s."),
            "",
        ),
        "closed": (
            env._("%(name)s follows on %(start)s."),
            "",
        ),
        "seats_in_use": (
            env._("The post keeps its %(seats)s seats: they are in use."),
            env._("End mandates first, then lower the number on the form."),
        ),
    }
