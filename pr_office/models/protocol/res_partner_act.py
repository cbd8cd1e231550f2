from odoo import models
from odoo.fields import Domain


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_received(self, since):
        """Return what these contacts received since a moment, in three queries.

        :return: dict of ``res.partner`` to a dict of what to how many
        """
        found = {}
        for what, rows in (
            ("invitations", self._count_invitations(since)),
            ("letters", self._count_letters(since)),
            ("mailings", self._count_mailings(since)),
        ):
            for partner, count in rows:
                found.setdefault(partner, {})[what] = count
        return found

    def _count_invitations(self, since):
        domain = Domain("partner_id", "in", self.ids) & Domain("invited_on", ">", since)
        # Counted, not shown: also what the reader may not open weighs on the guest.
        guests_sudo = self.env["pr.event.guest"].sudo()
        rows = guests_sudo._read_group(domain, ["partner_id"], ["__count"])
        return [(partner.sudo(False), count) for partner, count in rows]

    def _count_letters(self, since):
        domain = (
            Domain("partner_id", "in", self.ids)
            & Domain("date", ">=", since.date())
            & Domain("state", "in", ("signed", "sent"))
        )
        letters_sudo = self.env["pr.letter"].sudo()
        rows = letters_sudo._read_group(domain, ["partner_id"], ["__count"])
        return [(partner.sudo(False), count) for partner, count in rows]

    def _count_mailings(self, since):
        domain = (
            Domain("model", "=", "res.partner")
            & Domain("res_id", "in", self.ids)
            & Domain("sent_datetime", ">", since)
        )
        traces_sudo = self.env["mailing.trace"].sudo()
        rows = traces_sudo._read_group(domain, ["res_id"], ["__count"])
        return [(self.browse(res_id), count) for res_id, count in rows]

    def _describe_received(self, counts, own=0):
        """Put the counts of :meth:`_get_received` into a few words."""
        labels = {
            "invitations": self.env._("invitations"),
            "letters": self.env._("letters"),
            "mailings": self.env._("mailings"),
        }
        counts = dict(counts)
        counts["invitations"] = counts.get("invitations", 0) - own
        parts = [
            f"{label}: {counts[what]}"
            for what, label in labels.items()
            if counts.get(what, 0) > 0
        ]
        return ", ".join(parts)
