import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("pr_agenda_sheet", {
    steps: () => [
        {
            content: "From the calendar to the sheet of its week",
            trigger: "button.o_pr_agenda_sheet:contains(Week sheet)",
            run: "click",
        },
        {
            content: "Day by day, from Monday",
            trigger: "button[name=action_switch_kind]:contains(Day by day)",
            run: "click",
        },
        {
            content: "Monday is empty",
            trigger: ".o_field_widget[name=preview]:contains(No entries)",
        },
        {
            content: "To Tuesday",
            trigger: "button[name=action_next]",
            run: "click",
        },
        {
            content: "What would go out is shown",
            trigger: ".o_field_widget[name=preview]:contains(Council session)",
        },
        {
            content: "Send it",
            trigger: "button[name=action_share]:contains(Send by WhatsApp)",
            run: "click",
        },
        {
            content: "There is a picture to attach",
            trigger: ".modal a[href$='/picture']:contains(Picture)",
        },
        {
            content: "The text is ready; leave it",
            trigger: ".modal .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            content: "Looking sent nothing",
            trigger: "body:not(:has(.modal)) .o_statusbar_status:contains(Draft)",
        },
    ],
});
