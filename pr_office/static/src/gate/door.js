import { listen, throttle } from "./bus.js";
import { canScan, makeReader, scan } from "./camera.js";
import { Guests, readCode, SHOWN } from "./guests.js";
import {
    askGate,
    askPin,
    byId,
    element,
    keep,
    keepPage,
    readKept,
    settings,
    showSignal,
    stayAwake,
    tell,
    text,
} from "./screen.js";
import * as taps from "./taps.js";

const EVERY = 30000;
const EVERY_WITHOUT_BUS = 10000;
const LEAST_BETWEEN = 1500;
const LAST_SHOWN = 8;

const guests = new Guests();
let device = "";
let list = ""; // version of the list of guests
let since = 0; // the server's clock when it was last asked
let counts = {};
let current = null; // {guest, tap} on the card
let pressed = false; // "authority in sight"
let stopCamera = null;
let isLineOpen = () => false;
let toldTo = null; // the guest somebody else comes for; false: nobody's
const recent = [];

// ---------------------------------------------------------------- list of guests

async function loadList() {
    const { status, answer } = await askGate("guests", { device });
    if (status === 200 && answer.guests) {
        guests.load(answer.guests);
        await takeStatus(answer, true);
        await keep("list", answer);
        startBus(answer.channel);
        byId("gate_name").textContent = answer.gate;
    } else {
        refused(status, answer);
    }
}

async function restoreList() {
    const kept = await readKept("list");
    if (!kept) {
        return;
    }
    if (kept.expires * 1000 < Date.now()) {
        return forget();
    }
    const came = await readKept("came");
    guests.load(kept.guests);
    guests.update(came.in, true);
    counts = came.counts;
    byId("gate_name").textContent = kept.gate;
    startBus(kept.channel);
}

async function forget() {
    guests.load([]);
    await keep("list", null);
    await keep("came", null);
}

async function takeStatus(answer, whole) {
    guests.update(answer.in, whole);
    counts = answer.counts;
    since = answer.now;
    list = answer.list;
    await keep("came", { in: [...guests.arrivals], counts });
}

async function refresh() {
    if (!since || !list) {
        await loadList();
    } else {
        const path = `status?since=${since}`;
        const { status, answer } = await askGate(path, { device });
        if (status === 200 && answer.list) {
            const known = list;
            await takeStatus(answer, false);
            if (answer.list !== known) {
                await loadList();
            }
        } else {
            refused(status, answer);
        }
    }
    await applyWaiting();
    show();
}

const refreshSoon = throttle(refresh, LEAST_BETWEEN);

/** What was tapped here and not yet sent holds on this telephone. */
async function applyWaiting() {
    for (const tap of await taps.waiting()) {
        if (tap.do === "admit" && tap.guest && !guests.arrival(tap.guest)) {
            guests.note(tap.guest, { at: tap.hour, number: tap.uuid, own: true });
        } else if (tap.do === "undo" && tap.guest) {
            guests.note(tap.guest, null);
        }
    }
}

function refused(status, answer) {
    if (status === 403 && answer.code) {
        withdraw(answer);
    }
}

/** The list goes; what is not yet sent stays, for the protocol office to see. */
async function withdraw({ code, error }) {
    device = "";
    await keep("device", "");
    await forget();
    byId("door").hidden = true;
    if (code === "device") {
        askPin(enter, error);
    } else {
        tell(error, "warning");
    }
}

function startBus(channel) {
    if (channel && !startBus.done) {
        startBus.done = true;
        isLineOpen = listen(channel, settings.bus, refreshSoon);
    }
}

// ---------------------------------------------------------------- taps

async function tapped(tap) {
    const hour = new Date().toTimeString().slice(0, 5);
    let made;
    try {
        made = await taps.add({ ...tap, hour });
    } catch {
        return tell(text("not_kept"), "error");
    }
    sendSoon();
    return made;
}

const sendSoon = () => taps.sendSoon(async () => device, takeResults, withdraw);

async function takeResults(pairs) {
    for (const [tap, result] of pairs) {
        if (result.status === "in" || result.status === "double") {
            guests.note(result.guest, result);
        }
        if (result.status === "double") {
            showConflict(tap, result);
        } else if (tap.do === "admit" && result.status === "in" && !tap.guest) {
            showGuest("in", guests.get(result.guest), tap);
        } else if (["unknown", "refused"].includes(result.status)) {
            showUnknown(tap);
        }
    }
    refreshSoon();
}

function showConflict(tap, result) {
    const guest = guests.get(result.guest);
    const late = Date.now() - tap.at > 15000;
    showGuest(late ? "double" : "already", guest, null, result);
}

