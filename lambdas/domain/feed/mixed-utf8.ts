import { Buffer } from 'node:buffer';
import { WINDOWS_1252_HIGH } from './entities';

const REPLACEMENT = 0xfffd;
/** Never a letter anybody wrote: not in UTF-8, and in Latin-1 one of the rarest. */
const NO_LETTER = 0xff;

/** Bytes that the character starting with this one has in UTF-8 (RFC 3629, section 4); 0 when none does. */
function lengthOf(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The code point of the `length` bytes at `at`; minus the number of them that fit when they are no character. */
function codeAt(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] ?? 0;
  let code = length === 2 ? lead & 0x1f : length === 3 ? lead & 0x0f : lead & 0x07;
  for (let more = 1; more < length; more++) {
    const byte = bytes[at + more] ?? 0;
    if ((byte & 0xc0) !== 0x80) return -more;
    code = (code << 6) | (byte & 0x3f);
  }
  const isShortest = code >= (length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000);
  return isShortest && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? code : -1;
}

/** How many whole characters of UTF-8 beyond ASCII there are for each byte that belongs to none; Infinity when every byte does. */
export function soundnessOf(bytes: Uint8Array): number {
  let sound = 0;
  let broken = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 1 : lengthOf(lead);
    const isSound = length > 1 && codeAt(bytes, at, length) > 0;
    if (isSound) sound++;
    else if (length !== 1) broken++;
    at += isSound ? length : 1;
  }
  return sound / broken;
}

/**
 * Text of UTF-8 into which other bytes were pasted: a byte on its own is Windows-1252, a character that was cut is U+FFFD. Linear in
 * the length.
 */
export function decodeMixedUtf8(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let count = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = lead < 0x80 ? 0 : lengthOf(lead);
    const code = length === 0 ? -1 : codeAt(bytes, at, length);
    if (code > 0xffff) {
      units[count++] = 0xd7c0 + (code >> 10);
      units[count++] = 0xdc00 + (code & 0x3ff);
    } else if (code > 0) units[count++] = code;
    else if (code < -1 || lead === NO_LETTER) units[count++] = REPLACEMENT;
    else units[count++] = lead >= 0x80 && lead <= 0x9f ? WINDOWS_1252_HIGH.charCodeAt(lead - 0x80) : lead;
    at += code > 0 ? length : Math.max(1, -code);
  }
  return Buffer.from(units.buffer, 0, count * 2).toString('utf16le');
}
