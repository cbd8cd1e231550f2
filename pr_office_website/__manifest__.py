{
    "name": "Public Relations Office: Website",
    "summary": "The form for audiences as a page of the municipality's website",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Services/Public Relations Office",
    "website": "https://github.com/pr-office/pr_office",
    "author": "pr_office contributors",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["pr_office", "website"],
    "data": ["data/website_menu_data.xml"],
    "uninstall_hook": "uninstall_hook",
}
