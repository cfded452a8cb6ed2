import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ItemFamily } from '../../../lambdas/contract/table';
import { readLines } from '../json-lines';
import { scanTable } from './export-table';
import { keyOf, readHeader, readLine, type StoredItem, startDigest, writeLine } from './format';
import { type Counts, countOn, type FiledIssue, fateOf, filedIssue, isIssue } from './restored-issue';

const batch = 25;
const mostTries = 10;
const shownFaults = 10;

/** The file or the table is not as it must be; each line names one fault. Nothing was written. */
export class RestoreError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(faults.join('\n'));
  }
}

/** What a restore may do beyond filling a new stack's table. */
export interface RestoreLeave {
  /** The file's item takes the place of any other of its key, but for mails and issues that went out since; what the file does not have stays. */
  replace: boolean;
  /** An issue that is approved in the file, and that the stack will send by itself, may be in it. */
  publish: boolean;
}

/**
 * Writes what an export holds into a table in which nobody has decided anything yet. The whole file is read and checked before
 * the first write. A table that already holds some of the very same items, as an interrupted restore leaves it, is completed.
 * What a new deployment has found by itself meanwhile gives way to the file's item of the same key, or stays beside the others;
 * any other issue, mail or lesson in the table is a refusal, and so is an issue that would go out, unless there is leave.
 * Returns how many items were written, and the numbers of the issues that have gone out since. Throws RestoreError.
 */
export async function restoreTable(
  client: DynamoDBClient,
  file: string,
  tableName: string,
  progress: (items: number) => void,
  leave: RestoreLeave = { replace: false, publish: false },
): Promise<{ items: number; written: number; out: number[] }> {
  const filed = await checkFile(file);
  const { prints, issues } = filed;
  const { there, onward, out } = await checkTable(client, tableName, filed, leave);
  const leaving = [...issues].flatMap(([key, { number, leaves }]) => (leaves && !there.has(key) ? number : []));
  if (leaving.length > 0 && !leave.publish)
    throw new RestoreError([
      `--from: issue #${leaving.join(', #')} is approved in this export, and would go out by itself to every reader within minutes. If it has not gone out since, add --publish; if it has, see "Restoring" in DEPLOY.md.`,
    ]);
  let written = 0;
  let waiting: StoredItem[] = [];
  const write = async () => {
    await writeBatch(client, tableName, waiting);
    written += waiting.length;
    waiting = [];
    progress(there.size + written);
  };
  // Sources last: a poll that met one without its memory would take everything in its feed for new.
  for (const last of [false, true]) {
    for await (const item of readItems(file)) {
      if (there.has(keyOf(item)) || isSource(item) !== last) continue;
      const from = onward.get(keyOf(item));
      waiting.push(from ? countOn(item, from) : item);
      if (waiting.length === batch) await write();
    }
    if (waiting.length > 0) await write();
  }
  return { items: prints.size, written, out };
}

/** What a deployment finds by itself within minutes: the sources of its catalogue, what they tell, and who tries its door or asks for a link. */
const foundAgain: readonly ItemFamily[] = ['SOURCE', 'CANDIDATE', 'TITLE', 'INCIDENT', 'TALLY', 'TOLD', 'DOOR', 'LINK'];
const isFoundAgain = ({ pk }: StoredItem) => foundAgain.some((family) => String(pk?.['S']).split('#')[0] === family);
/** The table's record of a mail is the newer one: by an older one it would be sent again. */
const isMail = ({ sk }: StoredItem) => String(sk?.['S']).startsWith('SEND#');
const isSource = ({ sk }: StoredItem) => sk?.['S'] === 'SOURCE';

const printOf = (item: StoredItem) => createHash('sha256').update(writeLine(item)).digest('base64');

interface Filed {
  /** The fingerprint of every item in the file, by key. */
  prints: Map<string, string>;
  /** Its issues likewise. */
  issues: Map<string, FiledIssue>;
}

