import {
    Component,
    onMounted,
    onWillStart,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {ConnectionLostError, RPCError} from "@web/core/network/rpc";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

// So far a pointer goes before a press becomes a drag.
const DRAG_STARTS = 6;
const ARROWS = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, -1],
    ArrowDown: [0, 1],
};

/**
 * The seating plan of an act as the public sees it.
 *
 * Guests are dragged to their seats; or picked with a tap, a click or Enter and seated
 * with the next one. The server checks and makes each move, and answers with the plan.
 */
export class SeatingAction extends Component {
    static template = "pr_office.SeatingAction";
    static components = {Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.root = useRef("root");
        this.display = {controlPanel: {}};
        this.state = useState({
            plan: null,
            picked: null,
            drag: null,
            search: "",
            undo: [],
            busy: false,
        });
        this.eventId = this.props.action.context.active_id;
        onWillStart(() => this.load());
        onMounted(() => this.showMiddle());
        useExternalListener(window, "pointermove", this.onPointerMove.bind(this));
        useExternalListener(window, "pointerup", this.onPointerUp.bind(this));
        useExternalListener(window, "pointercancel", () => this.dropDrag());
        useExternalListener(window, "keydown", this.onWindowKey.bind(this));
    }

    // -- The plan ---------------------------------------------------------------------

    async load() {
        this.state.plan = await this.call("get_seating_plan");
    }

    call(method, ...args) {
        return this.orm.call("pr.event", method, [[this.eventId], ...args]);
    }

    get plan() {
        return this.state.plan;
    }

    get unseated() {
        const words = this.state.search.trim().toLowerCase();
        return this.plan.unseated.filter((guest) =>
            `${guest.name} ${guest.post}`.toLowerCase().includes(words)
        );
    }

    get seats() {
        return this.plan.zones.flatMap((zone) => zone.seats);
    }

    get hint() {
        if (!this.plan.editable) {
            return _t("The seats of this act are shown and not changed here.");
        }
        const {picked} = this.state;
        return picked
            ? _t("%(name)s: choose the seat.", {name: picked.name})
            : _t("Drag a guest to a seat, or choose the guest and then the seat.");
    }

    findSeat(seatId) {
        return this.seats.find((seat) => seat.id === seatId);
    }

    seatOf(guestId) {
        return this.seats.find((seat) => seat.guest && seat.guest.id === guestId);
    }

    /**
     * Sizes of the drawing of a zone: a margin for the letters of rows, and the bar of
     * the head table below its chairs.
     */
    frame(zone) {
        const left = zone.rows.length ? 44 : 4;
        const wide = Math.max(zone.width, 480);
        const bar = zone.kind === "head" ? 20 : 0;
        return {
            left,
            wide,
            bar,
            shift: left + (wide - zone.width) / 2,
            floor: zone.height + 8,
            width: wide + left + 4,
            height: zone.height + bar + 52,
        };
    }

    /**
     * On a narrow screen who presides is what is seen first.
     */
    showMiddle() {
        for (const drawing of this.root.el.querySelectorAll(".pr-drawing")) {
            drawing.scrollLeft = (drawing.scrollWidth - drawing.clientWidth) / 2;
        }
    }

    postLines(zone, guest) {
        if (zone.kind === "head") {
            return guest.post_lines;
        }
        return guest.name_lines.length === 1 ? guest.post_lines.slice(0, 1) : [];
    }

    describeSeat(zone, seat) {
        const who = seat.guest ? `${seat.guest.name}, ${seat.guest.post}` : _t("free");
        const fixed = seat.locked ? ` (${_t("fixed")})` : "";
        return `${zone.name} ${seat.label}${fixed}: ${who}`;
    }

    // -- Changes ----------------------------------------------------------------------

