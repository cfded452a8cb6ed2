import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
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
  /** What in the folder is no file, and so no source. */
  skipped: { source: string; reason: string }[];
  addressOf(file: string): string;
}

/** Serves every file of a folder on loopback, with validators, as a well-kept site would. */
export async function startFeedServer(folder: string, port?: number): Promise<FeedServer> {
  const found = await readdir(folder, { withFileTypes: true });
  const files = found
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
  const skipped = found
    .filter((entry) => !entry.isFile())
    .map((entry) => ({
      source: entry.name,
      reason: entry.isDirectory() ? 'This is a folder, not a feed file.' : 'This is not a regular file.',
    }));
  const served = new Set(files);
  const server = createServer(async (incoming, answer) => {
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
  });
  const service = await listen(server, port);
  return { ...service, files, skipped, addressOf: (file) => `${service.url}/${encodeURIComponent(file)}` };
}
