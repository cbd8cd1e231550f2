/* What the pages of an act share: texts, notices, entering with the PIN. */

import { ask } from "./ask.js";
import { makeStore } from "./store.js";

export const byId = (id) => document.getElementById(id);
export const settings = document.body.dataset;
// By address and name: the telephone's token, the list of guests, who has come.
const kept = makeStore("pr-gate-kept", "gates", "key");
let silentSince = null;

export function text(key, ...values) {
    const found = document.querySelector(`[data-text="${key}"]`).textContent;
    const words = found.replace(/\s+/g, " ").trim();
    return values.reduce((result, value) => result.replace("%s", () => value), words);
}

export function element(tag, content = [], properties = {}) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...[content].flat());
    return made;
}

export function tell(message, kind = "info") {
    const notice = byId("notice");
    notice.textContent = message;
    notice.className = kind;
    notice.hidden = !message;
}

export function showSignal(online) {
    silentSince = online ? null : silentSince || new Date();
    const hour = silentSince?.toTimeString().slice(0, 5);
    byId("signal").textContent = online ? text("online") : text("offline", hour);
    byId("signal").className = online ? "online" : "offline";
}

const keyOf = (name) => `${location.pathname} ${name}`;

export async function readKept(name) {
    return (await kept.get(keyOf(name)))?.value;
}

export function keep(name, value) {
    return kept.put({ key: keyOf(name), value });
}

/** Asks the server in this telephone's name. */
export async function askGate(path, { device, body } = {}) {
    const headers = { "X-Pr-Device": device || "" };
    const options = { headers };
    if (body) {
        headers["Content-Type"] = "application/json";
        Object.assign(options, { method: "POST", body: JSON.stringify(body) });
    }
    const found = await ask(`${settings.api}/${path}`, options);
    showSignal(found.status !== 0);
    return found;
}

/** Asks as the officer who is logged in. */
export async function askOfficer(path, fields) {
    const options = {};
    if (fields) {
        options.method = "POST";
        options.body = new URLSearchParams({ ...fields, csrf_token: settings.csrf });
    }
    const found = await ask(`${settings.api}/${path}`, options);
    showSignal(found.status !== 0);
    return found;
}

/** Shows the form for the PIN until it is right; `onEntered(device)` then. */
export function askPin(onEntered, message = "") {
    const form = byId("enter");
    form.hidden = false;
    tell(message, "warning");
    form.onsubmit = async (event) => {
        event.preventDefault();
        const body = { pin: form.elements.pin.value, name: form.elements.helper.value };
        const { status, answer } = await askGate("enter", { body });
        if (status !== 200 || !answer.device) {
            return tell(answer.error || text("no_pin"), "error");
        }
        try {
            await keep("device", answer.device);
        } catch {
            return tell(text("not_kept"), "error");
        }
        form.hidden = true;
        form.reset();
        tell("");
        onEntered(answer.device);
    };
}

/** Keeps page and programs for the time without signal, and this page at once. */
export async function keepPage() {
    if (!navigator.serviceWorker) {
        return;
    }
    await navigator.serviceWorker.register("/pr/gate/worker.js", { scope: "/pr/gate/" });
    await navigator.serviceWorker.ready;
    await controlled();
    await fetch(location.pathname).catch(() => {});
}

/** Only what is fetched once the worker has taken over is kept by it. */
function controlled() {
    const { serviceWorker } = navigator;
    return (
        serviceWorker.controller ||
        new Promise((taken) =>
            serviceWorker.addEventListener("controllerchange", taken, { once: true })
        )
    );
}

/** The screen stays awake while the page is looked at, where the browser can. */
export function stayAwake() {
    const wake = () =>
        document.hidden || navigator.wakeLock?.request("screen").catch(() => {});
    document.addEventListener("visibilitychange", wake);
    wake();
}
