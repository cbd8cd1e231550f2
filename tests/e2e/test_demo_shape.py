"""The demonstration is a whole and believable municipality, whatever today is."""

import os
from pathlib import Path

import pytest

from tools import databases, templates

LOGINS = Path(__file__).parents[2] / "pr_office" / "demo" / "logins.txt"
ROLES = [line.split("\t") for line in LOGINS.read_text("utf-8").splitlines() if line]


@pytest.fixture(scope="module")
def sql():
    """Runs SQL in the demonstration as it was loaded, before anybody used it."""
    database = databases.name(f"test_{os.getpid()}_shape")
    templates.clone("demo", database)
    yield lambda statement: databases.sql(statement, database)
    databases.drop(database)


def number(sql, statement):
    return int(sql(statement)[0][0])


def test_there_is_a_register_to_look_at(sql):
    assert number(
        sql, "SELECT count(*) FROM res_partner WHERE pr_institution_type_id IS NOT NULL"
    ) in range(55, 90)
    assert number(sql, "SELECT count(*) FROM pr_position") >= 110
    assert number(sql, "SELECT count(*) FROM pr_mandate") >= 140


def test_the_council_is_complete_today(sql):
    members = """
        SELECT p.seats, count(*), count(DISTINCT m.seat_number)
          FROM pr_mandate m
          JOIN pr_position p ON p.id = m.position_id
          JOIN ir_model_data d ON d.model = 'pr.position' AND d.res_id = p.id
         WHERE d.name = 'position_mpi_regidor_demo' AND m.kind = 'titular'
           AND current_date BETWEEN m.date_start AND m.date_end
         GROUP BY p.seats"""
    assert sql(members) == [["11", "11", "11"]]


def test_no_post_has_more_holders_than_seats(sql):
    crowded = """
        SELECT p.name
          FROM pr_mandate m
          JOIN pr_mandate o ON o.position_id = m.position_id AND o.kind = 'titular'
           AND daterange(o.date_start, o.date_end, '[]') @> m.date_start
          JOIN pr_position p ON p.id = m.position_id
         WHERE m.kind = 'titular' AND m.active AND o.active
         GROUP BY p.id, m.id
        HAVING count(*) > p.seats"""
    assert sql(crowded) == []


@pytest.mark.parametrize(
    "what",
    [
        "m.kind = 'acting' AND current_date >= m.date_start AND m.date_end IS NULL",
        "m.kind = 'titular' AND m.date_start > current_date",
        "m.date_end BETWEEN current_date AND current_date + 60",
        "m.date_end BETWEEN current_date - 400 AND current_date",
        "m.date_start IS NULL",
    ],
)
def test_history_has_cases_of_each_kind_around_today(sql, what):
    assert number(sql, f"SELECT count(*) FROM pr_mandate m WHERE {what}")


def test_a_post_is_vacant(sql):
    vacant = """
        SELECT count(*) FROM pr_position p WHERE NOT EXISTS (
            SELECT FROM pr_mandate m WHERE m.position_id = p.id
               AND current_date BETWEEN coalesce(m.date_start, current_date)
                   AND coalesce(m.date_end, current_date))"""
    assert number(sql, vacant)


def test_some_entries_are_stale_and_most_are_not(sql):
    checked = "SELECT count(*) FROM res_partner WHERE pr_in_register AND active AND "
    fresh = number(sql, f"{checked} pr_verified_on > current_date - 180")
    stale = number(sql, f"{checked} pr_verified_on < current_date - 200")
    never = number(sql, f"{checked} pr_verified_on IS NULL")
    assert fresh > stale > 0
    assert never


def test_posts_that_name_both_genders_name_them_all(sql):
    half = "(coalesce(name_female, '') = '') <> (coalesce(name_male, '') = '')"
    assert sql(f"SELECT name FROM pr_position WHERE {half}") == []
    neutral = "SELECT name FROM pr_position WHERE name LIKE '%/%'"
    assert sql(f"{neutral} AND coalesce(name_female, '') = ''") == []


def test_everybody_in_a_post_is_treated_as_a_woman_or_a_man(sql):
    unknown = """
        SELECT p.name FROM res_partner p
         WHERE p.pr_gender IS NULL
           AND EXISTS (SELECT FROM pr_mandate m WHERE m.partner_id = p.id)"""
    assert sql(unknown) == []


