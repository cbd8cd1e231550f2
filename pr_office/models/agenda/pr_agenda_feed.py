import secrets
from hashlib import sha256

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ...tools import qr_codes

_TOKEN_KEY = "pr_feed_token"
_TOKEN_BYTES = 32


class PrAgendaFeed(models.Model):
    """One phone's or program's private address of an agenda in iCalendar.

    Whoever has the address reads, so the token in it is kept as a hash only: it is
    shown once, when it is made.
    """

    _name = "pr.agenda.feed"
    _description = "Subscription of an Agenda"
    _order = "revoked_on desc, id desc"
    _check_company_auto = True
    _pr_personal_fields = ("last_reader",)

    name = fields.Char(
        string="Whose phone or program",
        required=True,
        help="So that it is known which one to revoke when a phone is lost.",
    )
    agenda_id = fields.Many2one(
        comodel_name="pr.agenda",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="agenda_id.company_id", store=True, index=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Used by",
        index="btree_not_null",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        precompute=True,
        domain=[("share", "=", False)],
        help="The authority or the secretary who uses it: it stops when this user is"
        " archived or is no longer one of them. Empty for somebody without a user.",
    )
    scope = fields.Selection(
        selection=[
            ("public", "What is published"),
            ("busy", "Only when the authority is busy"),
            ("full", "Everything, also what is private"),
        ],
        string="What it shows",
        required=True,
        default=lambda self: self._default_scope(),
        help="Published: official activity that anybody may know. Busy: the times,"
        " nothing else. Everything: only for the authority and the secretaries.",
    )
    past_days = fields.Integer(
        string="Days back", required=True, default=30, help="Older entries drop out."
    )
    future_days = fields.Integer(string="Days ahead", required=True, default=365)
    token_hash = fields.Char(required=True, copy=False, readonly=True)
    revoked_on = fields.Datetime(string="Revoked", readonly=True, copy=False)
    revoked_by_id = fields.Many2one(
        comodel_name="res.users", string="Revoked by", readonly=True, copy=False
    )
    state = fields.Selection(
        selection=[
            ("active", "In use"),
            ("ended", "User gone"),
            ("revoked", "Revoked"),
        ],
        string="Status",
        compute="_compute_state",
    )
    last_read_on = fields.Datetime(string="Last read", readonly=True, copy=False)
    last_reader = fields.Char(
        string="Last reader",
        readonly=True,
        copy=False,
        help="Program and network address that read it last, as they name themselves.",
    )
    # shown once
    token = fields.Char(compute="_compute_address")
    url = fields.Char(string="Address", compute="_compute_address")
    webcal_url = fields.Char(
        string="Address that opens the calendar", compute="_compute_address"
    )
    # Drawn into the page: a picture's own address would take the token into logs.
    qr_code = fields.Html(string="QR code", compute="_compute_address", sanitize=False)

    _token_hash_uniq = models.UniqueIndex("(token_hash)")
    _window_sane = models.Constraint(
        "CHECK (past_days BETWEEN 0 AND 3650 AND future_days BETWEEN 1 AND 3650)",
        "A subscription reaches from 0 to 3650 days back and from 1 to 3650 ahead.",
    )

    @api.model
    def _default_scope(self):
        agenda_id = self.env.context.get("default_agenda_id")
        agenda = self.env["pr.agenda"].browse(agenda_id)
        return "full" if agenda and agenda._is_delegate() else "public"

    @api.depends("agenda_id")
    def _compute_user_id(self):
        for feed in self:
            mine = feed.agenda_id and feed.agenda_id._is_delegate()
            feed.user_id = self.env.user if mine else feed.agenda_id.user_id

    @api.depends(
        "revoked_on",
        "scope",
        "user_id.active",
        "agenda_id.delegate_ids",
        "agenda_id.user_id",
    )
    def _compute_state(self):
        for feed in self:
            if feed.revoked_on:
                feed.state = "revoked"
            else:
                feed.state = "active" if feed._is_of_agenda() else "ended"

    def _is_of_agenda(self):
        """Tell whether who uses it may: told again in SQL whenever it is read."""
        user_sudo = self.sudo().user_id
        return (
            self.scope == "public"
            or not user_sudo
            or (user_sudo.active and self.agenda_id._is_delegate(user_sudo))
        )

    @api.depends_context(_TOKEN_KEY)
    def _compute_address(self):
        token = self.env.context.get(_TOKEN_KEY)
        for feed in self:
            known = token if token and feed._is_token(token) else False
            feed.token = known
            feed.url = feed.webcal_url = feed.qr_code = False
            if known:
                feed.update(feed._prepare_address(known))

    def _is_token(self, token):
        return secrets.compare_digest(self.token_hash or "", self._hash_token(token))

    def _prepare_address(self, token):
        url = f"{self.get_base_url()}/pr/ics/{token}.ics"
        webcal = "webcal" + url[url.index(":") :]
        return {"url": url, "webcal_url": webcal, "qr_code": self._draw_code(webcal)}

    def _draw_code(self, text):
        """Return ``text`` as a QR picture for the screen."""
        return Markup("<img src='{}' alt='QR'/>").format(qr_codes.draw(text))

    @api.model
    def _hash_token(self, token):
        return sha256(token.encode()).hexdigest()

    @api.model
    def _make_token(self):
        return secrets.token_urlsafe(_TOKEN_BYTES)

    @api.constrains("scope", "agenda_id", "user_id")
    def _check_who_subscribes(self):
        """Who may see all of an agenda decides who else does.

        Constraints run with all rights, but the user stays who it is.
        """
        is_head = self.env.user.has_group("pr_office.group_manager")
        for feed in self.filtered(lambda feed: feed.scope != "public"):
            if not (is_head or feed.agenda_id._is_delegate()):
                raise AccessError(
                    self.env._(
                        "Only the authority, the secretaries and the head of the"
                        " office may subscribe to what is not published of the agenda"
                        " of %(name)s. Choose “What is published”.",
                        name=feed.agenda_id.name,
                    )
                )
            if not feed._is_of_agenda():
                raise ValidationError(
                    self.env._(
                        "%(user)s is neither the authority nor a secretary of the"
                        " agenda of %(name)s. Add this user to its secretaries, or"
                        " leave the user empty.",
                        user=feed.user_id.name,
                        name=feed.agenda_id.name,
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make subscriptions; only the records just made know their ``url``."""
        tokens = [self._make_token() for _vals in vals_list]
        feeds = super().create(
            [
                vals | {"token_hash": self._hash_token(token)}
                for vals, token in zip(vals_list, tokens, strict=True)
            ]
        )
        for feed, token in zip(feeds, tokens, strict=True):
            feed._log_on_agenda(feed.env._("New subscription"))
            feed.update({"token": token, **feed._prepare_address(token)})
        return feeds

    def write(self, vals):
        """Whoever has the address keeps it: another agenda needs another one."""
        if "agenda_id" in vals and any(
            feed.agenda_id.id != vals["agenda_id"] for feed in self
        ):
            raise UserError(
                self.env._(
                    "A subscription stays with its agenda. Revoke it and make a new"
                    " one for the other agenda."
                )
            )
        return super().write(vals)

    def _log_on_agenda(self, what):
        """Say it in the agenda, where the authority and the secretaries see it."""
        self.ensure_one()
        scopes = dict(self._fields["scope"]._description_selection(self.env))
        self.agenda_id.sudo()._message_log(
            body=Markup("{}: {} ({})").format(what, self.name, scopes[self.scope])
        )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_new_link(self):
        """Make the address, or another one in its place, and show it this once."""
        self.ensure_one()
        if self.revoked_on:
            raise UserError(
                self.env._("This subscription was revoked. Make a new one instead.")
            )
        if self.last_read_on:
            self._log_on_agenda(self.env._("New link in place of the old one"))
        token = self._make_token()
        self.write(
            {
                "token_hash": self._hash_token(token),
                "last_read_on": False,
                "last_reader": False,
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Subscribe a phone"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [
                (self.env.ref("pr_office.pr_agenda_feed_view_form_link").id, "form")
            ],
            "target": "new",
            "context": {_TOKEN_KEY: token},
        }

    def action_revoke(self):
        """Close the address for ever: even the hash of its token is forgotten."""
        for feed in self.filtered(lambda feed: not feed.revoked_on):
            feed.write(
                {
                    "revoked_on": fields.Datetime.now(),
                    "revoked_by_id": self.env.uid,
                    "token_hash": self._hash_token(self._make_token()),
                }
            )
            feed._log_on_agenda(feed.env._("Subscription revoked"))
        return True
