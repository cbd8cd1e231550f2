"""Workbooks for the register's import: the empty template, the checked table."""

import io

import xlsxwriter

from .register_columns import COLUMNS, REQUIRED

_COLOURS = {
    "institution": "#1F4E79",
    "post": "#375623",
    "person": "#7F3F00",
    "mandate": "#5B2C6F",
}
_EXAMPLE = {
    "institution": "(Ejemplo) Municipalidad Distrital de Santa Rosa",
    "acronym": "MDSR",
    "tax_id": "20131312955",
    "street": "Plaza de Armas 123",
    "city": "Santa Rosa",
    "institution_phone": "01 234 5678",
    "institution_email": "mesadepartes@munisantarosa.example",
    "anniversary": "15/08/1965",
    "post": "Alcalde/sa",
    "seats": "1",
    "title": "Ing.",
    "given_names": "Rosa María",
    "surname": "Quispe",
    "second_surname": "Mamani",
    "document": "01234567",
    "person_phone": "987 654 321",
    "date_start": "01/01/2023",
    "date_end": "31/12/2026",
    "appointment_document": "Credencial JNE",
}
_NO_EXAMPLE = {"full_name", "surnames"}
_TEMPLATE_ROWS = 2000


def write_template(lang, lists, texts):
    """Return the workbook that an officer fills in.

    All cells are text: dates stay as typed, and numbers keep their zeros.

    :param str lang: language of the headings
    :param dict lists: words to choose from, by name of the column
    :param dict texts: ``sheet``, ``instructions_sheet``, ``lists_sheet``, ``title``,
        ``rules`` (list of paragraphs), ``columns`` (name of column → what to write) and
        the headings ``column``, ``content`` of the instructions
    :rtype: bytes
    """
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet(texts["sheet"])
        _write_instructions(book, lang, texts)
        _write_table(book, sheet, lang, lists, texts)
    return stream.getvalue()


def _write_table(book, sheet, lang, lists, texts):
    cell = book.add_format({"num_format": "@"})
    example = book.add_format(
        {"num_format": "@", "italic": True, "font_color": "#808080"}
    )
    lists_sheet = book.add_worksheet(texts["lists_sheet"])
    for index, column in enumerate(_get_template_columns()):
        heading = column.get_heading(lang)
        words = lists.get(column.name, ())
        style = {"bold": True, "font_color": "white", "text_wrap": True, "border": 1}
        style |= {"bg_color": _COLOURS[column.part], "valign": "vcenter"}
        mark = " *" if column.name in REQUIRED else ""
        sheet.set_column(index, index, max(len(heading) + 4, 14), cell)
        sheet.write_string(0, index, heading + mark, book.add_format(style))
        sheet.write_comment(0, index, texts["columns"][column.name])
        value = words[0] if words else _EXAMPLE.get(column.name, "")
        sheet.write_string(1, index, value, example)
        if words:
            source = _write_list(lists_sheet, index, heading, words)
            sheet.data_validation(
                1,
                index,
                _TEMPLATE_ROWS,
                index,
                {"validate": "list", "source": source, "error_type": "warning"},
            )
    sheet.set_row(0, 34)
    sheet.set_column(0, 0, 44, cell)
    sheet.freeze_panes(1, 1)
    lists_sheet.hide()


def _get_template_columns():
    """The template offers one way to write a name; others are read all the same."""
    return [column for column in COLUMNS if column.name not in _NO_EXAMPLE]


def _write_list(sheet, index, heading, words):
    sheet.write_string(0, index, heading)
    sheet.write_column(1, index, words)
    letter = xlsxwriter.utility.xl_col_to_name(index)
    return f"='{sheet.get_name()}'!${letter}$2:${letter}${len(words) + 1}"


def _write_instructions(book, lang, texts):
    sheet = book.add_worksheet(texts["instructions_sheet"])
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"bold": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 90)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, texts["title"], title)
    for row, rule in enumerate(texts["rules"], 2):
        sheet.write_string(row, 0, f"{row - 1}.")
        sheet.write_string(row, 1, rule, wrap)
    row = len(texts["rules"]) + 3
    sheet.write_string(row, 0, texts["column"], bold)
    sheet.write_string(row, 1, texts["content"], bold)
    for offset, column in enumerate(_get_template_columns(), 1):
        sheet.write_string(row + offset, 0, column.get_heading(lang), bold)
        sheet.write_string(row + offset, 1, texts["columns"][column.name], wrap)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def write_table(name, headings, rows, widths):
    """Return a workbook with one table, ready to print on A4.

    :param str name: name of the sheet
    :param list headings: texts of the first row
    :param rows: iterable of lists of texts
    :param list widths: width of each column in characters
    :rtype: bytes
    """
    stream = io.BytesIO()
    # texts that begin with "=" stay texts
    options = {"in_memory": True, "strings_to_formulas": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(name)
        bold = book.add_format({"bold": True, "bg_color": "#D9D9D9", "border": 1})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for index, width in enumerate(widths):
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, headings[index], bold)
        count = 0
        for count, row in enumerate(rows, 1):
            for index, text in enumerate(row):
                sheet.write_string(count, index, text or "", wrap)
        sheet.autofilter(0, 0, count, len(headings) - 1)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
    return stream.getvalue()
