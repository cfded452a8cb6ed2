import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { explainFlagFault, UsageError } from './terminal';

export interface RunOptions {
  feeds?: string;
  live: boolean;
  sources?: string;
  contact?: string;
  now?: string;
  once: boolean;
  approve: boolean;
  out?: string;
  data?: string;
  port?: number;
  editor?: string;
  help: boolean;
}

export const usage = `npm start -- [options]      the newsroom on this machine, with sample feeds
  --feeds DIR     poll every file of DIR instead, each as one source
  --live          poll the real catalogue (sources.opml) instead
  --sources FILE  with --live: this OPML instead
  --contact URL   with --live: told to every site that is polled (mailto:… or https://…)
  --now ISO       the clock of the whole run, such as 2026-06-07T12:00:00Z
  --once          run one week and exit
  --approve       with --once: approve by the mailed link, and publish
  --out DIR       with --once: write summary.json, draft.html and the rest here
  --data DIR      keep the store in DIR between runs
  --port N        the desk's port (default: any free one)
  --editor MAIL   whom the draft is mailed to; bounce@simulator.amazonses.com does not take it, as at SES`;

const flags = {
  feeds: { type: 'string' },
  live: { type: 'boolean' },
  sources: { type: 'string' },
  contact: { type: 'string' },
  now: { type: 'string' },
  once: { type: 'boolean' },
  approve: { type: 'boolean' },
  out: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string' },
  editor: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads and checks the whole command line before anything starts. Throws UsageError. */
export function readOptions(args: string[]): RunOptions {
  const { values } = parse(args);
  const { feeds, sources, contact, out, data, editor } = values;
  const options = {
    live: values.live ?? false,
    once: values.once ?? false,
    approve: values.approve ?? false,
    help: values.help ?? false,
  };
  if (feeds !== undefined) mustBeFolder('--feeds', feeds);
  if (sources !== undefined && !isFile(sources))
    throw new UsageError(`--sources: expected an OPML file, but there is no file ${sources}.`);
  for (const [name, folder] of [
    ['--out', out],
    ['--data', data],
  ] as const) {
    if (folder !== undefined) mustBeWritable(name, folder);
  }
  if (options.live && feeds !== undefined)
    throw new UsageError('--live and --feeds: choose one; both say what to poll.');
  if (sources !== undefined && !options.live) throw new UsageError('--sources goes with --live.');
  if (contact !== undefined && !options.live) throw new UsageError('--contact goes with --live.');
  if (contact !== undefined && !/^(?:mailto:[^\s@()]+@[^\s@()]+|https:\/\/[^\s()]+)$/.test(contact))
    throw new UsageError(`--contact: expected mailto:… or https://…, got "${contact}".`);
  if (editor !== undefined && !/^[^\s@,]+@[^\s@,]+$/.test(editor))
    throw new UsageError(`--editor: expected one mail address, got "${editor}".`);
  if (options.approve && !options.once)
    throw new UsageError('--approve goes with --once; without it, approve on the desk yourself.');
  if (out !== undefined && !options.once) throw new UsageError('--out goes with --once.');
  return {
    ...options,
    ...(feeds !== undefined && { feeds }),
    ...(sources !== undefined && { sources }),
    ...(contact !== undefined && { contact }),
    ...(out !== undefined && { out }),
    ...(data !== undefined && { data }),
    ...(editor !== undefined && { editor }),
    ...(values.now !== undefined && { now: readInstant(values.now) }),
    ...(values.port !== undefined && { port: readPort(values.port) }),
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: flags, strict: true, allowPositionals: false });
  } catch (error) {
    throw new UsageError(`${explainFlagFault(error)}. Run "npm start -- --help" for the options.`);
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function mustBeFolder(name: string, path: string): void {
  if (!existsSync(path)) throw new UsageError(`${name}: expected a folder, but there is none at ${path}.`);
  if (!statSync(path).isDirectory()) throw new UsageError(`${name}: expected a folder, but ${path} is a file.`);
}

/** A folder that is there or can be made. Asked before a week is played, and not after it. */
function mustBeWritable(name: string, path: string): void {
  let place = resolve(path);
  while (!existsSync(place)) place = dirname(place);
  mustBeFolder(name, place);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    throw new UsageError(`${name}: expected a folder that you may write to, but you may not write to ${place}.`);
  }
}

function readInstant(text: string): string {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(text);
  const time = isIso ? Date.parse(text) : Number.NaN;
  const rolledOver = isIso && !Number.isNaN(time) && !isRealDay(text.slice(0, 10));
  if (Number.isNaN(time) || rolledOver)
    throw new UsageError(`--now: expected a date such as 2026-06-07T12:00:00Z, got "${text}".`);
  return new Date(time).toISOString();
}

const isRealDay = (day: string) => new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535)
    throw new UsageError(`--port: expected a number from 1 to 65535, got "${text}".`);
  return port;
}
