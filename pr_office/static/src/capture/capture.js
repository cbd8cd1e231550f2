import { shrink } from "./photo.js";
import * as queue from "./queue.js";
import { sendAll } from "./sending.js";
import { canRecord, record } from "./voice.js";

const FIRST_RETRY = 15000;
const LAST_RETRY = 300000;
const DRAFT = "pr-capture-draft";
const TEXTS = ["what", "who", "place"];
const MEGABYTE = 1024 * 1024;

const byId = (id) => document.getElementById(id);
const form = byId("capture");
let uid = Number(document.body.dataset.uid);
let maxBytes = 10 * MEGABYTE;
let files = []; // of the entry being written: {name, type, bytes}
let position = null;
let stopRecording = null;
let editing = null; // the refused entry that is being corrected
let sending = false;
let again = false;
let retry = FIRST_RETRY;
let timer = null;

function text(key, value) {
    const found = document.querySelector(`[data-text="${key}"]`).textContent;
    return found.replace(/\s+/g, " ").trim().replace("%s", value);
}

function element(tag, content, properties = {}) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...[content].flat());
    return made;
}

// ---------------------------------------------------------------- notices

function tell(message, kind = "info", link = null) {
    const notice = byId("notice");
    notice.replaceChildren(message);
    if (link) {
        notice.append(" ", link);
    }
    notice.className = kind;
    notice.hidden = false;
}

function showSignal(online) {
    byId("signal").textContent = text(online ? "online" : "offline");
    byId("signal").className = online ? "online" : "offline";
}

function showSession(state) {
    if (state === "in" || state === "offline") {
        return;
    }
    const link = element("a", text("log_in_link"), {
        href: "/web/login?redirect=/pr/capture",
    });
    tell(text(state === "out" ? "log_in" : "not_staff"), "warning", link);
}

// ---------------------------------------------------------------- queue on screen

function describe(entry) {
    const what = entry.what || entry.files.map((file) => text(file.name)).join(", ");
    return [what, entry.who].filter(Boolean).join(" – ");
}

async function showQueue() {
    const entries = await queue.list();
    const own = entries.filter((entry) => entry.uid === uid);
    byId("waiting").hidden = !entries.length;
    byId("count").textContent =
        own.length === 1 ? text("one_waiting") : text("many_waiting", own.length);
    byId("send").hidden = !own.some((entry) => !entry.refused);
    const rows = own.map(makeRow);
    if (entries.length > own.length) {
        rows.push(element("li", text("others_waiting", entries.length - own.length)));
    }
    byId("entries").replaceChildren(...rows);
}

function makeRow(entry) {
    const row = element("li", element("span", describe(entry)));
    if (entry.refused) {
        const edit = element("button", text("edit"), { type: "button" });
        edit.onclick = () => editEntry(entry);
        const discard = element("button", text("discard"), { type: "button" });
        discard.onclick = () => discardEntry(entry);
        row.append(element("p", entry.refused, { className: "error" }), edit, discard);
    }
    return row;
}

function showSent(entries) {
    for (const entry of entries) {
        byId("sent_entries").prepend(element("li", `✓ ${describe(entry)}`));
    }
    while (byId("sent_entries").children.length > 5) {
        byId("sent_entries").lastChild.remove();
    }
    byId("sent").hidden = !byId("sent_entries").children.length;
}

/** It stays in the queue until it is saved again under its own number. */
function editEntry(entry) {
    for (const name of TEXTS) {
        form.elements[name].value = entry[name];
    }
    editing = entry;
    files = entry.files;
    showFiles();
    form.elements.what.focus();
}

async function discardEntry(entry) {
    if (confirm(text("discard_sure"))) {
        await queue.remove(entry.uuid);
        await showQueue();
    }
}

// ---------------------------------------------------------------- sending

async function send() {
    if (sending) {
        again = true;
        return;
    }
    sending = true;
    clearTimeout(timer);
    try {
        do {
            again = false;
            await sendRound();
        } while (again);
    } finally {
        sending = false;
    }
}

async function sendRound() {
    const button = byId("send");
    button.disabled = true;
    button.textContent = text("sending");
    try {
        await reportRound(await sendAll());
    } finally {
        button.disabled = false;
        button.textContent = sendLabel;
    }
}

async function reportRound({ session, sent, complete }) {
    if (session.state === "in") {
        uid = session.uid;
        maxBytes = session.max_bytes;
    }
    showSignal(session.state !== "offline");
    showSent(sent);
    if (sent.length) {
        tell(text("arrived"), "good");
    }
    showSession(session.state);
    await showQueue();
    retry = complete ? FIRST_RETRY : Math.min(retry * 2, LAST_RETRY);
    if (!complete && (await queue.list()).length) {
        timer = setTimeout(send, retry);
    }
}

function sendSoon() {
    retry = FIRST_RETRY;
    return send();
}

// ---------------------------------------------------------------- writing down

function saveDraft() {
    const draft = Object.fromEntries(TEXTS.map((name) => [name, form.elements[name].value]));
    localStorage.setItem(DRAFT, JSON.stringify(draft));
}

