import { createHash } from 'node:crypto';
import { constants, createReadStream, type Dirent } from 'node:fs';
import { access, readdir, readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { listen, type Service } from './service';

const contentTypes: Record<string, string> = {
  '.json': 'application/json',
  '.html': 'text/html',
  '.txt': 'text/plain',
};
const hashedUpTo = 8 * 1024 * 1024;

export interface FeedServer extends Service {
  /** The files served, sorted. */
  files: string[];
  /** What in the folder is no file, or none that may be read, and so no source. */
  skipped: { source: string; reason: string }[];
  addressOf(file: string): string;
}

async function whyNot(entry: Dirent, path: string): Promise<string | undefined> {
  if (entry.isDirectory()) return 'This is a folder, not a feed file.';
  if (!entry.isFile()) return 'This is not a regular file.';
  return await access(path, constants.R_OK).then(
    () => undefined,
    () => 'You may not read this file.',
  );
}

/** Serves every file of a folder on loopback, with validators, as a well-kept site would. */
export async function startFeedServer(folder: string, port?: number): Promise<FeedServer> {
  const found = await readdir(folder, { withFileTypes: true });
  const looked = await Promise.all(
    found.map(async (entry) => ({ source: entry.name, reason: await whyNot(entry, join(folder, entry.name)) })),
  );
  const files = looked.flatMap(({ source, reason }) => (reason === undefined ? [source] : [])).sort();
  const skipped = looked.flatMap(({ source, reason }) => (reason === undefined ? [] : [{ source, reason }]));
  const served = new Set(files);
  const serveFile = async (incoming: IncomingMessage, answer: ServerResponse) => {
    const file = decodeURIComponent((incoming.url ?? '/').slice(1));
    if (!served.has(file)) return void answer.writeHead(404).end();
    const path = join(folder, file);
    const { size, mtime } = await stat(path);
    const type = contentTypes[extname(file).toLowerCase()] ?? 'application/xml';
    if (size > hashedUpTo) {
      answer.writeHead(200, { 'content-type': type, 'content-length': size });
      return void createReadStream(path)
        .on('error', () => answer.destroy())
        .pipe(answer);
    }
    const body = await readFile(path);
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
    const validators = { etag, 'last-modified': mtime.toUTCString() };
    if (incoming.headers['if-none-match'] === etag) return void answer.writeHead(304, validators).end();
    answer.writeHead(200, { ...validators, 'content-type': type, 'content-length': body.length }).end(body);
  };
  // A file may go away while the newsroom stands: its source then fails, and the others go on.
  const server = createServer((incoming, answer) => {
    serveFile(incoming, answer).catch(() => answer.destroy());
  });
  const service = await listen(server, port);
  return { ...service, files, skipped, addressOf: (file) => `${service.url}/${encodeURIComponent(file)}` };
}