async function checkFile(file: string): Promise<Filed> {
  const prints = new Map<string, string>();
  const issues: Filed['issues'] = new Map();
  const faults: string[] = [];
  const fault = (number: number, says: string) => faults.push(`--from: line ${number} ${says}.`);
  const digest = startDigest();
  let last = 0;
  let ended = false;
  for await (const { number, text } of readLines(createReadStream(file, 'utf8'))) {
    last = number;
    if (faults.length >= shownFaults) break;
    if (number === 1) {
      const header = readHeader(text);
      if (typeof header === 'string') throw new RestoreError([`--from: line 1 of ${file} ${header}.`]);
      continue;
    }
    const line = readLine(text);
    if (typeof line === 'string') fault(number, line);
    else if (ended) fault(number, 'comes after the last line of the export');
    else if ('end' in line) {
      ended = true;
      if (line.items !== prints.size || line.sha256 !== digest.digest('hex'))
        fault(number, `says that ${line.items} items came before it, and these are not they: the file was changed`);
    } else {
      digest.update(`${text}\n`);
      const key = keyOf(line.item);
      if (prints.has(key)) fault(number, `has the key of an earlier line (${key})`);
      prints.set(key, printOf(line.item));
      if (isIssue(line.item)) issues.set(key, filedIssue(line.item));
    }
  }
  if (last === 0) faults.push(`--from: ${file} is empty; expected a file that "npm run export" wrote.`);
  else if (!ended && faults.length === 0)
    faults.push(`--from: ${file} has no last line after line ${last}: it was cut short.`);
  if (faults.length > 0) throw new RestoreError(faults);
  return { prints, issues };
}

/** The keys of items that are there already as they are in the file, or are to stay as they are; and what becomes of other issues. */
async function checkTable(
  client: DynamoDBClient,
  tableName: string,
  { prints, issues }: Filed,
  { replace }: RestoreLeave,
): Promise<{ there: Set<string>; onward: Map<string, Counts>; out: number[] }> {
  const there = new Set<string>();
  const onward = new Map<string, Counts>();
  const out: number[] = [];
  const strangers: string[] = [];
  for await (const item of scanTable(client, tableName)) {
    const key = keyOf(item);
    if (prints.get(key) === printOf(item) || (replace && isMail(item))) there.add(key);
    else if (!replace && !isFoundAgain(item)) strangers.push(key);
    else {
      const filed = issues.get(key);
      const fate = filed && fateOf(filed, item);
      if (typeof fate === 'object') onward.set(key, fate);
      else if (fate) there.add(key);
      if (filed && fate === 'is out') out.push(filed.number);
    }
  }
  const [first] = strangers;
  if (first !== undefined)
    throw new RestoreError([
      `--table: expected a table in which nobody has decided anything yet, but ${tableName} holds ${strangers.length} item(s) that are not in the file as they are there, such as ${first}; restore into the table of a stack that was just deployed, or add --replace to put the file's items in the place of these.`,
    ]);
  return { there, onward, out: out.sort((a, b) => a - b) };
}

async function* readItems(file: string): AsyncGenerator<StoredItem> {
  for await (const { number, text } of readLines(createReadStream(file, 'utf8'))) {
    const line = number === 1 ? undefined : readLine(text);
    if (typeof line === 'object' && 'item' in line) yield line.item;
  }
}

async function writeBatch(client: DynamoDBClient, tableName: string, items: readonly StoredItem[]): Promise<void> {
  let requests = items.map((item) => ({ PutRequest: { Item: parse(item) } }));
  for (let attempt = 0; requests.length > 0; attempt++) {
    if (attempt === mostTries)
      throw new Error(
        `DynamoDB left ${requests.length} items unwritten after ${attempt} tries; run the same command again.`,
      );
    if (attempt > 0) await pause(25 * 2 ** attempt);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }),
    );
    requests = (UnprocessedItems?.[tableName] ?? []) as typeof requests;
  }
}

/** An item as the SDK takes it: what is binary as bytes. */
function parse(item: StoredItem): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, parseValue(value)]));
}

function parseValue(value: Record<string, unknown>): AttributeValue {
  const bytes = (text: unknown) => Buffer.from(String(text), 'base64');
  const [[kind, inner] = ['', undefined]] = Object.entries(value);
  switch (kind) {
    case 'B':
      return { B: bytes(inner) };
    case 'BS':
      return { BS: (inner as string[]).map(bytes) };
    case 'L':
      return { L: (inner as Record<string, unknown>[]).map(parseValue) };
    case 'M':
      return { M: parse(inner as StoredItem) };
    default:
      return value as unknown as AttributeValue;
  }
}
