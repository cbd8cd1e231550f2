{
    "name": "Public Relations Office: SMS",
    "summary": "Citizens are told about their audience by text message",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Services/Public Relations Office",
    "website": "https://github.com/pr-office/pr_office",
    "author": "pr_office contributors",
    "license": "LGPL-3",
    "auto_install": True,
    "depends": ["pr_office", "sms"],
    "data": ["views/pr_audience_notice_views.xml"],
    "uninstall_hook": "uninstall_hook",
}
