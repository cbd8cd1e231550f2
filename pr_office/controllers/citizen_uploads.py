"""Files that citizens hand in on a page, within the limits of their municipality."""

from odoo.http import request

from ..tools import citizen_files
from .audience_form_words import get_file_problem


def get_names():
    """Return the names of the files that were sent, as they may be shown."""
    return [_get_shown_name(upload) for upload in _get_uploaded()]


def read_files(company_sudo, kept=0):
    """Return the good files and, in words, what is wrong with the first bad one.

    :param company_sudo: the ``res.company`` whose limits hold
    :param int kept: files that were received before and count too
    :return: list of dicts of name, mimetype and raw; and a text or ``None``
    """
    files, problem = [], None
    most = company_sudo.pr_audience_form_files
    for upload in _get_uploaded():
        values, found = _read_file(upload, company_sudo)
        if not found and len(files) + kept >= most:
            found = get_file_problem(request.env, "too_many", most)
        if found:
            problem = problem or found
        else:
            files.append(values)
    return files, problem


def _get_uploaded():
    uploaded = request.httprequest.files.getlist("files")
    return [upload for upload in uploaded if upload.filename]


def _get_shown_name(upload):
    return citizen_files.tidy_name(upload.filename, citizen_files.PDF)[:-4]


def _read_file(upload, company_sudo):
    limit = company_sudo._pr_get_form_file_bytes()
    upload.stream.seek(0)  # a request tried again has been read before
    content = upload.stream.read(limit + 1)
    name = _get_shown_name(upload)
    if len(content) > limit:
        megabytes = company_sudo.pr_audience_form_megabytes
        return None, get_file_problem(request.env, "too_large", megabytes, name)
    values, problem = request.env["pr.audience.upload"]._read_upload(
        upload.filename, content
    )
    if problem:
        return None, get_file_problem(request.env, problem, None, name)
    return values, None
