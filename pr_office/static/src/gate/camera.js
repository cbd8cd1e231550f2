/* QR codes by the camera: the browser's own reader, else the one the web client has. */

const EVERY = 150;
const ZXING = "/web/static/lib/zxing-library/zxing-library.js";
const BUILDER = "/web/static/src/core/barcode/ZXingBarcodeDetector.js";

export function canScan() {
    return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia);
}

function loadScript(address) {
    return new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = resolve;
        script.onerror = () => reject(new Error(address));
        document.head.append(script);
    });
}

async function hasOwnReader() {
    if (!("BarcodeDetector" in window)) {
        return false;
    }
    return (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

/** Loads what reads codes, so that it is there when the signal is not. */
export async function makeReader() {
    const options = { formats: ["qr_code"] };
    if (await hasOwnReader()) {
        return new window.BarcodeDetector(options);
    }
    if (!window.ZXing) {
        await loadScript(ZXING);
    }
    const { buildZXingBarcodeDetector } = await import(BUILDER);
    return new (buildZXingBarcodeDetector(window.ZXing))(options);
}

/** Reads codes from the camera into `video`; `onCode(text)` once for each code that
 * comes into sight. Returns the function that stops it. */
export async function scan(video, onCode) {
    const reader = await makeReader();
    const stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: "environment" },
    });
    let on = true;
    let last = "";
    video.srcObject = stream;
    await video.play();
    const look = async () => {
        const [found] = await reader.detect(video).catch(() => []);
        if (on && found?.rawValue && found.rawValue !== last) {
            last = found.rawValue;
            navigator.vibrate?.(80);
            onCode(last);
        }
        if (on) {
            setTimeout(look, EVERY);
        }
    };
    look();
    return () => {
        on = false;
        stream.getTracks().forEach((track) => track.stop());
        video.srcObject = null;
    };
}