function showUnknown(tap) {
    if (tap.do === "undo") {
        return;
    }
    const guest = guests.get(tap.guest);
    if (guest) {
        guests.note(guest.id, null);
        tell(text("not_sent", guest.name), "error");
    } else {
        card("unknown", { name: "", post: "", seat: "" }, text("unknown_hint"));
    }
}

async function choose(guest) {
    if (pressed) {
        return tellSight(guest);
    }
    const arrival = guests.arrival(guest.id);
    if (arrival) {
        return showGuest("already", guest, null, arrival);
    }
    const tap = await tapped({ do: "admit", guest: guest.id });
    if (tap) {
        guests.note(guest.id, { at: tap.hour, number: tap.uuid, own: true });
        counts.arrived = (counts.arrived || 0) + 1;
        showGuest("in", guest, tap);
    }
}

async function chooseCode(scanned) {
    const { token, digest } = await readCode(scanned);
    const guest = digest && guests.byCode(digest);
    if (guest) {
        return choose(guest);
    }
    // Somebody invited a moment ago: the server may know
    await tapped(digest ? { do: "admit", page: digest } : { do: "admit", link: token });
}

async function tellSight(guest) {
    setPressed(false);
    await tapped({ do: "sight", guest: guest.id });
    clearSearch();
    tell(text("sighted", guest.name), "good");
}

async function undo(guest, number) {
    await tapped({ do: "undo", guest: guest.id, of: number });
    guests.note(guest.id, null);
    counts.arrived = Math.max(0, (counts.arrived || 1) - 1);
    card("undone", guest, "");
    byId("done").className = "warning";
    show();
}

async function count(kind) {
    const guest = kind === "public" ? undefined : current?.guest.id;
    await tapped({ do: kind, guest });
    counts[kind] = (counts[kind] || 0) + 1;
    if (kind === "public") {
        tell(text(kind, counts[kind]), "good");
    } else {
        current[kind] = (current[kind] || 0) + 1;
        byId("done_note").textContent = text(kind, current[kind]);
    }
}

// ---------------------------------------------------------------- the card

function showGuest(kind, guest, tap, arrival = null) {
    if (!guest) {
        return;
    }
    const known = arrival || guests.arrival(guest.id);
    const where = [known?.where, known?.who].filter(Boolean).join(", ");
    const note =
        kind === "in"
            ? guest.away && text("excused")
            : text("since", readHour(known?.at), where || byId("gate_name").textContent);
    current = { guest, number: tap?.uuid || known?.number };
    card(kind, guest, note || "");
    byId("done_actions").hidden = false;
    byId("undo").hidden = !current.number;
    if (kind === "in") {
        recent.unshift(guest);
        recent.splice(LAST_SHOWN);
        clearSearch();
    }
    show();
}

function card(kind, guest, note) {
    tell("");
    byId("done").hidden = false;
    byId("done").className = { in: "good", unknown: "error" }[kind] || "warning";
    byId("done_title").textContent = text(kind);
    byId("done_name").textContent = guest.name;
    byId("done_post").textContent = guest.post;
    byId("done_seat").textContent = guest.seat;
    byId("done_note").textContent = note;
    byId("done_actions").hidden = true;
}

/** "2036-05-12 15:03:00" of the server is UTC; an hour of this telephone stays. */
function readHour(at) {
    if (!at || at.length < 10) {
        return at || "";
    }
    return new Date(`${at.replace(" ", "T")}Z`).toTimeString().slice(0, 5);
}

// ---------------------------------------------------------------- search

function row(guest) {
    const arrival = guests.arrival(guest.id);
    const button = element(
        "button",
        [
            element("b", guest.name),
            element("span", guest.post, { className: "post" }),
            element("span", guest.seat, { className: "seat" }),
        ],
        { type: "button", className: arrival ? "person in" : "person" }
    );
    button.dataset.guest = guest.id;
    button.onclick = () => choose(guest);
    return element("li", button);
}

function showFound() {
    const found = guests.search(byId("search").value);
    const shown = (found || []).slice(0, SHOWN);
    byId("found").replaceChildren(...shown.map(row));
    const more = found && found.length - shown.length;
    const none = found && !found.length && text("no_match");
    byId("hint").textContent =
        none || (more ? text("more", more) : pressed ? text("sight_hint") : "");
    if (found) {
        byId("done").hidden = true;
    }
}

function clearSearch() {
    byId("search").value = "";
    showFound();
}

