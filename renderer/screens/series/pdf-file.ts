/** More than this the studio does not take: 10 MiB. */
const mostBytes = 10 * 1024 * 1024;

/** A file as `document.attach` takes it, in base64; null where it is surely no PDF, or too long to be one of ours. */
export async function pdfOf(file: Blob): Promise<string | null> {
  if (file.size === 0 || file.size > mostBytes) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (String.fromCharCode(...bytes.subarray(0, 5)) !== '%PDF-') return null;
  let text = '';
  // All at once would be more arguments than a call may have.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