    /**
     * Ask the server for a change; what it refuses is said and the plan read anew.
     *
     * @returns {Boolean} whether it was made
     */
    async change(method, ...args) {
        if (this.state.busy) {
            return false;
        }
        this.state.busy = true;
        try {
            const plan = await this.call(method, ...args);
            this.state.plan = plan.zones ? plan : await this.call("get_seating_plan");
            return true;
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                this.warn(_t("No connection: nothing was moved. Try again."));
                return false;
            }
            if (!(error instanceof RPCError) || !error.data) {
                throw error;
            }
            this.warn(error.data.message);
            await this.load();
            this.state.undo = [];
            return false;
        } finally {
            this.state.busy = false;
            this.state.picked = null;
        }
    }

    warn(message) {
        this.notification.add(message, {type: "danger"});
    }

    /**
     * Seat a guest; who sits there goes to the seat that the guest leaves.
     */
    async seat(guest, seat) {
        const from = this.seatOf(guest.id);
        if (from === seat) {
            this.state.picked = null;
            return;
        }
        const moves = [[guest.id, seat ? seat.id : false]];
        if (seat && seat.guest) {
            moves.push([seat.guest.id, from ? from.id : false]);
        }
        await this.move(moves);
    }

    async move(moves) {
        const back = moves.map(([guestId]) => {
            const from = this.seatOf(guestId);
            return [guestId, from ? from.id : false];
        });
        if (await this.change("move_guests", moves, this.plan.version)) {
            this.state.undo.push(back);
        }
    }

    async undo() {
        const moves = this.state.undo.pop();
        if (moves) {
            await this.change("move_guests", moves, this.plan.version);
        }
    }

    async seatAutomatically() {
        if (await this.change("action_seat_guests")) {
            this.state.undo = [];
        }
    }

    async toggleFixed() {
        const seat = this.seatOf(this.state.picked.id);
        await this.change("fix_seat", seat.id, !seat.locked);
    }

    // -- Choosing with a click, a tap or the keyboard ---------------------------------

    pick(guest) {
        if (!this.plan.editable) {
            return;
        }
        const same = this.state.picked && this.state.picked.id === guest.id;
        this.state.picked = same ? null : guest;
    }

    get pickedSeat() {
        return this.state.picked && this.seatOf(this.state.picked.id);
    }

    async choose(seat) {
        const {picked} = this.state;
        if (picked && !(seat.guest && seat.guest.id === picked.id)) {
            await this.seat(picked, seat);
        } else if (seat.guest) {
            this.pick(seat.guest);
        }
    }

    async onSeatKey(ev, seat) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            await this.choose(seat);
        } else if (ARROWS[ev.key]) {
            ev.preventDefault();
            this.focusBeside(ev.currentTarget, ARROWS[ev.key]);
        } else if (ev.key === "Delete" && seat.guest && this.plan.editable) {
            await this.seat(seat.guest, null);
        }
    }

    /**
     * Focus the nearest seat in a direction; what lies across counts double.
     */
    focusBeside(element, [x, y]) {
        const middle = (each) => {
            const box = each.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        };
        const [fromX, fromY] = middle(element);
        let best = null;
        let least = Infinity;
        for (const other of this.root.el.querySelectorAll(".pr-seat")) {
            const [toX, toY] = middle(other);
            const along = (toX - fromX) * x + (toY - fromY) * y;
            const across = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
            const far = along + 2 * across;
            if (along > 1 && far < least) {
                [best, least] = [other, far];
            }
        }
        if (best) {
            best.focus();
        }
    }

    onWindowKey(ev) {
        if (ev.key === "Escape") {
            this.dropDrag();
            this.state.picked = null;
        } else if (
            ev.key === "z" &&
            (ev.ctrlKey || ev.metaKey) &&
            !ev.target.closest("input, textarea")
        ) {
            ev.preventDefault();
            this.undo();
        }
    }

    // -- Dragging with a mouse or a pen; a finger scrolls and taps --------------------

    onPress(ev, guest) {
        if (!this.plan.editable || ev.pointerType === "touch" || ev.button !== 0) {
            return;
        }
        const [x, y] = [ev.clientX, ev.clientY];
        this.press = {guest, x, y};
    }

    onPointerMove(ev) {
        if (!this.press) {
            return;
        }
        const {guest, x, y} = this.press;
        const far = Math.hypot(ev.clientX - x, ev.clientY - y);
        if (this.state.drag || far > DRAG_STARTS) {
            this.state.drag = {guest, x: ev.clientX, y: ev.clientY};
            const over = document.elementFromPoint(ev.clientX, ev.clientY);
            const seat = over && over.closest(".pr-seat");
            this.state.drag.over = seat ? Number(seat.dataset.seat) : null;
        }
    }

    async onPointerUp(ev) {
        const {drag} = this.state;
        this.dropDrag();
        if (!drag) {
            return;
        }
        this.swallowClick();
        const target = document.elementFromPoint(ev.clientX, ev.clientY);
        const seat = target && target.closest(".pr-seat");
        if (seat) {
            await this.seat(drag.guest, this.findSeat(Number(seat.dataset.seat)));
        } else if (target && target.closest(".pr-unseated")) {
            await this.seat(drag.guest, null);
        }
    }

    /**
     * The click that ends a drag chooses nobody.
     */
    swallowClick() {
        const swallow = (ev) => ev.stopPropagation();
        window.addEventListener("click", swallow, {capture: true, once: true});
        setTimeout(() => window.removeEventListener("click", swallow, true));
    }

    dropDrag() {
        this.press = null;
        this.state.drag = null;
    }
}

registry.category("actions").add("pr_office.seating", SeatingAction);
