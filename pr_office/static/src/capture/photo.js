/* Photos are made small before they are kept: a camera's 30 MB would neither fit in
 * the telephone's allowance nor pass a slow line. */

const LONGEST_SIDE = 1600;
const QUALITY = 0.8;

function load(address) {
    return new Promise((resolve, reject) => {
        const image = new Image();
        image.onload = () => resolve(image);
        image.onerror = () => reject(new Error("not a picture"));
        image.src = address;
    });
}

/** A JPEG of at most 1600 pixels a side. Fails when the browser cannot read it. */
export async function shrink(file) {
    const address = URL.createObjectURL(file);
    try {
        const image = await load(address);
        const scale = Math.min(
            1,
            LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight)
        );
        const canvas = document.createElement("canvas");
        canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
        canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return await new Promise((resolve, reject) =>
            canvas.toBlob(
                (blob) => (blob ? resolve(blob) : reject(new Error("no memory"))),
                "image/jpeg",
                QUALITY
            )
        );
    } finally {
        URL.revokeObjectURL(address);
    }
}
