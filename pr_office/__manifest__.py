{
    "name": "Public Relations Office",
    "summary": "Protocol, audiences, press, agenda and institutional register "
    "of a municipality's public-relations office",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Services/Public Relations Office",
    "website": "https://github.com/pr-office/pr_office",
    "author": "pr_office contributors",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "contacts",
        "calendar",
        "resource",
        "portal",
        "phone_validation",
        "mass_mailing",
    ],
    "external_dependencies": {"python": ["openpyxl", "python-stdnum", "vobject"]},
    "data": [
        # Security
        "security/pr_office_groups.xml",
        "security/contacts/ir.model.access.csv",
        "security/contacts/contacts_security.xml",
        # Data
        "data/contacts/pr_form_of_address_data.xml",
        # Views: the menu first, the others hang their entries on it
        "views/menu_views.xml",
        "views/contacts/pr_institution_type_views.xml",
        "views/contacts/pr_position_category_views.xml",
        "views/contacts/pr_form_of_address_views.xml",
        "views/contacts/pr_mandate_views.xml",
        "views/contacts/pr_position_views.xml",
        "views/contacts/res_partner_views.xml",
        "views/res_config_settings_views.xml",
    ],
    "demo": [],
    "pre_init_hook": "pre_init_hook",
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