@pytest.mark.parametrize(
    "table,states",
    [
        ("pr_letter", "annulled draft issued sent signed"),
        ("pr_delivery", "cancelled delivered on_route pending refused returned"),
        ("pr_delivery_route", "closed issued"),
        ("pr_agreement", "draft expired expiring in_force signed terminated"),
        ("pr_commitment", "cancelled done open"),
        ("pr_incoming", "answered closed decided received"),
        ("pr_agenda_slot", "confirmed freed held"),
        ("pr_approval", "approved observed pending"),
        ("pr_audience_proposal", "freed waiting"),
        ("pr_audience_notice", "done failed to_do"),
        (
            "pr_audience",
            "closed declined derived held in_review no_show not_filed received"
            " scheduled withdrawn",
        ),
        ("pr_share", "not_sent opened sent"),
    ],
)
def test_there_is_one_of_each_state(sql, table, states):
    found = sql(f"SELECT DISTINCT state FROM {table} ORDER BY state")
    assert [state for (state,) in found] == states.split()


def test_some_papers_and_promises_are_late(sql):
    assert number(
        sql,
        "SELECT count(*) FROM pr_delivery"
        " WHERE state = 'pending' AND date_ready < current_date - 5",
    )
    late = "state = 'open' AND date_due < current_date"
    assert number(sql, f"SELECT count(*) FROM pr_commitment WHERE {late}")


def test_the_weeks_ahead_hold_days_and_drafted_greetings(sql):
    ahead = "BETWEEN current_date AND current_date + 15"
    assert number(sql, f"SELECT count(*) FROM pr_greeting WHERE date {ahead}")
    drafted = "SELECT count(*) FROM pr_greeting WHERE letter_id IS NOT NULL"
    assert number(sql, drafted)


def test_there_are_people_to_call(sql):
    assert number(sql, "SELECT count(*) FROM pr_call_list_line WHERE result IS NULL")
    assert number(sql, "SELECT count(*) FROM pr_call_list_line WHERE is_done")


ENTRIES = "FROM calendar_event e WHERE e.active AND e.pr_agenda_id IS NOT NULL AND "


def test_two_authorities_with_a_secretary_each(sql):
    agendas = """
        SELECT count(*), count(a.user_id), count(DISTINCT r.res_users_id)
          FROM pr_agenda a JOIN pr_agenda_delegate_rel r ON r.pr_agenda_id = a.id"""
    assert sql(agendas) == [["2", "2", "2"]]


def test_each_agenda_reaches_six_weeks_both_ways(sql):
    reach = """
        SELECT count(*) FROM pr_agenda a
         WHERE EXISTS (SELECT FROM calendar_event e WHERE e.pr_agenda_id = a.id
                          AND e.start < current_date - 35)
           AND EXISTS (SELECT FROM calendar_event e WHERE e.pr_agenda_id = a.id
                          AND e.start > current_date + 35)"""
    assert number(sql, reach) == 2


def test_no_week_of_either_agenda_is_empty(sql):
    weeks = """
        SELECT a.name, w.monday FROM pr_agenda a
          CROSS JOIN generate_series(
            date_trunc('week', now()) - interval '6 weeks',
            date_trunc('week', now()) + interval '6 weeks', '1 week') w (monday)
         WHERE NOT EXISTS (
            SELECT FROM calendar_event e WHERE e.pr_agenda_id = a.id
               AND e.start BETWEEN w.monday AND w.monday + interval '7 days')"""
    assert sql(weeks) == []


def test_the_agendas_hold_every_activity_and_publication(sql):
    activities = sql(f"SELECT count(DISTINCT e.pr_activity_type) {ENTRIES} true")
    assert activities == [["10"]]
    found = sql(f"SELECT DISTINCT e.pr_publication {ENTRIES} true ORDER BY 1")
    assert found == [["private"], ["public"], ["reserved"]]


