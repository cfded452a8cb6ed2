import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFeedServer } from './feed-server';
import type { LedgerLine } from './ledger';
import type { Failure } from './summary';
import type { RunOptions } from './options';

/** What to poll: the sources as OPML, the loopback hosts they need, and how a source is called when it fails. */
export interface Intake {
  opml: string;
  allowedHosts: string[];
  skipped: Failure[];
  nameOf(line: LedgerLine): string;
  says: string;
  stop(): Promise<void>;
}

const nothing = async () => {};
const nameOfSource = (line: LedgerLine) => line.title || line.url;
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

/** Sample feeds, a folder of feeds, or the live catalogue, as the options say. */
export async function openIntake(options: RunOptions, folders: { samples: string; catalogue: string }): Promise<Intake> {
  if (options.live) {
    const file = options.sources ?? folders.catalogue;
    return { opml: await readFile(file, 'utf8'), allowedHosts: [], skipped: [], nameOf: nameOfSource, says: file, stop: nothing };
  }
  const folder = options.feeds ?? folders.samples;
  const server = await startFeedServer(folder);
  const { host } = new URL(server.url);
  const fileOf = new Map(server.files.map((file) => [server.addressOf(file), file]));
  const served = { allowedHosts: [host], skipped: server.skipped, stop: () => server.stop() };
  if (options.feeds === undefined) {
    const list = await readFile(join(folder, 'sources.opml'), 'utf8');
    const opml = list.replace(/xmlUrl="([^"]+)"/g, (_, file: string) => `xmlUrl="${server.addressOf(file)}"`);
    return { ...served, opml, nameOf: nameOfSource, says: 'the sample feeds' };
  }
  const outlines = server.files.map((file) => `<outline type="rss" text="" xmlUrl="${escapeXml(server.addressOf(file))}"/>`);
  return {
    ...served,
    opml: `<opml version="2.0"><body>${outlines.join('\n')}</body></opml>`,
    nameOf: (line) => fileOf.get(line.url) ?? nameOfSource(line),
    says: `${server.files.length} files of ${folder}`,
  };
}
