from odoo import fields, models
from odoo.tools import format_date

from ...tools import day_sheet

# Room on A4 below the heading, in millimetres, and the sizes to choose from, in points
_DAY_ROOM = {"width": 148, "height": 205, "sizes": (11, 10, 9, 8, 7.2)}
_WEEK_ROOM = {"width": 36, "height": 135, "sizes": (9.5, 8.5, 7.5, 6.8)}
_SMALLEST = 6.5


class PrSheetWordsMixin(models.AbstractModel):
    """What of ``pr.agenda.sheet`` puts lines into words, for paper, screen and chat."""

    _name = "pr.sheet.words.mixin"
    _description = "Words of a Day or Week Sheet"

    def _in_own_language(self):
        """Return this sheet in the language it leaves the house in."""
        return self.with_context(lang=self.agenda_id._get_ical_lang())

    def _get_title(self):
        """Say which day or week this is the sheet of."""
        if self.kind == "week":
            return self.env._(
                "Week of %(first)s to %(last)s",
                first=format_date(self.env, self.date_first, date_format="d MMM"),
                last=format_date(self.env, self.date_last, date_format="d MMM y"),
            )
        return self._get_day_title(self.date_first)

    def _get_day_title(self, day, with_year=True):
        pattern = self.env._("EEEE, MMMM d, y") if with_year else "EEEE d"
        title = format_date(self.env, day, date_format=pattern)
        return title[:1].upper() + title[1:]

    def _get_file_name(self):
        words = [self.env._("Agenda"), self.date_first.isoformat()]
        return "-".join([*words, f"v{self.version}"] if self.version else words)

    # ------------------------------------------------------------
    # THE WHOLE SHEET
    # ------------------------------------------------------------

    def _prepare_page(self, pending=False):
        """Return all that a template shows of this sheet.

        :param bool pending: what would go out now, instead of what went out last
        :return: dict of ``title``, ``change_note``, ``version_note`` and ``days``, a
            list of dicts of ``title`` and ``rows`` (see :meth:`_prepare_row`)
        """
        version, before, lines = self._get_pages(pending)
        replaced = version._get_previous() if version else self.last_version_id
        shown = {line["key"]: line for line in lines}
        compared = day_sheet.compare(before, lines)
        gone = [line for mark, line, _old in compared if mark == day_sheet.GONE]
        moved = self._get_days_moved_to(gone)
        rows = [self._prepare_row(*row, shown, moved) for row in compared]
        return {
            "title": self._get_title(),
            "change_note": replaced and self._get_change_note(replaced, version) or "",
            "version_note": self._get_version_note(version),
            "days": self._group_rows(rows),
        }

    def _group_rows(self, rows):
        days = []
        day = self.date_first
        while day <= self.date_last:
            days.append(
                {
                    "title": self._get_day_title(day, with_year=False),
                    "rows": [row for row in rows if row["day"] == day.isoformat()],
                }
            )
            day = fields.Date.add(day, days=1)
        return days

    def _get_day_size(self, rows):
        """Return the font size in which these rows stay on one page, in points."""
        return day_sheet.fit(self._get_blocks(rows), **_DAY_ROOM) or _SMALLEST

    def _get_week_size(self, days):
        """Return the font size of the week's columns, ``None`` when it needs a list."""
        sizes = [
            day_sheet.fit(self._get_blocks(day["rows"], narrow=True), **_WEEK_ROOM)
            for day in days
        ]
        return min(sizes) if all(sizes) else None

    def _get_blocks(self, rows, narrow=False):
        return [
            [
                narrow and row["hours"],
                row["name"],
                row["place"],
                " · ".join(row["notes"]),
                row["warning"],
                row["mark"],
            ]
            for row in rows
        ]

    def _get_change_note(self, replaced, version):
        """Name the sheet to throw away by its hour, another day's by its day too."""
        before = self._to_local(replaced.issued_on)
        now = self._to_local(version.issued_on or fields.Datetime.now())
        if before.date() == now.date():
            return self.env._(
                "CHANGE – replaces the sheet of %(time)s", time=f"{before:%H:%M}"
            )
        return self.env._(
            "CHANGE – replaces the sheet of %(date)s, %(time)s",
            date=f"{before:%d/%m}",
            time=f"{before:%H:%M}",
        )

    def _get_version_note(self, version):
        if not version:
            return self.env._("Draft")
        return self.env._(
            "Version %(number)s, %(time)s",
            number=version.number,
            time=f"{self._to_local(version.issued_on):%d/%m/%Y %H:%M}",
        )

    def _to_local(self, moment):
        return self.agenda_id._to_local(moment)

    # ------------------------------------------------------------
    # ONE LINE
    # ------------------------------------------------------------

    def _prepare_row(self, mark, line, old, shown, moved):
        """Return a line in words.

        :param dict shown: the lines of this sheet by their key
        :param dict moved: for keys of lines that went away, when they are now
        :return: dict of ``day``, ``hours``, ``name``, ``place``, ``notes`` (list),
            ``warning`` (what clashes), ``mark`` (what changed) and ``gone``
        """
        gone = mark == day_sheet.GONE
        return {
            "day": line["day"],
            "hours": self._get_hours(line),
            "name": self._get_line_name(line),
            "place": line["place"],
            "notes": [] if gone else self._get_notes(line),
            "warning": "" if gone else self._get_warning(line, shown),
            "mark": mark and self._get_mark_text(mark, line, old, moved),
            "gone": gone,
        }

    def _get_hours(self, line):
        start, stop = line["start"], line["stop"]
        if start and stop:
            return start if start == stop else f"{start}–{stop}"
        if start:
            return self.env._("from %(time)s", time=start)
        return (
            self.env._("until %(time)s", time=stop) if stop else self._get_whole_day()
        )

    def _get_whole_day(self):
        return self.env._("All day")

    def _get_line_name(self, line):
        if line["kind"] == "slot":
            held = self.env._("Time held")
            return f"{held}: {line['name']}" if line["name"] else held
        if line["kind"] == "holiday":
            return self.env._("Holiday: %(name)s", name=line["name"])
        return line["name"]

    def _get_notes(self, line):
        access = {"reserved": self.env._("Reserved"), "private": self.env._("Private")}
        notes = (
            line["represented_by"]
            and self.env._(
                "%(name)s goes in representation", name=line["represented_by"]
            ),
            line["represents"]
            and self.env._("In representation of %(name)s", name=line["represents"]),
            line["leave"] and self.env._("Leave at %(time)s", time=line["leave"]),
            line["back"] and self.env._("Back at %(time)s", time=line["back"]),
            not line["confirmed"] and self.env._("To be confirmed"),
            access.get(line["access"]),
        )
        return [note for note in notes if note]

    def _get_warning(self, line, shown):
        """Give the hours of what clashes, as far as this sheet shows it."""
        others = [shown[key] for key in line["clashes"] if key in shown]
        if not others:
            return ""
        return self.env._(
            "Clashes with %(others)s",
            others="; ".join(
                map(self._get_hours, sorted(others, key=day_sheet.sort_key))
            ),
        )

    def _get_mark_text(self, mark, line, old, moved):
        if mark == day_sheet.NEW:
            return self.env._("CHANGE: new")
        if line["key"] in moved:
            return self.env._("CHANGE: now on %(day)s", day=moved[line["key"]])
        if mark == day_sheet.GONE:
            return self.env._("CHANGE: no longer on this sheet")
        before = self._get_former(line, old)
        return (
            self.env._("CHANGE: before %(before)s", before=before)
            if before
            else self.env._("CHANGE")
        )

    def _get_days_moved_to(self, gone):
        """Return for lines that went to another day when they are now, by their key.

        Read with the rights of whoever looks; nothing of what this sheet hides.
        """
        ids = [int(line["key"][1:]) for line in gone if line["kind"] == "entry"]
        entries = self.env["calendar.event"].browse(ids).exists()
        moved = {}
        for entry in entries.filtered("active"):
            start = self._to_local(entry.start)
            hidden = self.scope != "full" and not self.agenda_id._is_open(entry)
            away = not self.date_first <= start.date() <= self.date_last
            if away and not hidden and self.agenda_id in entry.pr_agenda_ids:
                day = format_date(self.env, start.date(), date_format="EEEE d")
                moved[f"e{entry.id}"] = f"{day}, {start:%H:%M}"
        return moved

    def _get_former(self, line, old):
        """Say how a line was where it is not so any more."""
        former = []
        if old["day"] != line["day"]:
            day = fields.Date.to_date(old["day"])
            former.append(self._get_day_title(day, with_year=False))
        if self._get_hours(old) != self._get_hours(line):
            former.append(self._get_hours(old))
        if old["place"] != line["place"]:
            former.append(old["place"] or self.env._("without place"))
        if old["name"] != line["name"]:
            former.append(f"«{old['name']}»")
        return ", ".join(former)

    # ------------------------------------------------------------
    # CHAT
    # ------------------------------------------------------------

    def _get_chat_text(self):
        """Return the sheet as a message: bold and strikethrough as chats write them."""
        page = self._prepare_page(pending=self.has_changed)
        head = [f"*{self.agenda_id.name}*", f"*{page['title']}*", page["change_note"]]
        days = [self._get_chat_day(day) for day in page["days"]]
        return "\n\n".join(["\n".join(filter(None, head)), *filter(None, days)])

    def _get_chat_day(self, day):
        if not day["rows"]:
            return self.env._("No entries") if self.kind == "day" else ""
        title = [f"*{day['title']}*"] if self.kind == "week" else []
        return "\n".join([*title, *map(self._get_chat_row, day["rows"])])

    def _get_chat_row(self, row):
        what = f"{row['hours']} {row['name']}"
        clash = row["warning"] and f"⚠ {row['warning']}"
        details = filter(None, [what, row["place"], *row["notes"], clash])
        line = f"~{what}~" if row["gone"] else " – ".join(details)
        return f"{line}\n   *{row['mark']}*" if row["mark"] else line
