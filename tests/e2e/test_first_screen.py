"""The first thing anybody sees."""


def test_administrator_sees_the_contacts(browser):
    browser.login("admin", "admin")
    browser.open("/odoo/contacts")
    browser.wait(".o_kanban_view, .o_list_view")
    assert not browser.errors


def test_contacts_fit_a_phone(phone):
    phone.login("admin", "admin")
    phone.open("/odoo/contacts")
    phone.wait(".o_kanban_view")
    assert not phone.overflows()
