import {CalendarController} from "@web/views/calendar/calendar_controller";
import {calendarView} from "@web/views/calendar/calendar_view";
import {registry} from "@web/core/registry";
import {serializeDate} from "@web/core/l10n/dates";

/**
 * Calendar of one authority's agenda, with the way to the sheet of the day or week
 * that is being looked at.
 */
export class AgendaCalendarController extends CalendarController {
    get mayOpenSheet() {
        const {pr_agenda_id, pr_agenda_sheets} = this.props.context;
        return Boolean(pr_agenda_id && pr_agenda_sheets);
    }

    get showsWeek() {
        return this.model.scale === "week";
    }

    /** A day of the middle names its week wherever weeks begin. */
    get sheetDay() {
        return this.showsWeek ? this.model.rangeStart.plus({days: 3}) : this.date;
    }

    async openSheet() {
        const action = await this.orm.call("pr.agenda", "action_open_sheet_of", [
            [this.props.context.pr_agenda_id],
            serializeDate(this.sheetDay),
            this.showsWeek ? "week" : "day",
        ]);
        return this.action.doAction(action);
    }
}

registry.category("views").add("pr_agenda_calendar", {
    ...calendarView,
    Controller: AgendaCalendarController,
    buttonTemplate: "pr_office.AgendaCalendar.Buttons",
});