@pytest.mark.parametrize(
    "what",
    [
        "e.allday AND e.start::date = e.stop::date",
        "e.allday AND e.stop::date > e.start::date + 1",
        "e.pr_off_premises AND e.pr_travel_before > 0",
        "e.pr_represented_by_id IS NOT NULL AND e.start > now()",
        "e.pr_represented_by_id IS NOT NULL AND e.start < now()",
        "NOT e.pr_confirmed AND e.start > now()",
        "e.pr_briefing IS NOT NULL",
        "e.recurrence_id IS NOT NULL AND NOT e.follow_recurrence",
        "EXISTS (SELECT FROM pr_agenda_calendar_event_rel r"
        " WHERE r.calendar_event_id = e.id AND r.pr_agenda_id <> e.pr_agenda_id)",
    ],
)
def test_the_agendas_hold_entries_of_each_kind(sql, what):
    assert number(sql, f"SELECT count(*) {ENTRIES} {what}")


def test_an_occurrence_of_a_series_is_called_off(sql):
    cut = """
        SELECT r.id FROM calendar_recurrence r
         WHERE r.count > (
            SELECT count(*) FROM calendar_event e WHERE e.recurrence_id = r.id)"""
    assert len(sql(cut)) == 1


def test_entries_of_the_coming_days_clash(sql):
    clash = """
        SELECT count(*) FROM calendar_event a JOIN calendar_event b
            ON a.pr_agenda_id = b.pr_agenda_id AND a.id < b.id
           AND a.start < b.stop AND b.start < a.stop
         WHERE a.active AND b.active AND a.show_as = 'busy' AND b.show_as = 'busy'
           AND a.start > now() - interval '7 days'"""
    assert number(sql, clash)


def test_letters_of_every_kind_arrived(sql):
    kinds = sql("SELECT DISTINCT kind FROM pr_incoming")
    assert len(kinds) == 6
    assert number(
        sql,
        "SELECT count(*) FROM pr_incoming WHERE report_on IS NULL"
        " AND decision IN ('attends', 'represented') AND act_stop < now()",
    )


def test_approvals_came_by_link_by_word_and_in_session(sql):
    kinds = sql(
        "SELECT DISTINCT kind FROM pr_approval WHERE state = 'approved' ORDER BY 1"
    )
    assert kinds == [["link"], ["session"], ["verbal"]]


def test_promises_come_from_several_places(sql):
    origins = "SELECT DISTINCT coalesce(origin_model, '-') FROM pr_commitment"
    assert len(sql(origins)) >= 3


def test_forty_requests_came_every_way(sql):
    assert number(sql, "SELECT count(*) FROM pr_audience") >= 40
    for column, least in (
        ("channel", 7),
        ("tell_by", 5),
        ("category_id", 8),
        ("zone_id", 8),
        ("requester_document_type", 3),
    ):
        found = f"SELECT count(DISTINCT {column}) FROM pr_audience"
        assert number(sql, found) >= least, column


@pytest.mark.parametrize(
    "what",
    [
        "correction_asked_on IS NOT NULL AND corrected_on IS NULL",
        "corrected_on IS NOT NULL",
        "state = 'in_review' AND date_deadline < current_date",
        "state = 'scheduled' AND arrived_on IS NOT NULL AND time_in IS NULL",
        "state = 'scheduled' AND time_in IS NOT NULL",
        "state = 'held' AND time_out > now() - interval '2 days'",
        "state = 'scheduled' AND start > now() + interval '1 day'",
        "needs_interpreter",
        "represented_tax_number IS NOT NULL",
        "state = 'derived' AND derived_due < current_date",
        "state = 'derived' AND derived_due > current_date",
        "derived_answered_on IS NOT NULL AND state = 'in_review'",
        "proposed_until > now() AND state = 'in_review'",
        "accepts_short_notice AND state IN ('received', 'in_review')",
        "order_reason IS NOT NULL AND state = 'scheduled'",
        "is_by_order AND state = 'scheduled' AND start > now()",
        "owner_id <> (SELECT partner_id FROM pr_agenda g WHERE g.id = agenda_id)",
        "is_off_premises AND state = 'scheduled' AND start > now()",
        "is_off_premises AND state = 'held' AND off_alarm_on IS NOT NULL",
        "is_video AND state = 'scheduled' AND start > now()",
        "state = 'closed' AND closing_text IS NOT NULL",
    ],
)
def test_requests_stand_in_every_way(sql, what):
    assert number(sql, f"SELECT count(*) FROM pr_audience WHERE {what}")


