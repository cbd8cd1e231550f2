import { listen, throttle } from "./bus.js";
import {
    askOfficer,
    byId,
    element,
    settings,
    showSignal,
    stayAwake,
    tell,
    text,
} from "./screen.js";
import { showAlerts, showStrip } from "./strip.js";

const EVERY = 20000;
const LEAST_BETWEEN = 1000;
const RETRY = 5000;
const FAR = 120; // minutes from which an appointment is told by its hour

let state = null;
let ahead = 0; // the server's clock less this telephone's, in seconds
let asked = 0;
let listening = false;
const undone = []; // moves that found no signal, with their moment

const now = () => Date.now() / 1000 + ahead;

// ---------------------------------------------------------------- state

async function refresh() {
    asked = Date.now();
    take(await askOfficer("stage"));
}

const refreshSoon = throttle(refresh, LEAST_BETWEEN);

function take({ status, answer }) {
    if (status === 200 && answer.steps) {
        state = answer;
        ahead = answer.now - Date.now() / 1000;
        if (!listening) {
            listening = true;
            listen(state.channel, settings.bus, refreshSoon);
        }
        show();
        return true;
    }
    if (status === 200 || status === 400) {
        tell(text("log_in"), "warning");
    } else if (answer.error) {
        tell(answer.error, "warning");
    }
    return status !== 0;
}

/** What finds no signal is done again with the moment at which it was tapped. */
async function move(action, record = "") {
    undone.push({ action, record, at: Date.now() });
    await sendMoves();
}

let sending = false;

async function sendMoves() {
    if (sending) {
        return;
    }
    sending = true;
    while (undone.length) {
        const { action, record, at } = undone[0];
        const age = Math.round((Date.now() - at) / 1000);
        if (!take(await askOfficer("do", { action, record, age }))) {
            tell(text("kept"), "warning");
            setTimeout(sendMoves, RETRY);
            break;
        }
        undone.shift();
        if (!undone.length && byId("notice").textContent === text("kept")) {
            tell("");
        }
    }
    sending = false;
}

// ---------------------------------------------------------------- screen

function show() {
    byId("stage").hidden = false;
    byId("act_name").textContent = state.act;
    byId("behind").textContent = wordBehind(state.behind);
    byId("behind").className = state.behind > 0 ? "late" : "good";
    byId("ends").textContent = state.ended
        ? text("ended")
        : state.ends
          ? text("ends", state.ends)
          : "";
    showSteps();
    showForward();
    showStrip(state.vocative.changes);
    showAlerts(state.alerts, move);
    const { arrived, expected, walk_in, driver, escort, ...rest } = state.counts;
    byId("people_counts").textContent = text(
        "counts",
        ...[arrived, expected, walk_in, rest.public, driver, escort]
    );
    tick();
}

function wordBehind(minutes) {
    if (!minutes) {
        return text("on_time");
    }
    return text(minutes > 0 ? "late" : "early", Math.abs(minutes));
}

function showSteps() {
    byId("steps").replaceChildren(...state.steps.map(row));
    if (!state.steps.length) {
        tell(text("no_steps"), "warning");
    }
}

function row(step) {
    const details = [step.who, step.cue, step.responsible].filter(Boolean).join(" · ");
    const hour = step.state === "skipped" ? text("skipped") : step.start;
    const times = [element("b", hour)];
    if (step.start !== step.planned && step.state !== "skipped") {
        times.push(" ", element("s", step.planned));
    }
    const button = element(
        "button",
        [
            element("span", times, { className: "hour" }),
            element("span", [step.name, element("small", details)]),
            element("span", `${step.minutes}′`, { className: "minutes" }),
        ],
        { type: "button", className: step.state, disabled: !state.open }
    );
    button.onclick = () => startStep(step);
    return element("li", button);
}

const nextStep = () => state.steps.find((step) => step.state === "coming");
const runningStep = () => state.steps.find((step) => step.state === "running");

/** A finger that slips on the list asks first; the large button does not. */
function startStep(step) {
    if (step.state === "running") {
        return;
    }
    if (step.id === nextStep()?.id || confirm(text("sure"))) {
        move("start", step.id);
    }
}

function showForward() {
    const next = nextStep();
    const button = byId("forward");
    button.disabled = !state.open || (!next && !runningStep());
    button.textContent = next
        ? text("starts", next.name)
        : text(runningStep() ? "finish" : "nothing_left");
    byId("back").disabled = !state.steps.some((step) =>
        ["running", "done"].includes(step.state)
    );
}

function forward() {
    const next = nextStep();
    if (next) {
        move("start", next.id);
    } else {
        move("end");
    }
}

function showRunning() {
    const step = runningStep();
    byId("running").hidden = !step;
    if (!step) {
        return;
    }
    const left = Math.ceil((step.until - now()) / 60);
    byId("running_name").textContent = step.name;
    byId("running_time").textContent =
        left >= 0
            ? text("running_left", left, step.minutes)
            : text("running_over", -left, step.minutes);
    byId("running_time").className = left < 0 ? "late" : "";
    byId("running_cue").textContent = [step.who, step.cue].filter(Boolean).join(" · ");
    byId("running_text").textContent = step.text;
}

function showNext() {
    const rows = (state.next || []).map(({ who, at, epoch }) => {
        const minutes = Math.round((epoch - now()) / 60);
        const words =
            minutes > FAR
                ? text("next_hours", who, at)
                : minutes < 0
                  ? text("next_past", who, -minutes, at)
                  : text("next", who, minutes, at);
        return element("li", words, { className: minutes < 20 ? "late" : "" });
    });
    byId("next").replaceChildren(...rows);
}

function tick() {
    const clock = new Date(now() * 1000);
    byId("clock").textContent = clock.toTimeString().slice(0, 5);
    if (state) {
        showRunning();
        showNext();
    }
}

byId("forward").addEventListener("click", forward);
byId("back").addEventListener("click", () => move("back"));
byId("release").addEventListener("click", () => move("release"));
window.addEventListener("online", () => sendMoves().then(refreshSoon));
window.addEventListener("offline", () => showSignal(false));
document.addEventListener("visibilitychange", () => document.hidden || refreshSoon());
setInterval(() => {
    tick();
    if (!document.hidden && Date.now() - asked > EVERY) {
        refreshSoon();
    }
}, 1000);
showSignal(navigator.onLine);
stayAwake();
