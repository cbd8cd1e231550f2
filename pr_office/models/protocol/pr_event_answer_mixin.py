from odoo import api, fields, models
from odoo.exceptions import UserError

_ANSWERS = ("accepted", "declined", "represented")


class PrEventAnswerMixin(models.AbstractModel):
    """How a guest answered: what, when, by which channel and who said it."""

    _name = "pr.event.answer.mixin"
    _description = "Answer to an Invitation"

    state = fields.Selection(
        selection=[
            ("to_invite", "To invite"),
            ("invited", "Invited"),
            ("accepted", "Confirmed"),
            ("declined", "Excused"),
            ("represented", "Sends a representative"),
            ("arrived", "Arrived"),
            ("absent", "Absent"),
        ],
        required=True,
        default="to_invite",
        index=True,
        copy=False,
        group_expand=True,
    )
    invited_on = fields.Datetime(readonly=True, copy=False)
    answered_on = fields.Datetime(readonly=True, copy=False)
    answer_channel = fields.Selection(
        selection=[
            ("page", "Page of the invitation"),
            ("phone", "Telephone"),
            ("mail", "E-mail"),
            ("chat", "WhatsApp"),
            ("paper", "Letter"),
            ("person", "In person"),
        ],
        string="Answered by",
        copy=False,
    )
    answer_said_by = fields.Char(
        string="Who said it", copy=False, help="Such as the secretary, with the name."
    )
    answer_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Noted by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Empty: the guest answered on the page.",
    )
    answer_note = fields.Char(
        string="Needs",
        copy=False,
        help="Ramp, interpreter, diet, parking: what the guest asked for.",
    )
    # who comes instead
    representative_id = fields.Many2one(
        comodel_name="res.partner",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        domain=[("is_company", "=", False)],
    )
    representative_position_id = fields.Many2one(
        comodel_name="pr.position",
        string="Representative's post",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
    )
    representative_name = fields.Char(
        string="Representative, as told",
        copy=False,
        help="Name as it was said. Choose the person in the register to give a place by"
        " the own rank.",
    )
    representative_post = fields.Char(string="Post, as told", copy=False)
    representation_rule = fields.Selection(
        selection=[
            ("own_rank", "Sits by the own rank"),
            ("takes_place", "Takes the place of who was invited"),
        ],
        required=True,
        default="own_rank",
        copy=False,
    )
    representation_basis = fields.Char(
        string="By which rule",
        copy=False,
        help="Norm or directive by which the representative takes the place.",
    )
    is_represented = fields.Boolean(compute="_compute_is_represented")

    _representative_told = models.Constraint(
        "CHECK (state <> 'represented' OR representative_id IS NOT NULL"
        " OR length(trim(coalesce(representative_name, ''))) > 0)",
        "Say who comes in representation.",
    )
    _taking_the_place_has_a_rule = models.Constraint(
        "CHECK (representation_rule <> 'takes_place'"
        " OR length(trim(coalesce(representation_basis, ''))) > 0)",
        "A representative takes the place of who was invited only by a rule: write the"
        " norm or the directive.",
    )

    @api.depends("representative_id", "representative_name", "state")
    def _compute_is_represented(self):
        for guest in self:
            named = guest.representative_id or guest.representative_name
            guest.is_represented = bool(named) and guest.state != "declined"

    def _answer(self, state, channel, **values):
        """Record what these guests answered.

        :param str state: ``accepted``, ``declined`` or ``represented``
        :param str channel: a key of ``answer_channel``
        :param values: further fields, such as ``representative_name``
        :raises UserError: when the act is over
        """
        for guest in self:
            if guest.event_id.state in ("held", "closed", "cancelled"):
                raise UserError(
                    self.env._(
                        'The act "%(act)s" takes no more answers.',
                        act=guest.event_id.name,
                    )
                )
        by_page = channel == "page"
        alone = {} if state == "represented" else self._prepare_no_representative()
        return self.write(
            {
                "state": state,
                "answer_channel": channel,
                "answered_on": fields.Datetime.now(),
                "answer_user_id": False if by_page else self.env.uid,
                **alone,
                **values,
            }
        )

    @api.model
    def _prepare_no_representative(self):
        return {
            "representative_id": False,
            "representative_position_id": False,
            "representative_name": False,
            "representative_post": False,
            "representation_rule": "own_rank",
            "representation_basis": False,
        }

    def action_mark_invited(self):
        """Note that these guests have their invitation."""
        return self._mark_invited("person")

    def action_accept(self):
        """The guest confirms over the telephone, in one tap."""
        return self._answer("accepted", "phone")

    def action_decline(self):
        """The guest sends an excuse over the telephone, in one tap."""
        return self._answer("declined", "phone")

    def action_represent(self):
        """Open the dialog that names the representative."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_event_represent_action"
        )
        return action | {"context": {"default_guest_id": self.id}}

    def action_reset_answer(self):
        """Take an answer back: the guest is invited and has said nothing."""
        return self.write(
            {
                "state": "invited",
                "answer_channel": False,
                "answered_on": False,
                "answer_user_id": False,
                "answer_said_by": False,
                **self._prepare_no_representative(),
            }
        )
