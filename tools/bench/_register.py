"""A register of any size, written straight into the database."""

FILL = """
    WITH institution AS (
        INSERT INTO res_partner (
            name, complete_name, is_company, active, type, lang, partner_share,
            pr_in_register, pr_sort_name, pr_search_key, pr_name_key,
            pr_institution_type_id, create_uid, write_uid, create_date, write_date
        )
        SELECT 'Entidad ' || n, 'Entidad ' || n, true, true, 'contact', 'en_US', true,
               true, 'entidad ' || n, 'entidad ' || n, 'entidad ' || n,
               (SELECT min(id) FROM pr_institution_type), 1, 1, now(), now()
          FROM generate_series(%(first)s, %(last)s) AS n
     RETURNING id, name
    ), person AS (
        INSERT INTO res_partner (
            name, complete_name, is_company, active, type, lang, partner_share,
            pr_in_register, pr_sort_name, pr_search_key, pr_name_key,
            pr_given_names, pr_surname, create_uid, write_uid, create_date, write_date
        )
        SELECT 'Rosa ' || n, 'Rosa ' || n, false, true, 'contact', 'en_US', true,
               true, n || ' rosa', 'rosa ' || n, n || ' rosa',
               'Rosa', n::text, 1, 1, now(), now()
          FROM generate_series(%(first)s, %(last)s) AS n
     RETURNING id, name
    ), post AS (
        INSERT INTO pr_position (
            name, institution_id, seats, sequence, active, seat_guard, search_key,
            create_uid, write_uid, create_date, write_date
        )
        SELECT 'Jefe', id, 1, 10, true, 0, 'jefe', 1, 1, now(), now()
          FROM institution
     RETURNING id, institution_id
    )
    INSERT INTO pr_mandate (
        partner_id, position_id, institution_id, kind, seat_number, active,
        date_start, date_end, create_uid, write_uid, create_date, write_date
    )
    SELECT person.id, post.id, post.institution_id, 'titular', 1, true,
           term.first_day, term.last_day, 1, 1, now(), now()
      FROM post
      JOIN institution ON institution.id = post.institution_id
      JOIN person ON person.name = replace(institution.name, 'Entidad', 'Rosa')
     CROSS JOIN (VALUES (date '2019-01-01', date '2022-12-31'),
                        (date '2023-01-01', NULL)) AS term (first_day, last_day)
"""


def fill(env, count, first=1):
    """Add institutions with a post, its holder and two terms each.

    :param int count: institutions to add, and as many people
    :param int first: number the first of them bears in its name
    """
    env.flush_all()
    env.cr.execute(FILL, {"first": first, "last": first + count - 1})
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id")
    env.cr.execute("ANALYZE res_partner, pr_position, pr_mandate")
    env.invalidate_all()
