import { createHash, type Hash } from 'node:crypto';
import { itemVersion } from '../../../lambdas/contract/table';
import { parseObject } from '../json-lines';

/** An attribute as DynamoDB spells it: lossless, unlike plain JSON, for sets and numbers. */
export type StoredItem = Record<string, Record<string, unknown>>;

/** The first line of an export. */
export interface BackupHeader {
  export: 'sre-digest';
  format: 1;
  table: string;
  exportedAt: string;
}

/** The last line: what came before it, so that a file cut short is not taken for a whole one. */
export interface BackupFooter {
  end: 'sre-digest';
  items: number;
  sha256: string;
}

/** DynamoDB takes no larger item. */
const largestItem = 400 * 1024;
const deepest = 32;

export const startDigest = (): Hash => createHash('sha256');
export const keyOf = (item: StoredItem): string => `${item['pk']?.['S']} ${item['sk']?.['S']}`;

const sets = new Set(['SS', 'NS', 'BS']);

/** One item as one line, its attributes and sets in one order, so that the same item is always the same line. */
export function writeLine(item: StoredItem): string {
  return JSON.stringify(item, (name, value: unknown) => {
    // An attribute that is called SS holds an object: only a set is an array under that name.
    if (Array.isArray(value)) return sets.has(name) ? [...value].sort() : value;
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Reads a line that should be the header; a string says what is wrong with it. */
export function readHeader(text: string): BackupHeader | string {
  const line = parseObject(text);
  if (typeof line === 'string') return line;
  if (line['export'] !== 'sre-digest') return 'is not the first line of an export of sre-digest';
  if (line['format'] !== 1) return `is of format ${line['format']}; this version reads format 1`;
  return line as unknown as BackupHeader;
}

/** Reads a line that should be the footer or an item; a string says what is wrong with it. */
export function readLine(text: string): BackupFooter | { item: StoredItem } | string {
  const line = parseObject(text);
  if (typeof line === 'string') return line;
  if (line['end'] === 'sre-digest') return line as unknown as BackupFooter;
  const fault = faultOf(line, text);
  return fault ?? { item: line as StoredItem };
}

function faultOf(item: Record<string, unknown>, text: string): string | undefined {
  const wrong = Object.entries(item).find(([, value]) => !isAttribute(value, 0));
  if (wrong) return `has no DynamoDB value in "${wrong[0].slice(0, 40)}"`;
  const { pk, sk, v } = item as StoredItem;
  if (typeof pk?.['S'] !== 'string' || typeof sk?.['S'] !== 'string') return 'has no key (pk and sk)';
  if (typeof v?.['N'] !== 'string') return 'has no version (v)';
  if (Number(v['N']) > itemVersion)
    return `is an item of version ${v['N']}; this version of sre-digest writes ${itemVersion} and cannot keep what is newer`;
  return Buffer.byteLength(text) > 2 * largestItem ? 'is larger than any item of DynamoDB' : undefined;
}

const isText = (value: unknown) => typeof value === 'string';
const isNumber = (value: unknown) => isText(value) && value !== '' && Number.isFinite(Number(value));
const isSet = (holds: (value: unknown) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(holds);
const plainKinds: Record<string, (value: unknown) => boolean> = {
  S: isText,
  N: isNumber,
  B: isText,
  BOOL: (value) => typeof value === 'boolean',
  NULL: (value) => value === true,
  SS: isSet(isText),
  NS: isSet(isNumber),
  BS: isSet(isText),
};

function isAttribute(value: unknown, depth: number): boolean {
  if (depth > deepest || typeof value !== 'object' || value === null) return false;
  const [[kind, inner] = ['', undefined], ...more] = Object.entries(value);
  if (more.length > 0) return false;
  if (kind === 'L') return Array.isArray(inner) && inner.every((part) => isAttribute(part, depth + 1));
  if (kind === 'M')
    return (
      typeof inner === 'object' && inner !== null && Object.values(inner).every((part) => isAttribute(part, depth + 1))
    );
  return Object.hasOwn(plainKinds, kind) && plainKinds[kind]?.(inner) === true;
}
