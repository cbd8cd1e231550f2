from odoo import fields, models


class PrEventType(models.Model):
    """The template of an act: its steps, who is usually invited, who approves it."""

    _name = "pr.event.type"
    _description = "Type of Act"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        index="btree_not_null",
        help="Whose type it is. Empty: for all.",
    )
    approval = fields.Selection(
        selection=[
            ("none", "Nobody: planning is enough"),
            ("head", "The head of the office"),
            ("mayor", "The mayor"),
        ],
        string="Approved by",
        required=True,
        default="head",
    )
    has_honours = fields.Boolean(
        string="With honours to the flag",
        help="Military honours are rendered between 08:00 and 18:00 only (D.S."
        " 096-2005-RE, arts. 36 and 95): outside these hours the act warns.",
    )
    host_rule = fields.Selection(
        selection=[
            ("next", "Next to who presides"),
            ("third", "Second, third if somebody outranks"),
            ("rank", "By own rank"),
        ],
        string="Host who does not preside",
        required=True,
        default="next",
        help="Next: D.S. 096-2005-RE art. 94 for regional acts. Second or third: its"
        " art. 14, for acts that the President attends.",
    )
    category_ids = fields.Many2many(
        comodel_name="pr.position.category",
        string="Usually invited",
        help="Kinds of post that the dialog of guests proposes.",
    )
    plan_id = fields.Many2one(
        comodel_name="mail.activity.plan",
        string="Checklist",
        index="btree_not_null",
        ondelete="set null",
        domain=[("res_model", "=", "pr.event")],
        help="What is to be done so many days before or after the act. It is put on"
        " the act when it is planned.",
    )
    segment_ids = fields.One2many(
        comodel_name="pr.event.type.segment",
        inverse_name="type_id",
        string="Steps",
        copy=True,
    )
    note = fields.Text(
        string="To remember", translate=True, help="Shown on each act of this type."
    )

    _name_uniq = models.Constraint(
        "UNIQUE (name, company_id)", "There is already a type of act of that name."
    )

    def _prepare_segments(self):
        """Return the values of the steps of a new act of this type, in their order."""
        return [
            {
                fname: row[fname]
                for fname in ("sequence", "name", "minutes", "who", "mc_text", "cue")
            }
            for row in self.segment_ids
        ]


class PrEventTypeSegment(models.Model):
    _name = "pr.event.type.segment"
    _description = "Step of a Type of Act"
    _order = "type_id, sequence, id"

    type_id = fields.Many2one(
        comodel_name="pr.event.type", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(string="Action", required=True, translate=True)
    minutes = fields.Integer(required=True, default=5)
    who = fields.Char(translate=True)
    mc_text = fields.Text(string="Master of ceremonies", translate=True)
    cue = fields.Char(string="Technical cue", translate=True)

    _minutes_positive = models.Constraint(
        "CHECK (minutes BETWEEN 1 AND 1440)",
        "A step takes between a minute and a day.",
    )
