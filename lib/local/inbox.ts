import { createServer, type IncomingMessage, request } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import type { TakenMail } from './mail-events';
import { listen, type Service } from './service';

// Its CommonJS default export is not the one an ESM import sees.
const { default: startSes } = createRequire(import.meta.url)('aws-ses-v2-local') as typeof import('aws-ses-v2-local');

/** A mail as SES was given it, byte for byte. */
export interface SentMail {
  raw: Buffer;
}

export interface Inbox extends Service {
  mails: readonly SentMail[];
}

/**
 * SES in the process with a web inbox. The emulator keeps a parsed copy of a mail, so the door in front of it keeps the
 * bytes, and says what was taken before it answers: SES tells of a mail by events, which the emulator has not. Everything
 * else passes through untouched.
 */
export async function startInbox(took: (mail: TakenMail) => Promise<void> = async () => {}): Promise<Inbox> {
  const emulator = await startSes({ host: '127.0.0.1', port: 0 });
  const { port } = emulator.address() as AddressInfo;
  const mails: SentMail[] = [];
  const door = createServer(async (incoming, answer) => {
    const body = await buffer(incoming);
    const sent = rawMailIn(incoming, body);
    const headers = { ...incoming.headers, 'content-length': String(body.length) };
    const onward = request(
      { host: '127.0.0.1', port, method: incoming.method, path: incoming.url, headers },
      (reply) => {
        if (!sent || reply.statusCode !== 200) {
          answer.writeHead(reply.statusCode ?? 502, reply.headers);
          reply.pipe(answer);
          return;
        }
        mails.push({ raw: sent });
        text(reply)
          .then(async (told) => {
            await took(describeMail(body, told));
            answer.writeHead(200, reply.headers).end(told);
          })
          .catch((error: Error) => {
            process.stderr.write(`What became of a mail could not be noted: ${error.stack}\n`);
            answer.destroy();
          });
      },
    );
    onward.on('error', () => answer.writeHead(502).end());
    onward.end(body);
  });
  const service = await listen(door);
  return {
    url: service.url,
    mails,
    async stop() {
      await service.stop();
      await new Promise<void>((resolve) => {
        emulator.close(() => resolve());
        emulator.closeAllConnections();
      });
    },
  };
}

function rawMailIn(incoming: IncomingMessage, body: Buffer): Buffer | undefined {
  if (incoming.method !== 'POST' || incoming.url !== '/') return undefined;
  const fields = new URLSearchParams(body.toString());
  const data = fields.get('Action') === 'SendRawEmail' ? fields.get('RawMessage.Data') : null;
  return data === null ? undefined : Buffer.from(data, 'base64');
}

/** The mail of a SendRawEmail (SES API 2010-12-01, query protocol), under the id that it was answered with. */
function describeMail(body: Buffer, answer: string): TakenMail {
  const fields = new URLSearchParams(body.toString());
  const list = (name: string) =>
    [...fields].flatMap(([key, value]) => (key.startsWith(`${name}.member.`) ? [value] : []));
  const tags = list('Tags').length / 2;
  const tag = (index: number, part: 'Name' | 'Value') => fields.get(`Tags.member.${index + 1}.${part}`) ?? '';
  return {
    messageId: /<MessageId>([^<]*)</.exec(answer)?.[1] ?? '',
    source: fields.get('Source') ?? '',
    destination: list('Destinations'),
    configurationSet: fields.get('ConfigurationSetName') ?? '',
    tags: Object.fromEntries(Array.from({ length: tags }, (_, index) => [tag(index, 'Name'), tag(index, 'Value')])),
  };
}
