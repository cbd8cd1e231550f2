from markupsafe import Markup

from odoo import api, models


class Base(models.AbstractModel):
    _inherit = "base"

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
