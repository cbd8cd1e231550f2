"""What a database holds, as sets of texts that can be compared with another's."""

from tools import databases

# Shape of the database itself.
SHAPE = {
    "table or view": """
        SELECT concat_ws(' ', relname, relkind) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')""",
    "column": """
        SELECT format('%s.%s %s %s %s', relname, attname,
            format_type(atttypid, atttypmod), attnotnull, attgenerated)
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'm')
            AND attnum > 0 AND NOT attisdropped""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": """
        SELECT concat_ws(' ', conrelid::regclass, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT concat_ws(' ', tgrelid::regclass, tgname) FROM pg_trigger
        WHERE NOT tgisinternal""",
    # Functions of an extension belong to the extension, which others may use.
    "function": """
        SELECT oid::regprocedure FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace AND oid NOT IN
            (SELECT objid FROM pg_depend WHERE deptype = 'e')""",
    "sequence": """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'""",
}

# What Odoo keeps about addons. After any uninstallation it leaves behind its own list
# of addons and their categories, compiled style sheets, and the names that core
# addons gave to what our models inherit from theirs.
REGISTRY = {
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "external id": """
        SELECT module || '.' || name FROM ir_model_data
        WHERE model NOT IN ('ir.module.module', 'ir.module.category',
            'ir.model.inherit', 'ir.model.fields.selection')""",
    "access": "SELECT name FROM ir_model_access",
    "rule": """
        SELECT concat_ws(' | ', name, domain_force, active, perm_read, perm_write,
            perm_create, perm_unlink, (SELECT string_agg(g.name->>'en_US', ',' ORDER BY
            g.name->>'en_US') FROM rule_group_rel JOIN res_groups g ON g.id = group_id
            WHERE rule_group_id = ir_rule.id)) FROM ir_rule""",
    "group": "SELECT name->>'en_US' FROM res_groups",
    "privilege": "SELECT name->>'en_US' FROM res_groups_privilege",
    "view": "SELECT concat_ws(' ', key, name, model, type, active) FROM ir_ui_view",
    "menu": "SELECT name->>'en_US' FROM ir_ui_menu",
    "action": "SELECT type || ' ' || (name->>'en_US') FROM ir_actions",
    "cron": "SELECT concat_ws(' ', cron_name, active) FROM ir_cron",
    "parameter": "SELECT key FROM ir_config_parameter",
    "sequence of numbers": "SELECT concat_ws(' ', name, code) FROM ir_sequence",
    "attachment": """
        SELECT concat_ws(' ', res_model, res_field, name, url) FROM ir_attachment
        WHERE url IS NULL OR url NOT LIKE '/web/assets/%'""",
    "asset": "SELECT concat_ws(' ', bundle, path) FROM ir_asset",
    "mail template": "SELECT name->>'en_US' FROM mail_template",
    "message subtype": """
        SELECT concat_ws(' ', res_model, name->>'en_US') FROM mail_message_subtype""",
    "activity type": "SELECT name->>'en_US' FROM mail_activity_type",
    "saved filter": "SELECT concat_ws(' ', model_id, name) FROM ir_filters",
    "contact": "SELECT name FROM res_partner",
    "user": "SELECT login FROM res_users",
}


def read(database, queries):
    return {
        kind: {" | ".join(row) for row in databases.sql(query, database)}
        for kind, query in queries.items()
    }


def differences(before, after, queries):
    """What is only in one of two databases, in words."""
    old, new = read(before, queries), read(after, queries)
    found = []
    for kind in queries:
        found += [
            f"left behind: {kind} {text}" for text in sorted(new[kind] - old[kind])
        ]
        found += [f"missing: {kind} {text}" for text in sorted(old[kind] - new[kind])]
    return found
