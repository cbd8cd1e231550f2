/* Listens to one channel of the server's bus, for as long as the page is open. */

const FIRST_RETRY = 2000;
const LAST_RETRY = 60000;

/** Calls `onChange` when the channel says that something changed, and after each new
 * connection, since what happened meanwhile was missed. Returns a function that tells
 * whether the line is open. */
export function listen(channel, version, onChange) {
    let socket = null;
    let retry = FIRST_RETRY;

    function connect() {
        const scheme = location.protocol === "https:" ? "wss" : "ws";
        socket = new WebSocket(`${scheme}://${location.host}/websocket?version=${version}`);
        socket.onopen = () => {
            retry = FIRST_RETRY;
            const data = { channels: [channel], last: 0 };
            socket.send(JSON.stringify({ event_name: "subscribe", data }));
            onChange();
        };
        socket.onmessage = (message) => {
            const rows = JSON.parse(message.data);
            if (rows.some((row) => row.message?.type === "pr_office.act")) {
                onChange();
            }
        };
        socket.onclose = () => {
            setTimeout(connect, retry);
            retry = Math.min(retry * 2, LAST_RETRY);
        };
    }

    connect();
    return () => socket.readyState === WebSocket.OPEN;
}

/** Runs `action` again and again but never twice at once, and not more often than
 * every `least` milliseconds however often it is asked for. */
export function throttle(action, least) {
    let running = false;
    let wanted = false;
    async function run() {
        wanted = true;
        if (running) {
            return;
        }
        running = true;
        while (wanted) {
            wanted = false;
            await action();
            await new Promise((resolve) => setTimeout(resolve, least));
        }
        running = false;
    }
    return run;
}
