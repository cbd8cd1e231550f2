"""What the form says about what is wrong: plain, and what to do about it."""

from ..tools import audience_form as form
from ..tools import citizen_documents as documents
from ..tools import citizen_files, form_seals


def get_problem(env, name, code):
    """Return what is said beside a field.

    :param str name: of the field
    :param str code: a problem of the tools, or a sentence about the files
    """
    if name == "files":
        return code
    limits = {**form.LINES, **form.TEXTS}.get(name, (0, 0))
    return _get_missing(env, name, code) or _get_words(env, limits).get(code, code)


def _get_missing(env, name, code):
    if code not in (form.MISSING, form.CHOOSE, form.NEEDED_TO_TELL):
        return ""
    words = {
        "requester_name": env._("Write your names and surnames."),
        "requester_document_type": env._("Choose which document you have."),
        "requester_document": env._("Write the number of your document."),
        "phone": env._("Write a telephone: you asked to be told by it."),
        "email": env._("Write your e-mail: you asked to be told by it."),
        "tell_by": env._("Choose how we should tell you the answer."),
        "capacity": env._("Choose whether you come for yourself or for others."),
        "agenda_id": env._("Choose whom you want to talk to."),
        "represented_name": env._("Write whom you represent."),
        "subject": env._("Write what you want to talk about."),
    }
    return words.get(name) or env._("Choose one of the list.")


def _get_words(env, limits):
    return {
        form.TOO_SHORT: env._(
            "It is too short: write at least %(count)s letters.", count=limits[0]
        ),
        form.TOO_LONG: env._(
            "It is too long: write at most %(count)s letters.", count=limits[1]
        ),
        form.UNREADABLE: env._(
            "Some letters arrived broken. Please write it again by hand."
        ),
        form.NO_LETTER: env._("Write it with letters, as in your document."),
        form.BAD_PHONE: env._(
            "It does not look like a telephone. Write only its digits, such as"
            " 984 123 456."
        ),
        form.BAD_EMAIL: env._(
            "It does not look like an e-mail. It has the form name@example.com."
        ),
        documents.MISSING: env._("Write the number of your document."),
        documents.BAD_DNI: env._("A DNI has 8 digits. Look at it and write it again."),
        documents.DNI_LETTER: env._(
            "The check character does not fit this DNI. Write only the 8 digits."
        ),
        documents.BAD_CE: env._(
            "A carné de extranjería has 9 digits. Look at it and write it again."
        ),
        documents.BAD_RUC: env._("A RUC has 11 digits. Look at it and write it again."),
        documents.RUC_DIGIT: env._(
            "This RUC does not exist: one of its digits is wrong. Look at it again."
        ),
    }


def get_file_problem(env, code, limit, name=""):
    """Return what is said about a file.

    :param str code: ``too_many``, ``too_large`` or a problem of ``citizen_files``
    :param int limit: files, or megabytes
    :param str name: of the file
    """
    if code == "too_many":
        return env._(
            "You may attach at most %(count)s files. Take some out and send again.",
            count=limit,
        )
    if code == "too_large":
        return env._(
            "“%(name)s” is larger than %(size)s MB. Send a smaller copy of it, or take"
            " the photo with less quality.",
            name=name,
            size=limit,
        )
    if code == citizen_files.EMPTY:
        return env._("“%(name)s” arrived empty. Choose it again.", name=name)
    return env._(
        "“%(name)s” cannot be received: it is no photo, PDF or Word document.",
        name=name,
    )


def get_general_problem(env, code):
    """Return what is said above the form."""
    words = {
        form_seals.TOO_FAST: env._(
            "It went too fast for us. Look at your data and press Send again."
        ),
        form_seals.TOO_OLD: env._(
            "The page had been open for long. What you wrote is here: look at it and"
            " press Send again."
        ),
        form_seals.BROKEN: env._(
            "The page did not arrive whole. What you wrote is here: look at it and"
            " press Send again."
        ),
        "trap": env._(
            "Something filled in a field that must stay empty. What you wrote is here:"
            " press Send again."
        ),
    }
    return words.get(code, "")
