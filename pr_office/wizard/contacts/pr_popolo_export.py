import base64

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools import names, popolo

_SCHEMES = {True: "RUC", False: "DNI"}


class PrPopoloExport(models.TransientModel):
    _name = "pr.popolo.export"
    _description = "Popolo Export"

    partner_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_popolo_export_partner_rel",
        string="Only these",
        context={"active_test": False},
        help="Institutions and people to export, with the posts that join them. Empty:"
        " the whole register.",
    )
    include_past = fields.Boolean(string="Past mandates too", default=True)
    include_personal = fields.Boolean(
        string="Personal data",
        help="Telephone, e-mail, address, document number and birthday of people. Only"
        " for another office that may have them, never for publication.",
    )
    file = fields.Binary(compute="_compute_file")
    filename = fields.Char(compute="_compute_file")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "res.partner":
            values["partner_ids"] = self.env.context.get("active_ids")
        return values

    @api.depends("partner_ids", "include_past", "include_personal")
    def _compute_file(self):
        for export in self:
            text = popolo.write_register(export._get_collections())
            export.file = base64.b64encode(text.encode())
            export.filename = f"popolo-{fields.Date.context_today(export)}.json"

    def action_export(self):
        """Download the file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file?download=true",
            "target": "download",
        }

    def _get_collections(self):
        """Return the register as Popolo's five collections of plain objects."""
        self.ensure_one()
        mandates = self.env["pr.mandate"].search(self._get_mandate_domain(), order="id")
        positions = self._get_positions() | mandates.position_id
        partners = self._get_partners() | mandates.partner_id
        institutions = partners.filtered("is_company") | positions.institution_id
        people = partners.filtered(lambda partner: not partner.is_company)
        areas = {}
        return {
            "organizations": [
                self._prepare_organization(institution, areas)
                for institution in institutions.sorted("id")
            ],
            "persons": [self._prepare_person(p, areas) for p in people.sorted("id")],
            "posts": [self._prepare_post(post) for post in positions.sorted("id")],
            "memberships": [self._prepare_membership(m) for m in mandates],
            "areas": list(areas.values()),
        }

    def _get_partners(self):
        if self.partner_ids:
            return self.partner_ids
        return self.env["res.partner"].search([("pr_in_register", "=", True)])

    def _get_positions(self):
        domain = Domain.TRUE
        if self.partner_ids:
            domain = Domain("institution_id", "in", self.partner_ids.ids)
        return self.env["pr.position"].search(domain)

    def _get_mandate_domain(self):
        domain = Domain.TRUE
        if self.partner_ids:
            ids = self.partner_ids.ids
            domain = Domain("partner_id", "in", ids) | Domain(
                "institution_id", "in", ids
            )
        if not self.include_past:
            today = fields.Date.context_today(self)
            domain &= Domain("date_end", "=", False) | Domain("date_end", ">=", today)
        return domain

    # objects

    def _prepare_organization(self, partner, areas):
        parent = partner.parent_id
        return {
            "id": partner._get_pr_popolo_id(),
            "name": partner.name,
            "classification": partner.pr_institution_type_id.name,
            "parent_id": parent._get_pr_popolo_id() if parent.pr_in_register else "",
            "area_id": self._add_area(partner, areas),
            "founding_date": self._format_date(partner.pr_anniversary),
            "other_names": self._prepare_other_name(partner.pr_acronym, "acronym"),
            "identifiers": self._prepare_identifiers(partner),
            "contact_details": self._prepare_contact_details(partner),
            "links": [{"url": partner.website}] if partner.website else [],
            "extras": self._drop_empty({"scope": partner.pr_scope}),
        }

    def _prepare_person(self, partner, areas):
        values = {
            "id": partner._get_pr_popolo_id(),
            "name": partner.name,
            "given_name": partner.pr_given_names,
            "family_name": names.join_full_name(
                "", partner.pr_surname, partner.pr_second_surname
            ),
            "sort_name": partner.pr_surname_first,
            "honorific_prefix": partner.pr_title,
            "gender": partner.pr_gender,
            "other_names": self._prepare_other_name(
                partner.pr_public_name, "public name"
            ),
        }
        extras = {}
        if partner.pr_surname:
            extras["surnames"] = [partner.pr_surname, partner.pr_second_surname or ""]
        if self.include_personal:
            values["area_id"] = self._add_area(partner, areas)
            values["identifiers"] = self._prepare_identifiers(partner)
            values["contact_details"] = self._prepare_contact_details(partner)
            extras["birthday"] = self._format_birthday(partner)
        return values | {"extras": self._drop_empty(extras)}

    def _prepare_post(self, position):
        return {
            "id": position._get_pr_popolo_id(),
            "label": position.name,
            "role": position.category_id.name,
            "organization_id": position.institution_id._get_pr_popolo_id(),
            "maximum_memberships": position.seats,
            "contact_details": self._prepare_contact_details(position),
            "extras": self._drop_empty(
                {
                    "label_female": position.name_female,
                    "label_male": position.name_male,
                }
            ),
        }

    def _prepare_membership(self, mandate):
        return {
            "id": mandate._get_pr_popolo_id(),
            "person_id": mandate.partner_id._get_pr_popolo_id(),
            "organization_id": mandate.institution_id._get_pr_popolo_id(),
            "post_id": mandate.position_id._get_pr_popolo_id(),
            "role": mandate.position_id.get_title(mandate.partner_id.pr_gender),
            "start_date": self._format_date(mandate.date_start),
            "end_date": self._format_date(mandate.date_end),
            "extras": self._drop_empty(
                {
                    "kind": mandate.kind,
                    "appointment_document": mandate.appointment_document,
                }
            ),
        }

    # parts of objects

    def _prepare_other_name(self, name, note):
        return [{"name": name, "note": note}] if name else []

    def _prepare_identifiers(self, partner):
        if not partner.vat:
            return []
        return [{"scheme": _SCHEMES[partner.is_company], "identifier": partner.vat}]

    def _prepare_contact_details(self, record):
        wanted = {"email": "email", "voice": "phone", "address": "street"}
        details = {
            kind: record[fname] for kind, fname in wanted.items() if fname in record
        }
        return [
            {"type": kind, "value": value} for kind, value in details.items() if value
        ]

    def _add_area(self, partner, areas):
        """Return the id of the area of an address; it and those around it join
        ``areas``. Areas have no records here, their ids are made of their names.
        """
        parent_id = ""
        for classification, name, code in (
            ("country", partner.country_id.name, partner.country_id.code),
            ("region", partner.state_id.name, partner.state_id.code),
            ("city", partner.city, ""),
        ):
            if not name:
                continue
            mark = names.fold(code or name).replace(" ", "-")
            identifier = f"{parent_id or 'area'}/{mark}"
            areas.setdefault(
                identifier,
                {
                    "id": identifier,
                    "name": name,
                    "identifier": code,
                    "classification": classification,
                    "parent_id": parent_id,
                },
            )
            parent_id = identifier
        return parent_id

    def _format_date(self, day):
        return day.isoformat() if day else ""

    def _format_birthday(self, partner):
        if not partner.pr_birth_day:
            return ""
        return f"--{int(partner.pr_birth_month):02}-{partner.pr_birth_day:02}"

    def _drop_empty(self, extras):
        return {name: value for name, value in extras.items() if value}
