"""A call taken by the secretary, seen by the authority with one tap."""

from rpc import Client


def test_taken_down_seen_and_returned(server, phone, sql):
    secretary = Client(server, "secretaria")
    [call] = secretary.call(
        "pr.phone.message",
        "create",
        [
            {
                "name": "Pregunta por la feria",
                "caller_name": "Productora",
                "phone": "900 000 222",
                "call_back": True,
                "urgency": "1",
            }
        ],
    )
    phone.login("alcaldesa", "alcaldesa")
    phone.open("/odoo/pr-phone-messages")
    phone.wait(".o_kanban_record")
    assert not phone.overflows()
    card = phone.page.locator(".o_kanban_record", has_text="Pregunta por la feria")
    card.locator("button[name=action_seen]").click()
    card.locator(".text-success").wait_for()
    seen = f"""
        SELECT m.seen_in_person, u.login
          FROM pr_phone_message m JOIN res_users u ON u.id = m.seen_by_id
         WHERE m.id = {call}"""
    assert sql(seen) == [["t", "alcaldesa"]]
    secretary.call("pr.phone.message", "action_called_back", [call])
    [row] = secretary.call(
        "pr.phone.message", "read", [call], ["called_back_by_id", "seen_label"]
    )
    assert row["called_back_by_id"]
    assert "registrado" not in row["seen_label"]
