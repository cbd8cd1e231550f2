from datetime import datetime

from ..agenda.common import AgendaCase


class AudienceCase(AgendaCase):
    """The mayor's agenda and people who want to be received."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whose turn it is matters where it is tested, in test_audience_times.
        cls.env.company.pr_audience_in_order = False
        cls.category = cls.env["pr.audience.category"].create(
            {"name": "Obras", "minutes": 20}
        )

    @classmethod
    def _request(cls, user=None, **values):
        model = cls.env["pr.audience"].with_user(user or cls.secretary)
        return model.create(
            {
                "requester_name": "Julia Ccori",
                "requester_document": "45678912",
                "phone": "984 100 200",
                "subject": "Agua en la junta vecinal",
                "category_id": cls.category.id,
                "agenda_id": cls.agenda.id,
                **values,
            }
        )

    @classmethod
    def _reviewed(cls, **values):
        request = cls._request(**values)
        request.action_review()
        return request

    @classmethod
    def _time(cls, hour, minute=0, day=13):
        """Return a moment of May 2036, in UTC: five hours ahead of Lima."""
        return datetime(2036, 5, day, hour, minute)
