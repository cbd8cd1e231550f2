import pytz

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools import visits

# The columns of the open data, in order: keys of PrVisitPublicMixin._get_public_keys
OPEN_COLUMNS = (
    "id",
    "state",
    "date",
    "time_in",
    "time_out",
    "visitor_names",
    "visitor_documents",
    "represented",
    "represented_tax_number",
    "motive",
    "official",
    "post",
    "office",
    "other_officials",
    "by_order_of",
    "place",
    "premises",
    "decision_sought",
    "published",
    "corrected",
    "institution",
)
_PERSONAL = (
    "visitors",
    "visitor_names",
    "visitor_documents",
    "represented",
    "represented_tax_number",
    "represented_full",
    "decision_sought",
)


class PrVisitPublicMixin(models.AbstractModel):
    """What of a row of the register leaves the house, on our page or in a layout.

    Only the keys listed here exist: neither what the citizen wrote, nor files, nor
    telephones or addresses can be asked for.
    """

    _name = "pr.visit.public.mixin"
    _description = "Public Side of a Visit"

    @api.model
    def _get_public_keys(self):
        """Return ``{key: label}`` of all that may leave the house."""
        return {
            "id": self.env._("Register number"),
            "state": self.env._("State"),
            "date": self.env._("Date"),
            "time_in": self.env._("Time in"),
            "time_out": self.env._("Time out"),
            "in_out": self.env._("Time in and out"),
            "visitors": self.env._("Visitors with their documents"),
            "visitor_names": self.env._("Visitors"),
            "visitor_documents": self.env._("Documents of the visitors"),
            "represented": self.env._("Person or institution represented"),
            "represented_tax_number": self.env._("RUC of whom they represent"),
            "represented_full": self.env._("Represented, with RUC"),
            "motive": self.env._("Motive"),
            "official": self.env._("Official visited"),
            "post": self.env._("Post"),
            "office": self.env._("Office"),
            "post_and_office": self.env._("Post and office"),
            "official_full": self.env._("Official: post: institution"),
            "other_officials": self.env._("Other officials present"),
            "by_order_of": self.env._("By order of"),
            "place": self.env._("Place"),
            "premises": self.env._("At the seat or outside"),
            "town": self.env._("Town"),
            "decision_sought": self.env._("Decision sought"),
            "published": self.env._("Published on"),
            "corrected": self.env._("Corrected on"),
            "updated": self.env._("Last published or corrected"),
            "institution": self.env._("Institution"),
            "link": self.env._("Public address"),
        }

    def _get_public_rows(self, mask=None):
        """Return these rows as everybody may read them.

        Rows that are not in the register are left out; an annulled one keeps its
        number and loses the people. Constant number of queries.

        :param str mask: of :data:`tools.visits.MASKS`; by default the municipality's
        :return: list of dicts of text and datetimes, see :meth:`_get_public_keys`
        """
        self.fetch(self._get_public_fields())
        return [
            visit._prepare_public_row(mask or visit.company_id.sudo().pr_visits_mask)
            for visit in self
            if visit.name and visit.state != "draft"
        ]

    @api.model
    def _get_public_fields(self):
        return [
            "name",
            "state",
            "company_id",
            "date",
            "time_in",
            "time_out",
            "represented_name",
            "represented_tax_number",
            "motive",
            "motive_other",
            "official_id",
            "official_post",
            "official_office",
            "other_official_ids",
            "by_order_of_id",
            "place",
            "off_premises",
            "public_summary",
            "published_on",
            "corrected_on",
            "visitor_ids",
        ]

    def _prepare_public_row(self, mask):
        row = self._prepare_facts() | self._prepare_people(mask)
        if self.state == "annulled":
            row |= dict.fromkeys(_PERSONAL, "")
        return row

    def _prepare_facts(self):
        tz = self._get_register_tz()
        stamp = {
            key: moment and pytz.utc.localize(moment).astimezone(tz)
            for key, moment in (
                ("time_in", self.time_in),
                ("time_out", self.time_out),
                ("published", self.published_on),
                ("corrected", self.corrected_on),
                ("updated", self.corrected_on or self.published_on),
            )
        }
        times = [stamp[key] for key in ("time_in", "time_out") if stamp[key]]
        company_sudo = self.company_id.sudo()
        labels = self._get_register_labels()
        return stamp | {
            "id": self.name or "",
            "state": labels["state"].get(self.state, ""),
            "date": self.date,
            "in_out": " – ".join(f"{moment:%H:%M}" for moment in times),
            "motive": self._get_motive_text(labels["motive"]),
            "place": self.place or "",
            "premises": labels["premises"][bool(self.off_premises)],
            "town": company_sudo.city or "",
            "institution": company_sudo.name or "",
            "link": f"{self.get_base_url()}/pr/visits?id={self.name or ''}",
        }

    def _prepare_people(self, mask):
        lines = self.visitor_ids
        numbers = [line._get_document(mask) for line in lines]
        official = self.official_id.sudo()
        post, office = self.official_post or "", self.official_office or ""
        company = self.company_id.sudo().name or ""
        represented = self.represented_name or ""
        tax_number = self.represented_tax_number or ""
        return {
            "visitors": "; ".join(
                f"{line.name} ({number})" if number else line.name
                for line, number in zip(lines, numbers, strict=True)
            ),
            "visitor_names": "; ".join(lines.mapped("name")),
            "visitor_documents": "; ".join(filter(None, numbers)),
            "represented": represented,
            "represented_tax_number": tax_number,
            "represented_full": _join_words(
                represented, tax_number and f"(RUC {tax_number})"
            ),
            "official": official.name or "",
            "post": post,
            "office": office,
            "post_and_office": ", ".join(filter(None, (post, office))),
            "official_full": ": ".join(filter(None, (official.name, post, company))),
            "other_officials": "; ".join(self.other_official_ids.sudo().mapped("name")),
            "by_order_of": self.by_order_of_id.sudo().name or "",
            "decision_sought": self.public_summary or "",
        }

    def _get_motive_text(self, labels):
        label = labels.get(self.motive, "")
        if self.motive == "other" and self.motive_other:
            return f"{label}: {self.motive_other}"
        return label

    @api.model
    def _get_register_labels(self):
        return {
            "state": {
                "published": self.env._("In force"),
                "annulled": self.env._("Annulled"),
            },
            "motive": dict(self._fields["motive"]._description_selection(self.env)),
            "premises": {
                False: self.env._("At the seat"),
                True: self.env._("Outside the seat"),
            },
        }

    def _get_register_tz(self):
        company_sudo = (self[:1].company_id or self.env.company).sudo()
        return pytz.timezone(
            company_sudo.resource_calendar_id.tz or company_sudo.partner_id.tz or "UTC"
        )

    # ------------------------------------------------------------------
    # What is asked for on the public page
    # ------------------------------------------------------------------

    @api.model
    def _get_public_domain(self, company, asked):
        """Return which rows of a municipality somebody wants to see.

        What makes no sense is not asked for: a false date shows all of them.

        :param dict asked: texts ``day`` (``2036-05-13`` or ``13/05/2036``), ``month``
            (``2036-05``), ``official`` (id), ``motive`` (key) and ``id`` (number of
            the row)
        """
        domain = Domain("company_id", "=", company.id) & Domain(
            "state", "in", ("published", "annulled")
        )
        bounds = visits.get_period(asked.get("day"), asked.get("month"))
        if bounds:
            domain &= Domain("date", ">=", bounds[0]) & Domain("date", "<=", bounds[1])
        if str(asked.get("official") or "").isdecimal():
            domain &= Domain("official_id", "=", min(int(asked["official"]), 2**31 - 1))
        if asked.get("motive") in dict(self.env["pr.audience"]._selection_motive()):
            domain &= Domain("motive", "=", asked["motive"])
        if asked.get("id"):
            domain &= Domain("name", "=", asked["id"].strip())
        return domain

    @api.model
    def _get_public_months(self, company):
        """Return ``(key, label)`` of the months with rows, the last one first."""
        domain = self._get_public_domain(company, {})
        groups = self._read_group(domain, ["date:month"], order="date:month desc")
        return [
            (f"{month:%Y-%m}", format_date(self.env, month, date_format="MMMM y"))
            for (month,) in groups
        ]

    @api.model
    def _get_public_officials(self, company):
        """Return ``(id, name)`` of those who stand in the register, by name."""
        domain = self._get_public_domain(company, {})
        groups = self._read_group(domain, ["official_id"])
        return sorted(
            ((person.id, person.name) for (person,) in groups), key=lambda p: p[1]
        )


def _join_words(*words):
    return " ".join(filter(None, words))
