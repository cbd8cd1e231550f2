from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools import government

# Records that hang on a contact by model and id
_DOCUMENTS = (
    ("mail_message", "model"),
    ("mail_activity", "res_model"),
    ("ir_attachment", "res_model"),
)


class PrGovernmentChange(models.Model):
    """Many holders leave and many come in on one day.

    It is a document rather than a dialog: a hundred names are collected over weeks,
    and what was applied is known well enough to be taken back.
    """

    _name = "pr.government.change"
    _description = "Change of Government"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(
        string="In office from",
        required=True,
        default=lambda self: self._default_date(),
        tracking=True,
        help="First day of the new holders. Those who leave end the day before.",
    )
    institution_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_government_change_institution_rel",
        string="Institutions",
        default=lambda self: self._default_institution_ids(),
        check_company=True,
        domain=[("is_company", "=", True)],
        help="Your own municipality, or all those where an election or a reshuffle"
        " changes the holders.",
    )
    position_ids = fields.Many2many(
        comodel_name="pr.position",
        relation="pr_government_change_position_rel",
        string="Only these posts",
        check_company=True,
        help="Empty: every post of the institutions.",
    )
    appointment_document = fields.Char(
        help="Written into every new mandate that names no document of its own.",
    )
    line_ids = fields.One2many(
        comodel_name="pr.government.change.line",
        inverse_name="change_id",
        string="Posts and holders",
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("draft", "In preparation"),
            ("ready", "Checked"),
            ("applied", "Applied"),
            ("undone", "Undone"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    applied_on = fields.Datetime(readonly=True, copy=False)
    applied_by_id = fields.Many2one(
        comodel_name="res.users", string="Applied by", readonly=True, copy=False
    )
    ended_count = fields.Integer(string="End", compute="_compute_counts")
    started_count = fields.Integer(string="Begin", compute="_compute_counts")
    staying_count = fields.Integer(string="Stay", compute="_compute_counts")
    vacant_count = fields.Integer(string="Left vacant", compute="_compute_counts")
    person_count = fields.Integer(string="New people", compute="_compute_counts")
    open_count = fields.Integer(
        string="Without a decision",
        compute="_compute_counts",
        help="Posts for which nobody has said yet what happens.",
    )
    similar_count = fields.Integer(compute="_compute_counts")

    @api.model
    def _default_date(self):
        return government.next_term_start(fields.Date.context_today(self))

    @api.model
    def _default_institution_ids(self):
        return self.env.company.partner_id

    @api.depends("date", "institution_ids")
    def _compute_name(self):
        for change in self:
            change.name = self.env._(
                "Change of holders on %(date)s: %(where)s",
                date=format_date(self.env, change.date),
                where=change._get_place_name(),
            )

    def _get_place_name(self):
        institutions = self.institution_ids
        if len(institutions) == 1:
            return institutions.pr_acronym or institutions.name
        return self.env._("%(count)s institutions", count=len(institutions))

    @api.depends(
        "line_ids.outcome",
        "line_ids.mandate_id",
        "line_ids.partner_id",
        "line_ids.surname",
        "line_ids.given_names",
        "line_ids.second_surname",
    )
    def _compute_counts(self):
        for change in self:
            lines = change.line_ids
            change.ended_count = len(lines.filtered("ends"))
            change.started_count = len(lines.filtered("begins"))
            change.staying_count = len(
                lines.filtered(lambda line: line.mandate_id and not line.ends)
            )
            change.vacant_count = len(
                lines.filtered(lambda line: line.outcome == "vacant")
            )
            change.person_count = len(set(filter(None, lines.mapped("person_key"))))
            change.open_count = len(lines.filtered("is_open"))
            change.similar_count = len(lines.filtered("similar_id"))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_applied(self):
        applied = self.filtered(lambda change: change.state == "applied")
        if applied:
            raise UserError(
                self.env._(
                    '"%(change)s" has been applied and cannot be deleted, it tells how'
                    ' the holders changed. To take it back press "Undo this change".',
                    change=applied[0].name,
                )
            )

    def _check_state(self, *states):
        self.ensure_one()
        if self.state not in states:
            names = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    '"%(change)s" is already in the state "%(state)s". Open it again'
                    " to see who did it and when.",
                    change=self.name,
                    state=names[self.state],
                )
            )

    # ------------------------------------------------------------
    # PREPARE
    # ------------------------------------------------------------

    @api.model
    def action_prepare(self, institutions, positions=None):
        """Prepare a change for these institutions or posts and open it.

        :param institutions: ``res.partner`` records, people among them are ignored
        :param positions: ``pr.position`` records, empty for all the posts
        """
        institutions = institutions.filtered("is_company")
        if not institutions:
            raise UserError(self.env._("Select the institutions whose holders change."))
        change = self.create(
            {
                "institution_ids": [fields.Command.set(institutions.ids)],
                "position_ids": [
                    fields.Command.set(positions.ids if positions else [])
                ],
            }
        )
        change.action_list_posts()
        return change._get_form_action()

    def _get_form_action(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_list_posts(self):
        """List every seat with its holder of the day before; keep what was typed."""
        self._check_state("draft")
        wanted = self._get_wanted_rows()
        known = {line._get_key(): line for line in self.line_ids}
        obsolete = [line.id for key, line in known.items() if key not in wanted]
        commands = [fields.Command.delete(line_id) for line_id in obsolete]
        for key, vals in wanted.items():
            line = known.get(key)
            commands.append(
                fields.Command.update(line.id, vals)
                if line
                else fields.Command.create(vals)
            )
        self.line_ids = commands
        if not wanted:
            raise UserError(
                self.env._(
                    "These institutions have no posts yet. Open each one and enter its"
                    " posts first, then come back here."
                )
            )
        return True

    def _get_positions(self):
        """The posts this change is about, in the order of the directory."""
        if self.position_ids:
            return self.position_ids.sorted()
        return self.env["pr.position"].search(self._get_position_domain())

    def _get_position_domain(self):
        return Domain("institution_id", "in", self.institution_ids.ids)

    def _get_wanted_rows(self):
        """Return ``{key: values}`` of the lines there must be, see ``_get_key``."""
        rows = {}
        positions = self._get_positions()
        held = self._get_present_mandates(positions).grouped("position_id")
        for position in positions:
            mandates = held.get(position, self.env["pr.mandate"])
            pairs = [(mandate.seat_number, mandate) for mandate in mandates]
            for number, mandate in government.seat_rows(position.seats, pairs):
                mandate_id = mandate.id if mandate else False
                key = (position.id, number, mandate_id if not number else False)
                rows[key] = {
                    "sequence": len(rows),
                    "position_id": position.id,
                    "seat_number": number,
                    "mandate_id": mandate_id,
                }
        return rows

    def _get_present_mandates(self, positions):
        """Who holds these posts on the eve of the change; one query."""
        return positions.mandates_on(self._get_eve())

    def _get_eve(self):
        return self.date - relativedelta(days=1)

    def action_rest_stay(self):
        """Whoever has no successor named stays in office."""
        self._decide_rest("stays")
        return True

    def action_rest_vacant(self):
        """Posts without a successor named are left vacant."""
        self._decide_rest("vacant")
        return True

    def _decide_rest(self, outcome):
        self._check_state("draft")
        self.line_ids.filtered("is_open").outcome = outcome

    # ------------------------------------------------------------
    # CHECK
    # ------------------------------------------------------------

    def action_check(self):
        """Check everything and show what will end and begin."""
        self._check_state("draft")
        self._raise_problems()
        self.state = "ready"
        return True

    def action_edit(self):
        """Go back to the names."""
        self._check_state("ready", "undone")
        self.state = "draft"
        return True

    def _raise_problems(self):
        problems = self._get_problems()
        if problems:
            shown = problems[:20]
            if len(problems) > len(shown):
                more = len(problems) - len(shown)
                shown.append(self.env._("… and %(count)s more.", count=more))
            raise UserError(
                self.env._("The change cannot be applied yet:")
                + "".join(f"\n• {problem}" for problem in shown)
            )

    def _get_problems(self):
        """Say what keeps this change from being applied, one text per problem."""
        if not self.line_ids:
            return [self.env._('There are no posts: press "List the posts".')]
        if self._is_outdated():
            return [
                self.env._(
                    "Holders changed after the posts were listed: press"
                    ' "List the posts" again; what you typed is kept.'
                )
            ]
        return [
            *self.line_ids._get_open_problems(),
            *self.line_ids._get_repeated_problems(),
            *self._get_clash_problems(),
        ]

    def _is_outdated(self):
        lines = self.line_ids
        present = self._get_present_mandates(lines.position_id)
        titular = present.filtered(lambda mandate: mandate.kind == "titular")
        # An acting holder may have been taken off the list on purpose
        return bool(lines.mandate_id - present) or bool(titular - lines.mandate_id)

    def _get_clash_problems(self):
        """Name who would still hold a seat or the same post after the change."""
        begins = self.line_ids.filtered("begins")
        staying = self._get_staying_mandates(begins.position_id).grouped("position_id")
        problems = []
        for position, lines in begins.grouped("position_id").items():
            others = staying.get(position, self.env["pr.mandate"])
            problems += lines._get_clash_problems(others)
        return problems

    def _get_staying_mandates(self, positions):
        """Mandates of these posts that this change leaves and that last into it."""
        ended = self.line_ids.filtered("ends").mandate_id
        return self.env["pr.mandate"].search_fetch(
            Domain("position_id", "in", positions.ids)
            & Domain("id", "not in", ended.ids)
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", self.date)),
            ["position_id", "partner_id", "kind", "seat_number", "date_start"],
        )

    # ------------------------------------------------------------
    # APPLY
    # ------------------------------------------------------------

    def action_apply(self):
        """End and open all the mandates of this change, or none of them.

        The number of queries does not depend on the number of posts.

        :raises UserError: naming every post and person that stand against it
        """
        self._check_state("draft", "ready")
        self.line_ids.position_id._lock_seats()
        self._raise_problems()
        quiet = self.with_context(tracking_disable=True)
        quiet._end_mandates()
        quiet._create_people()
        quiet._open_mandates()
        self.write(
            {
                "state": "applied",
                "applied_on": fields.Datetime.now(),
                "applied_by_id": self.env.uid,
            }
        )
        return True

    def _end_mandates(self):
        ending = self.line_ids.filtered("ends")
        for date_end, lines in ending.grouped(lambda x: x.mandate_id.date_end).items():
            lines.write({"ended": True, "old_date_end": date_end})
        ending.mandate_id.write({"date_end": self._get_eve()})
        ending.mandate_id._message_log_batch(
            bodies=dict.fromkeys(
                ending.mandate_id.ids,
                self.env._("Ended by: %(change)s", change=self.name),
            )
        )

    def _create_people(self):
        """One contact for each name typed, also when it comes into two posts."""
        by_key = self.line_ids.filtered("person_key").grouped("person_key")
        people = self.env["res.partner"].create(
            [lines[0]._prepare_person() for lines in by_key.values()]
        )
        for person, lines in zip(people, by_key.values(), strict=True):
            lines.write({"partner_id": person.id, "partner_created": True})

    def _open_mandates(self):
        lines = self.line_ids.filtered("begins")
        mandates = self.env["pr.mandate"].create(
            [line._prepare_mandate() for line in lines]
        )
        for line, mandate in zip(lines, mandates, strict=True):
            line.new_mandate_id = mandate
        mandates._message_log_batch(
            bodies=dict.fromkeys(
                mandates.ids, self.env._("Opened by: %(change)s", change=self.name)
            )
        )

    # ------------------------------------------------------------
    # UNDO
    # ------------------------------------------------------------

    def action_undo(self):
        """Take the change back exactly, while nothing of it was touched since.

        :raises UserError: naming every mandate that was changed meanwhile
        """
        self._check_state("applied")
        self.line_ids.position_id._lock_seats()
        self._raise_changed_since()
        quiet = self.with_context(tracking_disable=True)
        people = quiet._get_untouched_people()
        quiet.line_ids.new_mandate_id.unlink()
        quiet._reopen_mandates()
        kept = quiet._remove_people(people)
        self.write({"state": "undone", "applied_on": False, "applied_by_id": False})
        if kept:
            self.message_post(
                body=self.env._(
                    "These people were entered with the change and have been used"
                    " since, so they stay as contacts: %(names)s",
                    names=", ".join(kept.mapped("name")),
                )
            )
        return True

    def _raise_changed_since(self):
        changed = self.line_ids.filtered(lambda line: line._is_changed_since())
        if changed:
            raise UserError(
                self.env._(
                    "This change can no longer be undone as a whole, because these"
                    " mandates were changed afterwards:\n%(lines)s\nCorrect the"
                    " mandates one by one instead.",
                    lines="\n".join(f"• {line._get_title()}" for line in changed),
                )
            )

    def _reopen_mandates(self):
        ended = self.line_ids.filtered("ended")
        for date_end, lines in ended.grouped("old_date_end").items():
            lines.mandate_id.write({"date_end": date_end})
            lines.mandate_id._message_log_batch(
                bodies=dict.fromkeys(
                    lines.mandate_id.ids,
                    self.env._("Taken back: %(change)s", change=self.name),
                )
            )
        ended.write({"ended": False, "old_date_end": False})

    def _get_untouched_people(self):
        created = self.line_ids.filtered("partner_created").partner_id
        return created.filtered(lambda person: person.write_date == person.create_date)

    def _remove_people(self, people):
        """Delete the contacts of ``people`` that nothing refers to.

        :return: the contacts made by this change that stay
        """
        created = self.line_ids.filtered("partner_created").partner_id
        unused = people - self._get_referenced(people)
        self.line_ids.partner_created = False
        unused.unlink()
        return created - unused

    def _get_referenced(self, people):
        """Return those of ``people`` that any other record refers to; one query.

        The lines of changes do not count, they only lose the link.
        """
        if not people:
            return people
        self.env.flush_all()
        ids = tuple(people.ids)
        queries = [
            SQL(
                "SELECT %s FROM %s WHERE %s IN %s",
                SQL.identifier(column),
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
            for table, column in self._get_person_references()
        ]
        queries += [
            SQL(
                "SELECT %s FROM %s WHERE %s = 'res.partner' AND res_id IN %s",
                SQL.identifier("res_id"),
                SQL.identifier(table),
                SQL.identifier(column),
                ids,
            )
            for table, column in _DOCUMENTS
        ]
        rows = self.env.execute_query(SQL(" UNION ").join(queries))
        return people.browse(row[0] for row in rows)

    def _get_person_references(self):
        """Columns that point to contacts, but for what a new contact has itself."""
        wizard = self.env["base.partner.merge.automatic.wizard"]
        own = {
            ("res_partner", "commercial_partner_id"),
            ("pr_government_change_line", "partner_id"),
        }
        return [pair for pair in wizard._get_fk_on("res_partner") if pair not in own]

    def action_view_ended(self):
        """Open the mandates that this change ended."""
        return self._get_mandate_action(self.line_ids.filtered("ended").mandate_id)

    def action_view_started(self):
        """Open the mandates that this change opened."""
        return self._get_mandate_action(self.line_ids.new_mandate_id)

    def _get_mandate_action(self, mandates):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "pr_office.pr_mandate_action"
        )
        return action | {"domain": [("id", "in", mandates.ids)], "context": {}}
