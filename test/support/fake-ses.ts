import { createServer, type ServerResponse } from 'node:http';
import { listen } from '../../lib/local/service';

/** How SES treats a mail. `accepted, then reset`: it took the mail, and the answer never came. */
export const sesMoods = [
  'sends',
  'throttles',
  'throttles with 429',
  'rejects',
  'fails',
  'is away',
  'hangs',
  'accepted, then hangs',
  'accepted, then reset',
] as const;
export type SesMood = (typeof sesMoods)[number];

export interface FakeSes {
  url: string;
  /** Recipient of every request that reached it, in order, whatever became of it. */
  requests: string[];
  /** Recipients whose mail was taken. */
  accepted: string[];
  /** One mood for all, or another for each request. */
  setMood(mood: SesMood | (() => SesMood)): void;
  stop(): Promise<void>;
}

/** SES's query interface on loopback, in any mood. */
export async function startFakeSes(): Promise<FakeSes> {
  let moodOf: () => SesMood = () => 'sends';
  const requests: string[] = [];
  const accepted: string[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const recipient = new URLSearchParams(Buffer.concat(parts).toString()).get('Destinations.member.1') ?? '';
      requests.push(recipient);
      const mood = moodOf();
      if (mood === 'sends' || mood.startsWith('accepted')) accepted.push(recipient);
      answer(response, mood);
    });
  });
  const { url, stop } = await listen(server);
  return {
    url,
    requests,
    accepted,
    setMood(next) {
      moodOf = typeof next === 'function' ? next : () => next;
    },
    stop,
  };
}

function answer(response: ServerResponse, mood: SesMood): void {
  const sendError = (status: number, code: string) =>
    response
      .writeHead(status, { 'content-type': 'text/xml' })
      .end(
        `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`,
      );
  switch (mood) {
    case 'sends':
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<SendRawEmailResponse><SendRawEmailResult><MessageId>taken</MessageId></SendRawEmailResult></SendRawEmailResponse>',
        );
      return;
    case 'throttles':
      sendError(400, 'Throttling');
      return;
    case 'throttles with 429':
      sendError(429, 'TooManyRequestsException');
      return;
    case 'rejects':
      sendError(400, 'MessageRejected');
      return;
    case 'fails':
      sendError(500, 'InternalFailure');
      return;
    case 'is away':
      sendError(503, 'ServiceUnavailable');
      return;
    case 'hangs':
    case 'accepted, then hangs':
      return;
    case 'accepted, then reset':
      response.socket?.destroy();
  }
}
