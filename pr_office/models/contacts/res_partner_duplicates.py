from collections import defaultdict
from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import email_normalize

from ...tools import documents, identity, names

_KEYS = ("pr_document_key", "email_normalized", "pr_name_key")
_FACTS = (
    "name",
    "active",
    "is_company",
    "city",
    "parent_id",
    "pr_in_register",
    "pr_institution_type_id",
)
_LEVELS = ("sure", "likely", "possible")


@dataclass
class DuplicateHit:
    """A contact that may be the one in question.

    :ivar partner: the existing ``res.partner``
    :ivar list reasons: why, each in words
    :ivar str level: ``sure`` same document, ``likely`` same e-mail or same name in the
        same place, ``possible`` same name only
    """

    partner: models.Model
    level: str
    reasons: list = field(default_factory=list)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "pr.popolo.mixin"]

    pr_name_key = fields.Char(
        string="Key of the name",
        compute="_compute_pr_name_key",
        store=True,
        index="btree_not_null",
        help="Equal for two spellings of one name: case, accents, apostrophes, k/c/q,"
        " small words and, for people, the order do not count.",
    )
    pr_document_key = fields.Char(
        string="Key of the document",
        compute="_compute_pr_document_key",
        store=True,
        index="btree_not_null",
        help="Document or tax number without blanks, dots or country letters.",
    )
    pr_distinct_ids = fields.Many2many(
        comodel_name="res.partner",
        relation="pr_partner_distinct_rel",
        column1="partner_id",
        column2="other_id",
        string="Not the same as",
        copy=False,
        help="Contacts that look like this one and are somebody else.",
    )
    pr_duplicate_ids = fields.Many2many(
        comodel_name="res.partner",
        compute="_compute_pr_duplicate_ids",
        string="Possible duplicates",
    )
    pr_duplicate_reason = fields.Text(
        compute="_compute_pr_duplicate_ids", string="Why they may be the same"
    )

    @api.depends("name", "is_company")
    def _compute_pr_name_key(self):
        for partner in self:
            partner.pr_name_key = (
                identity.name_key(partner.name, partner.is_company) or False
            )

    @api.depends("vat")
    def _compute_pr_document_key(self):
        for partner in self:
            partner.pr_document_key = documents.document_key(partner.vat) or False

    @api.depends(
        "name",
        "vat",
        "email",
        "is_company",
        "city",
        "parent_id",
        "pr_in_register",
        "pr_institution_type_id",
        "pr_mandate_ids.institution_id",
        "pr_distinct_ids",
    )
    def _compute_pr_duplicate_ids(self):
        register = self.filtered("pr_in_register")
        (self - register).update({"pr_duplicate_ids": False, "pr_duplicate_reason": ""})
        candidates = [partner._prepare_pr_duplicate_candidate() for partner in register]
        found = self._pr_find_duplicates(candidates)
        for partner, hits in zip(register, found, strict=True):
            partner.pr_duplicate_ids = self.browse(hit.partner.id for hit in hits)
            partner.pr_duplicate_reason = "\n".join(
                f"{hit.partner.name}: {', '.join(hit.reasons)}" for hit in hits
            )

    def _prepare_pr_duplicate_candidate(self):
        """Describe this contact, saved or not, for :meth:`_pr_find_duplicates`."""
        return {
            "id": self._origin.id,
            "is_company": self.is_company,
            "name": self.name,
            "vat": self.vat,
            "email": self.email,
            "city": self.city,
            "type_id": self.pr_institution_type_id._origin.id,
            "institution_ids": (
                self.parent_id | self.pr_mandate_ids.institution_id
            )._origin.ids,
            "distinct_ids": self.pr_distinct_ids._origin.ids,
        }

    @api.model
    def _pr_find_duplicates(self, candidates):
        """Find the existing contacts that these may be duplicates of.

        The number of queries does not depend on the number of candidates. Institutions
        are compared with institutions and people with people; archived contacts are
        found too. Two different document numbers exclude each other whatever the names.

        :param list candidates: dicts with ``is_company``, ``name`` and, where known,
            ``id`` (of itself, left out), ``vat``, ``email``, ``city``, ``type_id``,
            ``institution_ids`` (a person's) and ``distinct_ids`` (known to differ)
        :return: for each candidate its :class:`DuplicateHit` s, the surest first
        :rtype: list of lists
        """
        keys = [self._get_pr_duplicate_keys(candidate) for candidate in candidates]
        partners = self._search_pr_duplicates(keys)
        homes = self._get_pr_institutions(partners)
        index = defaultdict(dict)
        for partner in partners:
            for fname in _KEYS:
                key = (fname, partner.is_company, partner[fname])
                index[key][partner.id] = partner
        return [
            self._judge_pr_duplicates(candidate, key, index, homes)
            for candidate, key in zip(candidates, keys, strict=True)
        ]

    @api.model
    def _get_pr_duplicate_keys(self, candidate):
        """Return what a candidate is looked up by, under the names of the fields."""
        return {
            "pr_document_key": documents.document_key(candidate.get("vat")),
            "email_normalized": email_normalize(candidate.get("email"), strict=False),
            "pr_name_key": identity.name_key(
                candidate.get("name"), candidate.get("is_company")
            ),
        }

    @api.model
    def _search_pr_duplicates(self, keys):
        """Return all contacts that share any of these keys: one query per key."""
        found = self.browse()
        everyone = self.with_context(active_test=False)
        for fname in _KEYS:
            values = {key[fname] for key in keys} - {"", False}
            if values:
                domain = Domain(fname, "in", list(values))
                found |= everyone.search_fetch(domain, [*_KEYS, *_FACTS], order="id")
        return found

    @api.model
    def _get_pr_institutions(self, partners):
        """Return the ids of the institutions each of these people has to do with."""
        groups = self.env["pr.mandate"]._read_group(
            [("partner_id", "in", partners.ids)], ["partner_id", "institution_id"]
        )
        institutions = defaultdict(set)
        for person, institution in groups:
            institutions[person.id].add(institution.id)
        for partner in partners:
            if partner.parent_id:
                institutions[partner.id].add(partner.parent_id.id)
        return institutions

    @api.model
    def _judge_pr_duplicates(self, candidate, keys, index, homes):
        partners = {}
        for fname in filter(keys.get, _KEYS):
            partners |= index.get((fname, candidate["is_company"], keys[fname]), {})
        ruled_out = {candidate.get("id"), *candidate.get("distinct_ids", ())}
        hits = (
            self._judge_pr_duplicate(candidate, keys, partner, homes)
            for partner in partners.values()
            if partner.id not in ruled_out
        )
        order = {level: place for place, level in enumerate(_LEVELS)}
        return sorted(
            filter(None, hits),
            key=lambda hit: (
                order[hit.level],
                not hit.partner.active,
                not hit.partner.pr_in_register,
                hit.partner.id,
            ),
        )

    @api.model
    def _judge_pr_duplicate(self, candidate, keys, partner, homes):
        """Say how surely one contact is the candidate; ``None``: certainly not."""
        same = {
            fname for fname in _KEYS if keys[fname] and partner[fname] == keys[fname]
        }
        if "pr_document_key" in same:
            level, reasons = "sure", [self.env._("same document or tax number")]
        elif keys["pr_document_key"] and partner.pr_document_key:
            return None
        else:
            level, reasons = "possible", []
        if "email_normalized" in same:
            reasons.append(self.env._("same e-mail"))
        if "pr_name_key" in same:
            near, reason = self._judge_pr_same_name(candidate, partner, homes)
            reasons.append(reason)
            if level == "possible" and (near or "email_normalized" in same):
                level = "likely"
        if not partner.active:
            reasons.append(self.env._("archived"))
        return DuplicateHit(partner, level, reasons)

    @api.model
    def _judge_pr_same_name(self, candidate, partner, homes):
        """Return whether two of one name are also near each other, and the words."""
        if candidate["is_company"]:
            place, other_place = (
                names.fold(candidate.get("city")),
                names.fold(partner.city),
            )
            kind, other_kind = (
                candidate.get("type_id"),
                partner.pr_institution_type_id.id,
            )
            if place and other_place and place != other_place:
                reason = self.env._("same name, in %(city)s", city=partner.city)
                return False, reason
            if kind and other_kind and kind != other_kind:
                return False, self.env._("same name, of another type")
            return True, self.env._("same name")
        own, others = set(candidate.get("institution_ids", ())), homes[partner.id]
        if own & others:
            shared = self.browse(min(own & others))
            reason = self.env._("same name, in %(place)s too", place=shared.name)
            return True, reason
        near = not own and not others and partner.pr_in_register
        return near, self.env._("same name")

    def action_pr_distinct(self):
        """Record that these contacts are not the same as those that look like them."""
        for partner in self:
            others = partner.pr_duplicate_ids
            partner.pr_distinct_ids |= others
            others.write({"pr_distinct_ids": [Command.link(partner.id)]})
        return True

    def action_pr_merge(self):
        """Open core's merging of contacts with these and their possible duplicates."""
        partners = self | self.pr_duplicate_ids
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "base.action_partner_merge"
        )
        context = {
            "active_model": "res.partner",
            "active_ids": partners.ids,
            "pr_open_kept": True,
        }
        return action | {"context": context}
