import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FeedServer, startFeedServer } from './feed-server';
import type { LedgerLine } from './ledger';
import type { RunOptions } from './options';
import { sampleFolder } from './sample-week';
import { PortInUseError } from './service';
import type { Failure } from './summary';

/** What to poll: the sources as OPML, the loopback hosts they need, and how a source is called when it fails. */
export interface Intake {
  opml: string;
  allowedHosts: string[];
  skipped: Failure[];
  nameOf(line: LedgerLine): string;
  says: string;
  stop(): Promise<void>;
}

const catalogue = fileURLToPath(new URL('../../sources.opml', import.meta.url));
const nothing = async () => {};
const nameOfSource = (line: LedgerLine) => line.title || line.url;
const escapeXml = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.codePointAt(0)};`);

const portFile = (data: string) => join(data, 'feed-port');

/** A kept store knows its sources by their address, so that the next run must serve them there again. */
async function keptPort(data: string): Promise<number | undefined> {
  return existsSync(portFile(data)) ? Number(await readFile(portFile(data), 'utf8')) : undefined;
}

async function serve(folder: string, data: string | undefined): Promise<FeedServer> {
  const port = data === undefined ? undefined : await keptPort(data);
  try {
    const server = await startFeedServer(folder, port);
    if (data !== undefined) await keepPort(data, server.url);
    return server;
  } catch (error) {
    if (!(error instanceof PortInUseError)) throw error;
    throw new PortInUseError(
      error.port,
      '--data',
      `The feeds in ${data} were served there: stop what holds it, or use another --data folder.`,
    );
  }
}

async function keepPort(data: string, url: string): Promise<void> {
  await mkdir(data, { recursive: true });
  await writeFile(portFile(data), new URL(url).port);
}

/** Sample feeds, a folder of feeds, or the live catalogue, as the options say. */
export async function openIntake(options: Partial<RunOptions> = {}, samples = sampleFolder): Promise<Intake> {
  if (options.live) {
    const file = options.sources ?? catalogue;
    return {
      opml: await readFile(file, 'utf8'),
      allowedHosts: [],
      skipped: [],
      nameOf: nameOfSource,
      says: file,
      stop: nothing,
    };
  }
  const folder = options.feeds ?? samples;
  const server = await serve(folder, options.data);
  const { host } = new URL(server.url);
  const fileOf = new Map(server.files.map((file) => [server.addressOf(file), file]));
  const served = { allowedHosts: [host], skipped: server.skipped, stop: () => server.stop() };
  if (options.feeds === undefined) {
    const list = await readFile(join(folder, 'sources.opml'), 'utf8');
    const opml = list.replace(/xmlUrl="([^"]+)"/g, (_, file: string) => `xmlUrl="${server.addressOf(file)}"`);
    return { ...served, opml, nameOf: nameOfSource, says: 'the sample feeds' };
  }
  const outlines = server.files.map(
    (file) => `<outline type="rss" text="" xmlUrl="${escapeXml(server.addressOf(file))}"/>`,
  );
  return {
    ...served,
    opml: `<opml version="2.0"><body>${outlines.join('\n')}</body></opml>`,
    nameOf: (line) => fileOf.get(line.url) ?? nameOfSource(line),
    says: `${server.files.length} files of ${folder}`,
  };
}
