from odoo import api, models
from odoo.exceptions import UserError


class PrProviderGuardMixin(models.AbstractModel):
    """Keeps an authority's entries and series out of the secretary's own calendar.

    Where the organiser is not connected, Google's and Outlook's modules put what is
    written into the calendar of whoever writes, who would then invite everybody.
    """

    _name = "pr.provider.guard.mixin"
    _description = "Guard between Calendars"

    def _get_guarded_entries(self):
        """Return the ``calendar.event`` that these records are about."""
        raise NotImplementedError

    def _is_for_another_calendar(self):
        entries_sudo = self._get_guarded_entries().sudo().filtered("pr_agenda_id")
        organiser = entries_sudo.user_id
        return bool(entries_sudo) and organiser != self.env.user

    def _google_insert(self, *args, **kwargs):
        """Google's module asks as the organiser where that one is connected."""
        if self._is_for_another_calendar():
            return None
        return super()._google_insert(*args, **kwargs)

    def _microsoft_insert(self, *args, **kwargs):
        if self._is_for_another_calendar():
            organiser = self._get_guarded_entries().sudo().user_id
            if not organiser or not self._is_connected_to_outlook(organiser):
                return None
        return super()._microsoft_insert(*args, **kwargs)

    @api.model
    def _is_connected_to_outlook(self, user):
        entries = self.env["calendar.event"].with_user(user)
        entries = entries.with_context(pr_organiser_id=None)
        return bool(entries._check_microsoft_sync_status())


class PrEntryProviderMixin(models.AbstractModel):
    """What of ``calendar.event`` lets secretaries write beside Google and Outlook.

    These modules ask the calendar of whoever writes for limits that are those of the
    organiser's. The methods named here are theirs, called by them alone; without them
    nobody calls these.
    """

    _name = "pr.entry.provider.mixin"
    _description = "Connected Calendars beside an Agenda Entry"
    _inherit = ["pr.provider.guard.mixin"]

    @api.model_create_multi
    def create(self, vals_list):
        organisers = {self._get_organiser_id(vals) for vals in vals_list}
        organiser_id = organisers.pop() if len(organisers) == 1 else None
        if organiser_id is None:
            return super().create(vals_list)
        aware = self.with_context(pr_organiser_id=organiser_id)
        entries = super(PrEntryProviderMixin, aware).create(vals_list)
        return entries.with_env(self.env)

    @api.model
    def _get_organiser_id(self, vals):
        """Return the user in whose name an entry is written.

        :return: 0 for an authority without a user, ``None`` for the writer
        """
        agenda = self._get_context_agenda()
        user_id = vals.get("user_id", agenda.user_id.id) or (0 if agenda else None)
        return None if user_id == self.env.uid else user_id

    def _get_guarded_entries(self):
        return self

    def _get_other_organiser(self):
        """Return whose calendar these entries are in, when it is not the writer's.

        :return: ``res.users``, empty when the authority has none; ``None`` when it is
            the writer's
        """
        user_model = self.env["res.users"]
        organiser_id = self.env.context.get("pr_organiser_id")
        if organiser_id is not None:
            return user_model.browse(organiser_id or ())
        owned_sudo = self.sudo().filtered("pr_agenda_id")
        organiser = user_model.browse(owned_sudo.user_id.ids)
        if not owned_sudo or len(organiser) > 1 or organiser == self.env.user:
            return None
        return organiser

    # ------------------------------------------------------------
    # OUTLOOK
    # ------------------------------------------------------------

    def _check_microsoft_sync_status(self):
        organiser = self._get_other_organiser()
        if organiser is None:
            return super()._check_microsoft_sync_status()
        if not organiser:
            return False
        own = self.with_user(organiser).with_context(pr_organiser_id=None)
        return super(PrEntryProviderMixin, own)._check_microsoft_sync_status()

    def _forbid_recurrence_creation(self):
        self._forbid_series_of_principal()
        return super()._forbid_recurrence_creation()

    def _forbid_recurrence_update(self):
        self._forbid_series_of_principal()
        return super()._forbid_recurrence_update()

    def _forbid_series_of_principal(self):
        organiser = self._get_other_organiser()
        if organiser:
            raise UserError(
                self.env._(
                    "The calendar of %(name)s is connected to Outlook, which takes no"
                    " series from here. Make or change the series in that Outlook, or"
                    " enter each date as an entry of its own.",
                    name=organiser.sudo().name,
                )
            )

    # ------------------------------------------------------------
    # GOOGLE
    # ------------------------------------------------------------

    def _check_modify_event_permission(self, values):
        """Google's permissions are for guests: a secretary writes as the organiser."""
        delegated = self.filtered(
            lambda event: (
                event.sudo().pr_agenda_id and event.pr_agenda_id._is_delegate()
            )
        )
        return super(
            PrEntryProviderMixin, self - delegated
        )._check_modify_event_permission(values)
