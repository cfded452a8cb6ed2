import { Buffer } from 'node:buffer';
import { WINDOWS_1252_HIGH } from './entities';

/** As many whole characters of UTF-8 as follow each other, else the beginning of one, else a byte (RFC 3629, section 4), in Latin-1. */
const PIECE =
  /((?:[\u00c2-\u00df][\u0080-\u00bf]|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]|\u00ed[\u0080-\u009f][\u0080-\u00bf]|[\u00e1-\u00ef][\u0080-\u00bf]{2}|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}|[\u00f1-\u00f3][\u0080-\u00bf]{3}|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2})+)|([\u00e0-\u00f4][\u0080-\u00bf]{1,2}|\u00ff)|[\u0080-\u009f]/g;

/**
 * Text of UTF-8 into which other bytes were pasted: a byte on its own is Windows-1252, a character that was cut is U+FFFD. Linear in
 * the length.
 */
export function decodeMixedUtf8(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return latin.replace(PIECE, (piece, whole: string | undefined, cut: string | undefined) => {
    if (whole !== undefined) return Buffer.from(whole, 'latin1').toString('utf8');
    return cut === undefined ? (WINDOWS_1252_HIGH[piece.charCodeAt(0) - 0x80] ?? piece) : '\ufffd';
  });
}
