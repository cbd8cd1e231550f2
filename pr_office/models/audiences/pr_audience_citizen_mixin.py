from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools import citizen_text, ical
from .pr_audience_clock_mixin import RUNNING

ENDED = ("closed", "declined", "withdrawn", "no_show", "not_filed")
_ASKED = ("received", "in_review", "derived", "scheduled")
_SHORT, _LONG = 300, 2000
# An answer may be corrected for so long; afterwards reports count with it.
_CHANGE_ANSWER = timedelta(days=7)


class PrAudienceCitizenMixin(models.AbstractModel):
    """What the citizen sees and does on the page that the link opens.

    The ``_citizen_*`` methods are all the page may do; each checks that it is its time.
    """

    _name = "pr.audience.citizen.mixin"
    _description = "Page of the Citizen"

    ended_on = fields.Datetime(
        string="Ended on", compute="_compute_ended_on", store=True, copy=False
    )
    change_asked_on = fields.Datetime(
        string="Asked for another time on", readonly=True, copy=False
    )
    change_asked_text = fields.Text(
        string="What the citizen asks for", readonly=True, copy=False
    )
    reopened_on = fields.Datetime(string="Opened again on", readonly=True, copy=False)
    reopen_reason = fields.Text(
        string="Why it was opened again", readonly=True, copy=False, tracking=True
    )
    correction_received = fields.Text(
        string="What the citizen handed in", readonly=True, copy=False
    )
    satisfaction = fields.Integer(
        readonly=True,
        copy=False,
        aggregator="avg",
        help="From 1 to 5, as the citizen answered.",
    )
    satisfaction_note = fields.Char(
        string="What the citizen says", readonly=True, copy=False
    )
    satisfaction_on = fields.Datetime(string="Rated on", readonly=True, copy=False)

    _satisfaction_sensible = models.Constraint(
        "CHECK (satisfaction_on IS NULL OR satisfaction BETWEEN 1 AND 5)",
        "Satisfaction goes from 1 to 5.",
    )

    @api.depends("state")
    def _compute_ended_on(self):
        now = fields.Datetime.now()
        for request in self:
            ended = request.state in ENDED
            request.ended_on = ended and (request.ended_on or now)

    def _is_page_open(self):
        days = timedelta(days=self.company_id.pr_audience_page_days)
        is_open = not self.ended_on or fields.Datetime.now() < self.ended_on + days
        return super()._is_page_open() and is_open

    # ------------------------------------------------------------
    # WHAT IS SHOWN
    # ------------------------------------------------------------

    def _get_page_lang(self):
        """Return the language of the page: the citizen's, else the house's."""
        return self._get_tell_lang()

    def _get_page_steps(self):
        """Return ``(label, state)`` of each step; state is done, current or to_do."""
        self.ensure_one()
        labels = [
            self.env._("We received your request"),
            self.env._("We are reviewing it"),
            self._get_appointment_step(),
            self.env._("The audience takes place"),
            self.env._("You have our answer"),
        ]
        reached = self._get_reached_step()
        if self.state in ENDED and self.state != "closed":
            labels = [labels[0], self._get_state_label()]
            reached = 2
        return [
            (label, ("done", "current", "to_do")[(n >= reached) + (n > reached)])
            for n, label in enumerate(labels)
        ]

    def _get_appointment_step(self):
        if self.proposal_open_ids:
            return self.env._("You choose the time")
        return self.env._("You have an appointment")

    def _get_reached_step(self):
        steps = {"received": 1, "in_review": 1, "derived": 1, "scheduled": 3, "held": 4}
        waits_for_choice = self.state in ("received", "in_review") and (
            self.proposal_open_ids
        )
        return 2 if waits_for_choice else steps.get(self.state, 5)

    def _get_state_label(self):
        """Say in the citizen's words how the request stands."""
        if self.state in RUNNING and self.proposal_open_ids:
            return self.env._("Choose the time of your audience")
        if self._may_citizen_correct():
            return self.env._("Something is missing in your request")
        labels = {
            "received": self.env._("We received your request"),
            "in_review": self.env._("We are reviewing your request"),
            "derived": self.env._("Your request was passed to another unit"),
            "scheduled": self.env._("You have an appointment"),
            "held": self.env._("Your audience took place"),
            "closed": self.env._("Your request was attended to"),
            "declined": self.env._("The audience was not granted"),
            "withdrawn": self.env._("You withdrew your request"),
            "no_show": self.env._("You did not come to your appointment"),
            "not_filed": self.env._("Your request was not filed"),
        }
        return labels[self.state]

    def _get_page_place(self):
        """Return where to come to, as ``(name, address)``."""
        self.ensure_one()
        house = self.company_id.partner_id
        address = ", ".join(filter(None, (house.street, house.street2, house.city)))
        return self.event_id.location or house.name, address

    def _get_page_answer(self):
        """Return what the office wrote for the citizen after the audience, or ""."""
        return self.closing_text if self.state == "closed" else ""

    def _get_page_commitments(self):
        """Return what was promised and the citizen may see."""
        return self.commitment_ids.filtered("is_shown_to_citizen")

    def _get_page_ics(self):
        """Return the appointment as a file for the citizen's own calendar."""
        self.ensure_one()
        title = self.env._(
            "Audience %(number)s – %(house)s",
            number=self.name,
            house=self.company_id.name,
        )
        entry = ical.Entry(
            start=self.start,
            stop=self.stop,
            summary=title,
            location=", ".join(filter(None, self._get_page_place())),
            url=self.video_link or "",
            reminders=(60,),
        )
        space = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        uid = ical.unique_id(space, f"pr.audience/{self.id}")
        stamp = ical.Stamp(fields.Datetime.now(), len(self.appointment_ids))
        head, end = ical.calendar_frame(title, self.agenda_id._get_tz().zone)
        return f"{head}{ical.entry_text(entry, uid, stamp)}{end}".encode()

    # ------------------------------------------------------------
    # WHAT THE CITIZEN MAY DO NOW
    # ------------------------------------------------------------

    def _may_citizen_withdraw(self):
        return self.state in _ASKED and not self.arrived_on

    def _may_citizen_ask_change(self):
        has_time = self.state == "scheduled" or self.proposal_open_ids
        return self._may_citizen_withdraw() and has_time and not self.change_asked_on

    def _may_citizen_correct(self):
        waits = self.correction_asked_on and not self.corrected_on
        return bool(waits and self.state in ("received", "in_review"))

    def _may_citizen_reopen(self):
        days = timedelta(days=self.company_id.pr_audience_reopen_days)
        return bool(self.ended_on and fields.Datetime.now() < self.ended_on + days)

    def _may_citizen_rate(self):
        answered = self.satisfaction_on
        in_time = not answered or fields.Datetime.now() < answered + _CHANGE_ANSWER
        return self.state in ("held", "closed") and in_time

    def _citizen_withdraw(self, reason=""):
        """Withdraw the request, as the citizen asks."""
        self._check_still(self._may_citizen_withdraw())
        said = citizen_text.tidy(reason, _SHORT)
        self.withdraw(said or self.env._("The citizen withdrew it on the page."))

    def _citizen_ask_change(self, text):
        """Ask the office for another time; what was proposed frees itself."""
        self._check_still(self._may_citizen_ask_change())
        said = citizen_text.tidy(text, _SHORT)
        if not said:
            raise UserError(
                self.env._("Write which days or hours you can come, in a few words.")
            )
        self._release_proposals()
        self.write(
            {"change_asked_on": fields.Datetime.now(), "change_asked_text": said}
        )
        self._note_citizen(self.env._("The citizen asks for another time:"), said)
        self._remind_office(self.env._("The citizen asks for another time"), said)

    def _citizen_correct(self, text, files=()):
        """Hand in what was missing.

        :param files: dicts of name, mimetype and raw of files that were checked
        """
        self._check_still(self._may_citizen_correct())
        said = citizen_text.tidy(text, _LONG)
        if not said and not files:
            raise UserError(
                self.env._("Write what was missing, or attach the file that was.")
            )
        self._attach_form_files(files)
        self.correction_received = said
        self.action_corrected()
        self._note_citizen(self.env._("The citizen handed in what was missing:"), said)
        self._remind_office(self.env._("The citizen corrected the request"), said)

    def _citizen_revoke(self, purpose):
        """Take back a consent given with the request (Ley 29733, art. 13.7)."""
        consents = self._get_form_consents().filtered(
            lambda consent: consent.purpose == purpose
        )
        labels = dict(consents._fields["purpose"]._description_selection(self.env))
        if not consents:
            raise UserError(
                self.env._("You had taken this permission back before: it is off.")
            )
        consents.action_revoke()
        self._note_citizen(
            self.env._("The citizen took a consent back:"), labels[purpose]
        )

    def _citizen_reopen(self, reason):
        """Open the request again, as the citizen asks and says why."""
        self._check_still(self._may_citizen_reopen())
        said = citizen_text.tidy(reason, _SHORT)
        self.reopen(said)
        self._remind_office(self.env._("The citizen opened the request again"), said)

    def _citizen_rate(self, value, note=""):
        """Store how satisfied the citizen is, from 1 to 5."""
        self._check_still(self._may_citizen_rate())
        if value not in ("1", "2", "3", "4", "5"):
            raise UserError(self.env._("Choose a number from 1 to 5."))
        self.write(
            {
                "satisfaction": int(value),
                "satisfaction_note": citizen_text.tidy(note, _SHORT),
                "satisfaction_on": self.satisfaction_on or fields.Datetime.now(),
            }
        )

    def _check_still(self, may):
        self._lock_request()
        if not may:
            raise UserError(
                self.env._(
                    "That is not possible any more: your request changed meanwhile."
                    " Look at how it stands now."
                )
            )

    def reopen(self, reason):
        """Open these requests again, with the reason.

        An audience that took place goes back to that; what was closed without one, to
        where its answer was given; the others come in as on the first day.

        :param str reason: who wants it and why
        """
        reason = self._clean_reason(reason)
        closed = self.filtered(lambda request: request.state == "closed")
        held = closed.filtered("time_in")
        values = {"reopened_on": fields.Datetime.now(), "reopen_reason": reason}
        for request in self - held:
            request.write(request._prepare_clock_again())
        held._move("held", state_reason=reason, **values)
        (closed - held)._move("in_review", state_reason=reason, **values)
        (self - closed)._move("received", state_reason=False, **values)
        self._tell("reopened")
        return True

    # ------------------------------------------------------------
    # THE OFFICE IS TOLD
    # ------------------------------------------------------------

    def _note_citizen(self, what, said):
        self._message_log(body=Markup("<p>%s</p><p>%s</p>") % (what, said))

    def _remind_office(self, summary, note=""):
        """Leave something to do for whoever keeps the agenda of each request."""
        quiet = self.with_context(mail_activity_quick_update=True)
        for request in quiet:
            agenda_sudo = request.agenda_id.sudo()
            keeper = agenda_sudo.delegate_ids[:1] or request.create_uid
            request.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=keeper.id,
                summary=summary,
                note=Markup("<p>%s</p>") % note,
            )
