from markupsafe import Markup

from odoo import api, models

_PERSONAL_ENDINGS = ("_name", "phone", "mobile", "email", "document")


class Base(models.AbstractModel):
    _inherit = "base"

    # Names of the fields that anonymising empties; None: told from their kind
    _pr_personal_fields = None

    @api.model
    def _pr_get_personal_fields(self):
        """Return the names of the fields that tell who a record is about.

        By default links to a contact that may be empty, free texts, files, and lines
        whose name says that they hold a name, a telephone, a mail or a document. A
        model that knows better sets ``_pr_personal_fields``.
        """
        if self._pr_personal_fields is not None:
            return list(self._pr_personal_fields)
        return [
            field.name for field in self._fields.values() if self._pr_is_personal(field)
        ]

    def _pr_get_hanging(self):
        """Return what tells of the same people and goes when these records do.

        :return: pairs of records and of the names of their fields to empty
        :rtype: list
        """
        return []

    @api.model
    def _pr_is_personal(self, field):
        if not field.store or field.related or field.translate:
            return False
        if field.type == "many2one":
            return field.comodel_name == "res.partner" and not field.required
        if field.type == "char":
            return field.name.endswith(_PERSONAL_ENDINGS)
        return field.type in ("text", "html", "binary")

    @api.model
    def get_empty_list_help(self, help_message):
        """Add the way to a step of the set-up to what an empty list says.

        An action asks for it by ``pr_setup_step`` in its context.
        """
        text = super().get_empty_list_help(help_message)
        step = self.env.context.get("pr_setup_step")
        if not step or not self.env["pr.setup.wizard"].has_access("create"):
            return text
        return Markup(text or "") + self._pr_get_setup_link(step)

    @api.model
    def _pr_get_setup_link(self, step):
        return Markup(
            '<p><a type="action" name="pr_office.pr_setup_wizard_action"'
            " class=\"btn btn-secondary\" data-context=\"{'default_step': '%s'}\">"
            "%s</a></p>"
        ) % (step, self.env._("Set up the office step by step"))