function restoreDraft() {
    const draft = JSON.parse(localStorage.getItem(DRAFT) || "{}");
    for (const name of TEXTS) {
        form.elements[name].value ||= draft[name] || "";
    }
}

function clearForm() {
    form.reset();
    files = [];
    position = null;
    editing = null;
    byId("locate").classList.remove("on");
    localStorage.removeItem(DRAFT);
    showDate();
    showFiles();
}

function readEntry() {
    const days = form.elements.days.value;
    const entry = {
        uuid: editing?.uuid || queue.makeUuid(),
        uid,
        at: editing?.at || Date.now(),
        days: days === "date" ? "" : days,
        date_due: days === "date" ? form.elements.date_due.value : "",
        files,
        refused: "",
        ...position,
    };
    for (const name of TEXTS) {
        entry[name] = form.elements[name].value.trim();
    }
    return entry;
}

async function save(event) {
    event.preventDefault();
    const entry = readEntry();
    if (!entry.what && !entry.files.length) {
        form.elements.what.focus();
        return tell(text("empty"), "error");
    }
    try {
        await queue.put(entry);
    } catch (error) {
        const full = error?.name === "QuotaExceededError";
        return tell(text(full ? "no_room" : "not_kept"), "error");
    }
    navigator.storage?.persist?.();
    clearForm();
    tell(text("kept"), "good");
    await showQueue();
    await sendSoon();
}

function showDate() {
    const other = form.elements.days.value === "date";
    form.elements.date_due.hidden = !other;
    if (other && !form.elements.date_due.value) {
        form.elements.date_due.value = new Date().toLocaleDateString("sv");
    }
}

function locate() {
    navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
            position = { latitude: coords.latitude, longitude: coords.longitude };
            byId("locate").classList.add("on");
            tell(text("position_added"));
        },
        () => tell(text("no_position"), "warning"),
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 }
    );
}

// ---------------------------------------------------------------- photo and voice

function showFiles() {
    byId("attached").replaceChildren(...files.map(makePreview));
}

function makePreview(file) {
    const address = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
    const isPhoto = file.name === "photo";
    const shown = element(isPhoto ? "img" : "audio", [], { src: address });
    shown.controls = !isPhoto;
    shown.alt = text(file.name);
    const remove = element("button", text("remove"), { type: "button" });
    remove.onclick = () => {
        files = files.filter((one) => one !== file);
        showFiles();
    };
    return element("div", [shown, remove], { className: "row" });
}

async function attach(name, blob) {
    if (blob.size > maxBytes) {
        return tell(text("too_large", Math.round(maxBytes / MEGABYTE)), "error");
    }
    const bytes = await blob.arrayBuffer();
    files = files.filter((file) => file.name !== name);
    files.push({ name, type: blob.type, bytes });
    byId("notice").hidden = true;
    showFiles();
}

async function takePhoto(event) {
    const file = event.target.files[0];
    event.target.value = "";
    if (!file) {
        return;
    }
    tell(text("reducing"));
    try {
        await attach("photo", await shrink(file));
    } catch {
        tell(text("photo_failed"), "error");
    }
}

async function toggleRecording() {
    if (stopRecording) {
        return stopRecording();
    }
    const button = byId("record");
    const label = button.querySelector("span");
    const onTick = (seconds) => {
        const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
        label.textContent = text("recording", clock);
    };
    const onDone = (blob) => {
        stopRecording = null;
        label.textContent = text("voice");
        button.classList.remove("on");
        attach("voice", blob);
    };
    try {
        stopRecording = await record(onTick, onDone);
        button.classList.add("on");
    } catch {
        label.textContent = text("voice");
        tell(text("no_microphone"), "error");
    }
}

// ---------------------------------------------------------------- start

function offerInstallation(event) {
    event.preventDefault();
    const button = byId("install");
    button.hidden = false;
    button.onclick = () => {
        button.hidden = true;
        event.prompt();
    };
}

const sendLabel = byId("send").textContent;

form.addEventListener("submit", save);
form.addEventListener("input", saveDraft);
form.addEventListener("change", showDate);
byId("photo").addEventListener("change", takePhoto);
byId("record").addEventListener("click", toggleRecording);
byId("send").addEventListener("click", sendSoon);
byId("locate").addEventListener("click", locate);
window.addEventListener("online", sendSoon);
window.addEventListener("offline", () => showSignal(false));
window.addEventListener("beforeinstallprompt", offerInstallation);
document.addEventListener("visibilitychange", () => document.hidden || sendSoon());

byId("record").hidden = !canRecord();
byId("locate").hidden = !(window.isSecureContext && navigator.geolocation);
showSignal(navigator.onLine);
restoreDraft();
showDate();
if (navigator.serviceWorker) {
    navigator.serviceWorker.register("/pr/capture/worker.js", { scope: "/pr/capture" });
} else if (!window.isSecureContext) {
    tell(text("insecure"), "warning");
}
showQueue().catch(() => tell(text("not_kept"), "error"));
sendSoon();
