from datetime import datetime

from psycopg2 import IntegrityError

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import BODY, PressCase


@tagged("post_install", "-at_install")
class TestPressClipping(PressCase):
    """Notes: topics, stories, links that are there once, tone with its author."""

    def test_outlet_and_headline_suffice(self):
        note = self._note("Habló la alcaldesa")
        self.assertEqual((note.state, note.medium), ("relevant", "radio"))
        self.assertFalse(note.tone)
        self.assertTrue(note.published_on and note.seen_on and note.story_id)

    def test_topics_catch_what_has_their_words(self):
        note = self._note("Corte de AGUA en el centro", state="unmatched")
        other = self._note("Feria del libro", state="unmatched")
        self.assertEqual(note.topic_ids, self.water)
        self.assertEqual(note.state, "new")
        self.assertEqual((other.state, len(other.topic_ids)), ("unmatched", 0))

    def test_a_new_topic_searches_the_archive(self):
        note = self._note("Feria del libro", state="unmatched")
        topic = self.env["pr.press.topic"].create(
            {"name": "Ferias (prueba)", "query": "feria Y libros"}
        )
        topic.action_match_archive()
        self.assertEqual((note.topic_ids, note.state), (topic, "new"))

    def test_copies_are_one_story_and_the_lead_is_of_the_weightiest(self):
        first = self._note("Vecinos sin agua", text=BODY)
        second = self._note("Sin agua", self.portal, text=f"Redacción. {BODY} Fin.")
        third = self._note("Otra cosa", self.portal, text=BODY.replace("relato", "x"))
        story = first.story_id
        self.assertEqual(second.story_id, story)
        self.assertNotEqual(third.story_id, story)
        self.assertRecordValues(
            story, [{"name": "Sin agua", "piece_count": 2, "outlet_count": 2}]
        )

    def test_copies_weeks_apart_are_two_stories(self):
        old = self._note("Uno", text=BODY, published_on=datetime(2026, 1, 1))
        new = self._note("Uno", text=BODY, published_on=datetime(2026, 1, 20))
        self.assertNotEqual(old.story_id, new.story_id)

    def test_a_person_groups_notes(self):
        notes = self._note("Paro") + self._note("Paro de transportistas", self.portal)
        emptied = notes[1].story_id
        notes.with_user(self.officer).action_group()
        self.assertEqual(len(notes.story_id), 1)
        self.assertFalse(emptied.exists())

    def test_one_page_is_one_note(self):
        self._note("Uno", url="https://www.diario.pe/n?id=1&utm_source=x")
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._note("Dos", url="http://diario.pe/n?id=1#top")

    def test_the_tone_has_an_author_and_a_time(self):
        note = self._note("Uno", text=BODY)
        with freeze_time("2026-05-04 12:00:00"):
            note.with_user(self.officer).action_unfavourable()
        self.assertEqual((note.state, note.tone), ("relevant", "unfavourable"))
        self.assertEqual(note.tone_user_id, self.officer)
        self.assertEqual(note.tone_date, datetime(2026, 5, 4, 12))
        copy = self._note("Dos", self.portal, text=BODY)
        self.assertEqual((copy.tone, copy.tone_suggestion), (False, "unfavourable"))

    def test_what_no_topic_caught_goes_after_some_weeks(self):
        with freeze_time("2026-01-01"):
            old = self._note("Farándula", state="unmatched")
            kept = self._note("Feria", state="relevant")
        story = old.story_id
        with freeze_time("2026-02-15"):
            self.env["pr.press.clipping"]._gc_unmatched()
        self.assertFalse(old.exists() or story.exists())
        self.assertTrue(kept.exists())