def test_some_ask_together_and_are_received_by_several(sql):
    for table in ("pr_audience_requester", "pr_audience_official"):
        assert number(sql, f"SELECT count(DISTINCT audience_id) FROM {table}") > 1


def test_a_time_given_up_waits_for_the_waiting_list(sql):
    free = "start > now() AND offered_id IS NULL AND NOT coalesce(is_dismissed, false)"
    assert number(sql, f"SELECT count(*) FROM pr_audience_opening WHERE {free}")


def test_what_people_think_of_it_differs(sql):
    assert number(sql, "SELECT count(DISTINCT satisfaction) FROM pr_audience") >= 4
    said = "SELECT count(*) FROM pr_audience WHERE satisfaction_note IS NOT NULL"
    assert number(sql, said) >= 4


def test_notices_go_every_way_and_some_after_three_calls(sql):
    assert number(sql, "SELECT count(DISTINCT way) FROM pr_audience_notice") == 5
    calls = """
        SELECT n.state, count(*) FROM pr_audience_call c
          JOIN pr_audience_notice n ON n.id = c.notice_id
         GROUP BY n.id HAVING count(*) = 3"""
    assert ["failed", "3"] in sql(calls)
    outcomes = sql("SELECT DISTINCT outcome FROM pr_audience_call ORDER BY 1")
    assert {"no_answer", "told", "wrong_number"} <= {row[0] for row in outcomes}


def test_what_citizens_read_is_spanish(sql):
    english = "text ~ '(Good day|Your request|Please)' OR subject ~ 'Your '"
    assert not number(sql, f"SELECT count(*) FROM pr_audience_notice WHERE {english}")
    wordings = """
        SELECT count(*) FROM pr_audience_wording
         WHERE coalesce(text->>'es_PE', text->>'en_US') LIKE '%Good day%'"""
    assert not number(sql, wordings)
    reminders = "SELECT summary FROM mail_activity WHERE res_model = 'pr.audience'"
    found = [row[0] for row in sql(reminders)]
    assert len(found) >= 3
    assert not [text for text in found if " the " in text or "time" in text]


def test_few_requests_were_entered_late(sql):
    late = "SELECT count(*) FROM pr_audience WHERE is_late_entry"
    assert number(sql, late) in range(1, 5)


def test_some_of_what_was_promised_is_kept(sql):
    kept = "SELECT DISTINCT state FROM pr_commitment WHERE origin_model = 'pr.audience'"
    assert len(sql(kept)) > 1


def test_gifts_and_trips_of_more_than_one_official(sql):
    for table in ("pr_gift", "pr_trip"):
        assert number(sql, f"SELECT count(DISTINCT partner_id) FROM {table}") > 1


def test_loading_it_writes_no_mail(sql):
    assert number(sql, "SELECT count(*) FROM mail_mail") == 0


def test_it_is_spanish_and_in_lima(sql):
    users = """
        SELECT u.login, p.lang, p.tz FROM res_users u
          JOIN res_partner p ON p.id = u.partner_id WHERE u.active AND NOT u.share"""
    found = {login: (lang, tz) for login, lang, tz in sql(users)}
    assert {login for login, *_ in ROLES} <= set(found)
    assert set(found.values()) == {("es_PE", "America/Lima")}


@pytest.mark.parametrize("login,password,who", ROLES)
def test_each_role_enters(browser, login, password, who):
    browser.login(login, password)
    browser.settle()
    assert "/web/login" not in browser.page.url
    assert not browser.errors


def test_an_act_is_over_one_goes_on_and_one_is_ahead(sql):
    acts = {
        "state = 'closed' AND stop < now()",
        "state = 'approved' AND now() BETWEEN start AND stop",
        "state = 'approved' AND start > now()",
    }
    joined = "FROM pr_event a JOIN calendar_event e ON e.id = a.calendar_event_id WHERE"
    for what in acts:
        assert number(sql, f"SELECT count(*) {joined} a.{what}")
    arrived = "SELECT count(DISTINCT event_id) FROM pr_event_guest WHERE state = "
    assert number(sql, f"{arrived} 'arrived'") == 2
    assert number(sql, f"{arrived} 'absent'") == 1
