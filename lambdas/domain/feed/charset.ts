import { Buffer, isAscii, isUtf8, transcode } from 'node:buffer';
import { usualCharsetName } from './charset-names';
import { decodeCodepage } from './codepages';
import { WINDOWS_1252_HIGH } from './entities';
import { decodeMixedUtf8, soundnessOf } from './mixed-utf8';

const DECLARED = /^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']\s*([a-z0-9._:-]{1,40})/i;
const CONTENT_TYPE = /charset\s*=\s*["']?\s*([a-z0-9._:-]{1,40})/i;

/** Bytes of UTF-8 that may be held twice over for a moment. */
const MAX_TRANSCODED = 1024 * 1024;
/** Characters for each broken byte: above, the text is UTF-8 whatever anybody says; below, what looks like UTF-8 is chance. */
const MOSTLY_SOUND = 8;
const HARDLY_SOUND = 1 / 4;

function decodeWith(label: string, bytes: Uint8Array): string {
  return new TextDecoder(label).decode(bytes);
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += 4) {
    const code = view.getUint32(at, littleEndian);
    parts.push(code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code));
  }
  return parts.join('').replace(/^\ufeff/, '');
}

/** By hand, because Node 20 leaves 0x80…0x9F as control characters. */
function decodeWindows1252(bytes: Uint8Array): string {
  return decodeWith('latin1', bytes).replace(
    /[\u0080-\u009f]/g,
    (sign) => WINDOWS_1252_HIGH[sign.charCodeAt(0) - 0x80] ?? sign,
  );
}

function decodeMarked(bytes: Uint8Array): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return decodeWith('utf-8', bytes);
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) return decodeUtf32(bytes, true);
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return decodeUtf32(bytes, false);
  if (a === 0xff && b === 0xfe) return decodeWith('utf-16le', bytes);
  if (a === 0xfe && b === 0xff) return decodeWith('utf-16be', bytes);
  return undefined;
}

/** XML starts with ASCII, so the place of the zero bytes among the first four tells the width and order (XML 1.0, appendix F). */
function decodeByZeros(bytes: Uint8Array): string | undefined {
  const start = bytes.subarray(0, 4);
  if (!start.includes(0)) return undefined;
  const zeros = [...start].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  if (zeros === 'x000') return decodeUtf32(bytes, true);
  if (zeros === '000x') return decodeUtf32(bytes, false);
  if (zeros === 'x0x0') return decodeWith('utf-16le', bytes);
  if (zeros === '0x0x') return decodeWith('utf-16be', bytes);
  return undefined;
}

function decodeNamed(label: string | undefined, bytes: Uint8Array): string | undefined {
  const name = label === undefined ? undefined : usualCharsetName(label);
  if (name === undefined || /^(?:utf-?7|utf-?16|utf-?32|ucs)/.test(name) || name === 'unicode') return undefined;
  try {
    const { encoding } = new TextDecoder(name);
    if (encoding === 'windows-1252') return decodeWindows1252(bytes);
    const text = decodeWith(name, bytes);
    return encoding === 'utf-8' && text.includes('\ufffd') ? undefined : text;
  } catch {
    return decodeCodepage(name, bytes);
  }
}

/** Ten times as fast as a fatal TextDecoder, and by way of UTF-16 three times as fast as without. */
function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  if (isAscii(bytes)) return viewOf(bytes).toString('latin1');
  return bytes.length > MAX_TRANSCODED
    ? viewOf(bytes).toString('utf8')
    : transcode(bytes, 'utf8', 'utf16le').toString('utf16le');
}

/**
 * Text of a feed in whatever charset it came: byte order mark, pattern of zero bytes, UTF-8 with hardly a broken byte, HTTP charset,
 * XML declaration, UTF-8 with others' bytes between, Windows-1252, in that order. Never throws, never decodes UTF-7.
 */
export function decodeText(bytes: Uint8Array, contentType?: string): string {
  const marked = decodeMarked(bytes) ?? decodeByZeros(bytes);
  if (marked !== undefined) return marked;
  const head = viewOf(bytes.subarray(0, 1_024)).toString('latin1');
  const said = CONTENT_TYPE.exec(contentType ?? '')?.[1];
  const declared = DECLARED.exec(head)?.[1];
  if (bytes[0] === 0x4c && bytes[1] === 0x6f && bytes[2] === 0xa7 && bytes[3] === 0x94) return decodeEbcdic(bytes);
  const shifted = [said, declared].find((label) => /^(?:cs)?iso-?2022-?jp/i.test(label ?? ''));
  if (shifted !== undefined && bytes.includes(0x1b)) return decodeWith('iso-2022-jp', bytes);
  const sound = decodeUtf8(bytes);
  if (sound !== undefined) return sound;
  const rate = soundnessOf(bytes);
  const named = rate > MOSTLY_SOUND ? undefined : (decodeNamed(said, bytes) ?? decodeNamed(declared, bytes));
  return named ?? (rate > HARDLY_SOUND ? decodeMixedUtf8(bytes) : decodeWindows1252(bytes));
}

/** `<?xm` in EBCDIC: the declaration's own letters and digits are the same in every Latin code page of the family. */
function decodeEbcdic(bytes: Uint8Array): string {
  const head = decodeCodepage('cp037', bytes.subarray(0, 200)) ?? '';
  return (
    decodeCodepage(DECLARED.exec(head)?.[1]?.toLowerCase() ?? 'cp037', bytes) ?? decodeCodepage('cp037', bytes) ?? ''
  );
}
