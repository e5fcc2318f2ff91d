// Which files somebody has brought, and which of them need not even be sent.
const JUNK = /^(\.|thumbs\.db$|desktop\.ini$)/i; // what systems leave in folders

// Of a drop: its files, and those of its folders. To be called at once; what was dropped is gone a moment later.
export async function dropped(transfer) {
  const items = [...transfer.items].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.());
  const plain = [...transfer.files];
  if (!entries.some((entry) => entry?.isDirectory)) return plain;
  const files = [];
  for (const entry of entries) await gather(entry, files);
  return files;
}

async function gather(entry, files) {
  if (!entry || JUNK.test(entry.name)) return;
  if (entry.isFile) {
    const file = await new Promise((done) => entry.file(done, () => done(null)));
    if (file) files.push(file);
    return;
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) { // a hundred at a time, until there are none
    const some = await new Promise((done) => reader.readEntries(done, () => done([])));
    if (!some.length) break;
    inside.push(...some);
  }
  inside.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  for (const one of inside) await gather(one, files);
}

// Of the clipboard. Browsers call every copied picture image.png.
export function pasted(transfer) {
  return [...transfer.files].map((file) => {
    if (file.name !== "image.png") return file;
    const now = new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString();
    return new File([file], `${now.slice(0, 10)} ${now.slice(11, 19).replaceAll(":", ".")}.png`, { type: file.type });
  });
}

// Why the site would refuse it, as far as can be told without looking; "" for a file that is to be sent.
export function refusal(file, { types, endings, bytes, words }) {
  const name = file.name.toLowerCase();
  if (!types.includes(file.type) && !endings.some((ending) => name.endsWith(ending))) return words.unknown_type;
  if (file.size === 0) return words.empty;
  return file.size > bytes ? words.too_many_bytes : "";
}

// Whether a browser may be able to draw it; it does not know HEIC.
export const isDrawn = (file) => /^image\/(jpeg|png|gif|webp|avif)$/.test(file.type);

export function readable(bytes) {
  const unit = bytes < 1024 * 1024 ? "kilobyte" : "megabyte";
  const value = unit === "kilobyte" ? Math.ceil(bytes / 1024) : bytes / (1024 * 1024);
  return new Intl.NumberFormat(document.documentElement.lang || undefined, {
    style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