async function show() {
    const expected = Math.max(counts.expected || 0, counts.arrived || 0);
    byId("arrived").textContent = text("arrived", counts.arrived || 0, expected);
    const left = (await taps.waiting()).length;
    byId("waiting").hidden = !left;
    byId("waiting").textContent =
        left === 1 ? text("one_waiting") : text("many_waiting", left);
    byId("last_title").hidden = !recent.length;
    byId("last").replaceChildren(...recent.map(row));
}

/** A code reader types a link and presses Enter. */
function searched(event) {
    if (event.key !== "Enter") {
        return;
    }
    const typed = byId("search").value;
    const found = guests.search(typed);
    if (/\/|[0-9a-f]{40}/.test(typed)) {
        clearSearch();
        chooseCode(typed);
    } else if (found?.length === 1) {
        choose(found[0]);
    }
}

function setPressed(on) {
    pressed = on;
    byId("sight").classList.toggle("on", on);
    byId("sight").setAttribute("aria-pressed", on);
    showFound();
    if (on) {
        byId("search").focus();
    }
}

// ---------------------------------------------------------------- told at the door

function askName(guest) {
    toldTo = guest;
    const title = guest ? text("another_title", guest.name) : text("walk_in_title");
    byId("told_title").textContent = title;
    byId("told").hidden = false;
    byId("told").elements.name.value = guest ? "" : byId("search").value;
    byId("told").elements.name.focus();
}

async function noteName(event) {
    event.preventDefault();
    const { name, post } = byId("told").elements;
    if (!name.value.trim()) {
        return name.focus();
    }
    const told = { name: name.value.trim(), post: post.value.trim() };
    if (toldTo) {
        const number = current.number;
        await tapped({ do: "undo", guest: toldTo.id, of: number });
        const tap = await tapped({ do: "admit", guest: toldTo.id, ...told });
        guests.note(toldTo.id, { at: tap.hour, number: tap.uuid, own: true });
        current.number = tap.uuid;
        byId("done_note").textContent = [told.name, told.post].filter(Boolean).join(", ");
    } else {
        await tapped({ do: "walk_in", ...told });
        clearSearch();
        card("noted", { ...told, seat: "" }, "");
        byId("done").className = "good";
    }
    byId("told").hidden = true;
    byId("told").reset();
    show();
}

// ---------------------------------------------------------------- camera

async function openCamera() {
    if (!canScan()) {
        return tell(text(window.isSecureContext ? "no_camera" : "insecure"), "warning");
    }
    byId("camera").hidden = false;
    try {
        const video = byId("camera").querySelector("video");
        stopCamera = await scan(video, chooseCode);
    } catch {
        closeCamera();
        tell(text("no_camera"), "warning");
    }
}

function closeCamera() {
    stopCamera?.();
    stopCamera = null;
    byId("camera").hidden = true;
}

// ---------------------------------------------------------------- start

async function enter(token) {
    device = token;
    byId("door").hidden = false;
    await restoreList();
    await applyWaiting();
    show();
    refreshSoon();
    sendSoon();
    if (canScan()) {
        makeReader().catch(() => {});
    }
}

async function start() {
    keepPage();
    try {
        const known = await readKept("device");
        await (known ? enter(known) : askPin(enter));
    } catch {
        tell(text("not_kept"), "error");
    }
}

let asked = Date.now();

function everySecond() {
    const pause = isLineOpen() ? EVERY : EVERY_WITHOUT_BUS;
    if (device && !document.hidden && Date.now() - asked > pause) {
        asked = Date.now();
        refreshSoon();
        sendSoon();
    }
}

byId("search").addEventListener("input", showFound);
byId("search").addEventListener("keydown", searched);
byId("scan").addEventListener("click", () => (stopCamera ? closeCamera() : openCamera()));
byId("stop_camera").addEventListener("click", closeCamera);
byId("undo").addEventListener("click", () => undo(current.guest, current.number));
byId("another").addEventListener("click", () => askName(current.guest));
byId("walk_in").addEventListener("click", () => askName(null));
byId("told").addEventListener("submit", noteName);
byId("told_cancel").addEventListener("click", () => (byId("told").hidden = true));
byId("sight").addEventListener("click", () => setPressed(!pressed));
for (const button of document.querySelectorAll("[data-count]")) {
    button.addEventListener("click", () => count(button.dataset.count));
}
window.addEventListener("online", () => device && sendSoon().then(refreshSoon));
window.addEventListener("offline", () => showSignal(false));
document.addEventListener("visibilitychange", () => document.hidden || everySecond());
setInterval(everySecond, 1000);
if (!window.isSecureContext) {
    tell(text("insecure"), "warning");
}
showSignal(navigator.onLine);
stayAwake();
start();
