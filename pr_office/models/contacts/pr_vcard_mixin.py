import base64

from vobject.vcard import Name

from odoo import models
from odoo.tools.mimetypes import guess_mimetype

from ...tools import names


class PrVcardMixin(models.AbstractModel):
    """Contact cards of the entries of the register; mixed into ``res.partner``."""

    _name = "pr.vcard.mixin"
    _description = "Contact Card"

    def _extend_pr_vcard(self, vcard):
        """Add what the register knows to core's card of this entry.

        The post and the institution are those held today. The birthday has no year
        (``--MMDD``, RFC 6350 4.3.1), since the register keeps none.
        """
        self._set_pr_vcard_photo(vcard)
        if self.is_company:
            self._set_pr_vcard_line(vcard, "org", [self.name])
        else:
            self._set_pr_vcard_person(vcard)

    def _set_pr_vcard_person(self, vcard):
        if self.pr_given_names or self.pr_surname or self.pr_second_surname:
            surnames = filter(None, (self.pr_surname, self.pr_second_surname))
            name = Name(
                family=names.clean(" ".join(surnames)),
                given=names.clean(self.pr_given_names),
                prefix=self.pr_title or "",
            )
            self._set_pr_vcard_line(vcard, "n", name)
        if self.pr_birth_month:
            birthday = f"--{int(self.pr_birth_month):02}{self.pr_birth_day:02}"
            self._set_pr_vcard_line(vcard, "bday", birthday)
        self._set_pr_vcard_post(vcard, self.pr_current_mandate_ids[:1])
        self._set_pr_vcard_assistant(vcard)

    def _set_pr_vcard_post(self, vcard, mandate):
        if not mandate:
            return
        position, institution = mandate.position_id, mandate.institution_id
        acting = " (e)" if mandate.kind == "acting" else ""
        title = position.get_title(self.pr_gender) + acting
        self._set_pr_vcard_line(vcard, "org", [institution.name])
        self._set_pr_vcard_line(vcard, "title", title)
        for number in {position.phone, institution.phone} - {False, self.phone}:
            phone = vcard.add("tel")
            phone.type_param = "work"
            phone.value = number
        if position.email and position.email != self.email:
            vcard.add("email").value = position.email

    def _set_pr_vcard_assistant(self, vcard):
        """Name the assistant where programs look for it and, since telephones do not
        show that, in the note too.
        """
        assistant = self.pr_assistant_id
        if assistant:
            vcard.add("x-assistant").value = assistant.name
            whom = ", ".join(filter(None, (assistant.name, assistant.phone)))
            note = self.env._("Assistant: %(whom)s", whom=whom)
            self._set_pr_vcard_line(vcard, "note", note)

    def _set_pr_vcard_photo(self, vcard):
        """Leave out the generated picture with the initial: it is no photo."""
        if not self.image_256:
            del vcard.contents["photo"]
            return
        picture = base64.b64decode(self.image_256)
        photo = vcard.contents.get("photo")[0]
        photo.value = picture
        photo.type_param = guess_mimetype(picture).removeprefix("image/").upper()

    def _set_pr_vcard_line(self, vcard, name, value):
        if name in vcard.contents:
            del vcard.contents[name]
        vcard.add(name).value = value

    def _get_pr_vcard_file(self):
        """Return the cards of all these contacts as one file, which telephones import
        at one go; core packs several cards into a zip archive.

        :rtype: bytes
        """
        return b"".join(partner._get_vcard_file() or b"" for partner in self)

    def action_pr_vcard(self):
        """Download the cards of these contacts as one file."""
        export = self.env["pr.vcard.export"].create(self._prepare_pr_vcard_export())
        url = f"/web/content/pr.vcard.export/{export.id}/file"
        return {
            "type": "ir.actions.act_url",
            "url": f"{url}?download=true&mimetype=text/vcard&filename_field=filename",
            "target": "download",
        }

    def _prepare_pr_vcard_export(self):
        name = self.name if len(self) == 1 else self.env._("Contacts")
        return {
            "filename": f"{name}.vcf",
            "file": base64.b64encode(self._get_pr_vcard_file()),
        }
