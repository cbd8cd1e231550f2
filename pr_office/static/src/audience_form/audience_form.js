// Helps with the public form; without it the server says the same things.

const form = document.getElementById("pr_audience_form");

/** Shows what belongs to a choice only when it is chosen. */
function follow(name, apply) {
    const controls = form.querySelectorAll(`[name="${name}"]`);
    const update = () => {
        const chosen = [...controls].find((c) => c.type !== "radio" || c.checked);
        apply(chosen ? chosen.value : "");
    };
    controls.forEach((control) => control.addEventListener("change", update));
    update();
}

/** Says whether a field may stay empty, to the browser and to the person. */
function require(name, needed) {
    form.elements[name].required = needed;
    const mark = form.querySelector(`label[for="${name}"] [data-optional]`);
    mark.hidden = needed;
}

function followCapacity(value) {
    const represents = value === "represents";
    document.getElementById("represented").hidden = !represents;
    require("represented_name", represents);
}

function followWay(value) {
    require("email", value === "mail");
    require("phone", ["phone", "whatsapp", "relative"].includes(value));
}

/** Says before sending what the server would refuse after a long wait. */
function checkFiles() {
    const input = form.elements.files;
    const say = input.dataset;
    const kept = form.querySelectorAll('[name="kept"]:checked').length;
    const large = [...input.files].find((file) => file.size > Number(say.limit));
    let text = "";
    if (large) {
        text = say.tooLarge.replace("{name}", large.name);
    } else if (kept + input.files.length > Number(say.most)) {
        text = say.tooMany;
    }
    input.setCustomValidity(text);
    const place = document.getElementById("files_now");
    place.textContent = text;
    place.hidden = !text;
    return !text;
}

function sendOnce(event) {
    if (form.elements.files && !checkFiles()) {
        event.preventDefault();
        form.elements.files.focus();
        return;
    }
    const button = form.querySelector('[type="submit"]');
    if (button.dataset.sent) {
        event.preventDefault();
        return;
    }
    button.dataset.sent = "1";
    button.textContent = button.dataset.sending;
}

if (form) {
    follow("capacity", followCapacity);
    follow("tell_by", followWay);
    form.addEventListener("submit", sendOnce);
    if (form.elements.files) {
        form.elements.files.addEventListener("change", checkFiles);
    }
    // Coming back with the browser's button, the form can be sent again.
    window.addEventListener("pageshow", () => {
        const button = form.querySelector('[type="submit"]');
        delete button.dataset.sent;
        button.textContent = button.dataset.send;
    });
    const wrong = form.querySelector(".is-invalid");
    if (wrong) {
        wrong.focus();
    }
}
