import { listen, throttle } from "./bus.js";
import { printList } from "./print.js";
import {
    askGate,
    askOfficer,
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
import { showAlerts, showStrip } from "./strip.js";

const EVERY = 20000;
const LEAST_BETWEEN = 1000;
const SIZES = [1.2, 1.5, 1.9, 2.4, 3];
const OFFICER = Boolean(settings.officer);

let device = "";
let state = null;
let short = false;
let size = Number(localStorage.getItem("pr-mc-size") || (innerWidth < 600 ? 0 : 2));
let listening = false;
let asked = Date.now();

// ---------------------------------------------------------------- state

const getStage = () => (OFFICER ? askOfficer("stage") : askGate("stage", { device }));

async function refresh() {
    asked = Date.now();
    await take(await getStage());
}

const refreshSoon = throttle(refresh, LEAST_BETWEEN);

async function take({ status, answer }) {
    if (status === 200 && answer.vocative) {
        state = answer;
        await keep("stage", state).catch(() => {});
        startBus(state.channel);
        show();
    } else if (status === 403 && answer.code === "device") {
        device = "";
        await keep("device", "");
        byId("stage").hidden = true;
        askPin(enter, answer.error);
    } else if (answer.error) {
        tell(answer.error, "warning");
    }
}

function startBus(channel) {
    if (!listening) {
        listening = true;
        listen(channel, settings.bus, refreshSoon);
    }
}

async function move(action) {
    const found = OFFICER
        ? await askOfficer("do", { action })
        : await askGate("reading", { device, body: { reading: action === "reading" } });
    if (found.status === 200) {
        tell("");
    } else if (!found.answer.error) {
        tell(text("not_done"), "warning");
    }
    await take(found);
}

// ---------------------------------------------------------------- screen

/** Who is named: all who have come, or only those at the head table. */
function readers() {
    return state.vocative.lines.filter(([, , , table]) => table || !short);
}

function show() {
    byId("stage").hidden = false;
    byId("act_name").textContent = state.act;
    const { reading, frozen } = state.vocative;
    byId("frozen_note").textContent = frozen ? text("frozen", frozen) : text("live");
    byId("frozen_note").classList.toggle("on", Boolean(frozen));
    byId("reading").textContent = text(reading ? "end" : "begin");
    byId("reading").hidden = !state.open;
    showPeople();
    showScript();
    showStrip(state.vocative.changes);
    showAlerts(state.alerts, null);
}

function showPeople() {
    const shown = readers();
    byId("people").replaceChildren(...shown.map(([, words, say]) => person(words, say)));
    byId("closing").textContent = text(short ? "closing_short" : "closing_full");
    byId("closing").hidden = !shown.length;
    byId("nobody").hidden = Boolean(shown.length);
    document.body.style.setProperty("--reading", `${SIZES[size]}rem`);
}

function person(words, say) {
    const row = element("li", words);
    if (say) {
        row.append(element("small", text("say", say)));
    }
    return row;
}

function showScript() {
    const rows = state.steps.map((step) => {
        const row = element("li", element("b", `${step.start} ${step.name}`));
        row.className = step.state;
        const cue = [step.who, step.cue].filter(Boolean).join(" · ");
        row.append(element("small", cue), element("p", step.text));
        return row;
    });
    byId("script").replaceChildren(...rows);
}

function showTab(name) {
    for (const tab of ["list", "script"]) {
        byId(`${tab}_view`).hidden = tab !== name;
        byId(`tab_${tab}`).setAttribute("aria-pressed", tab === name);
    }
}

function setShort(on) {
    short = on;
    byId("form_short").setAttribute("aria-pressed", on);
    showPeople();
}

function setSize(change) {
    size = Math.min(SIZES.length - 1, Math.max(0, size + change));
    localStorage.setItem("pr-mc-size", size);
    showPeople();
}

function printNow() {
    const lines = readers().map(([, words, say]) => [words, say && text("say", say)]);
    const hour = state.vocative.frozen || new Date().toTimeString().slice(0, 5);
    printList(byId("paper"), state.act, text("as_of", hour), lines, byId("closing").textContent);
}

// ---------------------------------------------------------------- start

async function enter(token) {
    device = token;
    state = (await readKept("stage")) || null;
    if (state) {
        startBus(state.channel);
        show();
    }
    refreshSoon();
}

async function start() {
    if (OFFICER) {
        return enter("");
    }
    keepPage();
    try {
        const known = await readKept("device");
        await (known ? enter(known) : askPin(enter));
    } catch {
        tell(text("not_kept"), "error");
    }
}

byId("tab_list").addEventListener("click", () => showTab("list"));
byId("tab_script").addEventListener("click", () => showTab("script"));
byId("form_short").addEventListener("click", () => setShort(!short));
byId("smaller").addEventListener("click", () => setSize(-1));
byId("larger").addEventListener("click", () => setSize(1));
byId("print_now").addEventListener("click", printNow);
byId("reading").addEventListener("click", () =>
    move(state.vocative.reading ? "read" : "reading")
);
byId("release")?.addEventListener("click", () => move("release"));
window.addEventListener("online", refreshSoon);
window.addEventListener("offline", () => showSignal(false));
setInterval(() => {
    const entered = OFFICER || device;
    if (entered && !document.hidden && Date.now() - asked > EVERY) {
        refreshSoon();
    }
}, 1000);
showSignal(navigator.onLine);
stayAwake();
start();
