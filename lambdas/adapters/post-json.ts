import { request as requestPlainly } from 'node:http';
import { request } from 'node:https';

/** Milliseconds until an answer that does not come is given up. */
const patience = 3000;
const mostBytes = 64 * 1024;

/** Posts to a service we trust and resolves with its whole answer. Rejects when there is none in three seconds, or it is over 64 KiB. */
export function postJson(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const post = url.protocol === 'http:' ? requestPlainly : request;
    const signal = AbortSignal.timeout(patience);
    const asked = post(url, { method: 'POST', headers, signal }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        if (text.length > mostBytes) answer.destroy(new Error('The answer is over 64 KiB.'));
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
