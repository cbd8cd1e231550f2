from collections import defaultdict
from datetime import date

from odoo import models
from odoo.fields import Command

from ...tools import identity, register_items, seats


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def action_merge(self):
        kept = self.dst_partner_id
        action = super().action_merge()
        if not self.env.context.get("pr_open_kept") or not kept.exists():
            return action
        # the screen behind the dialog may show an entry that is gone
        return kept.get_formview_action() | {
            "target": "main",
            "context": {"clear_breadcrumbs": True},
        }

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        # Core's check keeps an account from being taken over through its address.
        # Without an account there is nothing to take over, and two entries of one
        # person seldom have the same address.
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if self.env.user.has_group("pr_office.group_manager") and all(
            partners.mapped("pr_in_register")
        ):
            accounts = partners.with_context(active_test=False).user_ids
            extra_checks = extra_checks and bool(accounts)
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        in_register = any((src_partners | dst_partner).mapped("pr_in_register"))
        self._merge_pr_positions(src_partners, dst_partner)
        self._merge_pr_mandates(src_partners, dst_partner)
        self.env.flush_all()
        result = super()._update_foreign_keys(src_partners, dst_partner)
        dst_partner.write(
            {
                "pr_in_register": in_register,
                "pr_distinct_ids": [Command.unlink(dst_partner.id)],
            }
        )
        return result

    # mandates

    def _merge_pr_mandates(self, src_partners, dst_partner):
        """Give the remaining person every mandate of the others.

        Two entries of one stay in one post become one mandate with the days of both.
        """
        mandates_sudo = self._get_pr_records("pr.mandate", "partner_id", src_partners)
        if not mandates_sudo:
            return
        mandates_sudo |= self._get_pr_records("pr.mandate", "partner_id", dst_partner)
        for same_post in mandates_sudo.grouped("position_id").values():
            self._merge_pr_stays(same_post)
        moved_sudo = mandates_sudo.exists().filtered(
            lambda mandate: mandate.partner_id != dst_partner
        )
        moved_sudo.write({"partner_id": dst_partner.id})

    def _get_pr_records(self, model, fname, partners):
        # Who may merge contacts may do so whatever hangs on them, as core has it.
        records_sudo = self.env[model].sudo().with_context(active_test=False)
        return records_sudo.search([(fname, "in", partners.ids)])

    def _merge_pr_stays(self, mandates_sudo):
        """Make one of each run of active mandates that share days."""
        runs = []
        active_sudo = mandates_sudo.filtered("active")
        for mandate_sudo in active_sudo.sorted(lambda m: m.date_start or date.min):
            run = runs[-1] if runs else None
            if run and any(
                seats.overlaps(
                    mandate_sudo.date_start,
                    mandate_sudo.date_end,
                    other.date_start,
                    other.date_end,
                )
                for other in run
            ):
                runs[-1] |= mandate_sudo
            else:
                runs.append(mandate_sudo)
        for run in runs:
            if len(run) > 1:
                self._merge_pr_run(run)

    def _merge_pr_run(self, mandates_sudo):
        kept_sudo, absorbed_sudo = mandates_sudo[0], mandates_sudo[1:]
        values = self._prepare_pr_merged_mandate(mandates_sudo)
        self._replace_pr_records(absorbed_sudo, kept_sudo)
        kept_sudo.write(values)

    def _prepare_pr_merged_mandate(self, mandates_sudo):
        starts = [start for start in mandates_sudo.mapped("date_start") if start]
        ends = mandates_sudo.mapped("date_end")
        documents = filter(None, mandates_sudo.mapped("appointment_document"))
        notes = filter(None, mandates_sudo.mapped("note"))
        kinds = mandates_sudo.mapped("kind")
        return {
            "date_start": min(starts, default=False),
            "date_end": max(ends) if all(ends) else False,
            "kind": "titular" if "titular" in kinds else "acting",
            "appointment_document": next(documents, False),
            "note": "; ".join(dict.fromkeys(notes)),
        }

    # posts

    def _merge_pr_positions(self, src_partners, dst_partner):
        """Give the remaining institution every post of the others.

        Posts of one name become one, with seats for all who held it at once.
        """
        moved_sudo = self._get_pr_records("pr.position", "institution_id", src_partners)
        if not moved_sudo:
            return
        own_sudo = self._get_pr_records("pr.position", "institution_id", dst_partner)
        by_key = defaultdict(own_sudo.browse)
        for position_sudo in (own_sudo | moved_sudo).sorted(lambda p: not p.active):
            by_key[identity.post_key(position_sudo.name)] |= position_sudo
        for same_sudo in by_key.values():
            if len(same_sudo) > 1:
                self._merge_pr_same_positions(same_sudo)
        moved_sudo.exists().write({"institution_id": dst_partner.id})

    def _merge_pr_same_positions(self, positions_sudo):
        kept_sudo, absorbed_sudo = positions_sudo[0], positions_sudo[1:]
        mandates_sudo = positions_sudo.mandate_ids
        for same_person in mandates_sudo.grouped("partner_id").values():
            self._merge_pr_stays(same_person)
        mandates_sudo = mandates_sudo.exists()
        stays = [
            register_items.Stay(m.id, m.date_start, m.date_end)
            for m in mandates_sudo
            if m.kind == "titular" and m.active
        ]
        needed = max(
            [*positions_sudo.mapped("seats"), register_items.most_at_once(stays)]
        )
        if needed != kept_sudo.seats:
            kept_sudo.seats = needed
        (mandates_sudo - kept_sudo.mandate_ids).write({"position_id": kept_sudo.id})
        self._replace_pr_records(absorbed_sudo, kept_sudo)

    def _replace_pr_records(self, absorbed_sudo, kept_sudo):
        """Let ``kept`` take the place of ``absorbed`` wherever records point to it."""
        self.env.flush_all()
        model = kept_sudo._name
        self._update_foreign_keys_generic(model, absorbed_sudo, kept_sudo)
        self._update_reference_fields_generic(model, absorbed_sudo, kept_sudo)
        self.env.invalidate_all()
        absorbed_sudo.unlink()
