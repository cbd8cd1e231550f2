/* A voice note: small on purpose, speech needs no more. */

const LONGEST_SECONDS = 120;
const BITS_PER_SECOND = 24000;
const TYPES = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

export function canRecord() {
    return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder);
}

/** Starts recording. `onTick(seconds)` each second, `onDone(blob)` when it ends.
 * Returns the function that stops it. */
export async function record(onTick, onDone) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, {
        mimeType,
        audioBitsPerSecond: BITS_PER_SECOND,
    });
    const parts = [];
    let seconds = 0;
    const clock = setInterval(() => {
        onTick(++seconds);
        if (seconds >= LONGEST_SECONDS) {
            recorder.stop();
        }
    }, 1000);
    recorder.ondataavailable = (event) => parts.push(event.data);
    recorder.onstop = () => {
        clearInterval(clock);
        stream.getTracks().forEach((track) => track.stop());
        onDone(new Blob(parts, { type: recorder.mimeType.split(";")[0] }));
    };
    recorder.start(1000);
    onTick(0);
    return () => recorder.state === "inactive" || recorder.stop();
}
