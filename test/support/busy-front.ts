import { createServer, request } from 'node:http';
import { listen } from '../../lib/local/service';

export interface BusyFront {
  url: string;
  /** From now on the k-th request of its kind (from 1) gets this status, or `lost`: it is done, and the answer never arrives. */
  behave(answers: { post?: (k: number) => number | 'lost' | undefined; get?: (k: number) => number | undefined }): void;
  /** How many requests were not let through, or not answered. */
  turnedAway(): number;
  stop(): Promise<void>;
}

/** What stands before the desk in the cloud: it lets everything through, but for what a throttle, or a phone in a tunnel, does not. */
export async function startBusyFront(target: () => string): Promise<BusyFront> {
  let answers: Parameters<BusyFront['behave']>[0] = {};
  const counts = { POST: 0, GET: 0 };
  let turnedAway = 0;
  const server = createServer((incoming, answer) => {
    const method = incoming.method === 'POST' ? 'POST' : 'GET';
    const k = ++counts[method];
    const says = method === 'POST' ? answers.post?.(k) : answers.get?.(k);
    if (says !== undefined) turnedAway++;
    if (typeof says === 'number') {
      incoming.resume();
      answer.writeHead(says, { 'content-type': 'application/json' }).end('{"message":"Too Many Requests"}');
      return;
    }
    const { port } = new URL(target());
    const { url: path, headers } = incoming;
    const onward = request({ host: '127.0.0.1', port, method: incoming.method, path, headers }, (reply) => {
      if (says === 'lost') {
        reply.resume();
        answer.destroy();
        return;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  });
  const { url, stop } = await listen(server);
  return {
    url: url.replace('127.0.0.1', 'localhost'),
    behave(next) {
      answers = next;
      Object.assign(counts, { POST: 0, GET: 0 });
      turnedAway = 0;
    },
    turnedAway: () => turnedAway,
    stop,
  };
}
