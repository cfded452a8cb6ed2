import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { median } from './part';

/** What a browser is told, and how long that took: milliseconds from the request to the last byte. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  milliseconds: number;
  /** Bytes of the body as they came. */
  wire: number;
  text: string;
}

/** A browser as far as HTTP: one connection that stays open, gzip, cookies, and the forms of the page it looks at. */
export class DeskClient {
  readonly cookies = new Map<string, string>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(private readonly origin: string) {}

  /** Gets a page, or posts a form to it. Follows nothing. */
  ask(
    path: string,
    form?: Record<string, string>,
    cookies: ReadonlyMap<string, string> = this.cookies,
  ): Promise<Answer> {
    const body = form && new URLSearchParams(form).toString();
    const headers = {
      'accept-encoding': 'gzip',
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(body !== undefined && { origin: this.origin, 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request(this.origin + path, { agent: this.agent, method: form ? 'POST' : 'GET', headers });
      asked.on('error', reject);
      asked.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          const milliseconds = performance.now() - began;
          const raw = Buffer.concat(parts);
          const text = (answer.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, milliseconds, wire: raw.length, text });
        });
      });
      asked.end(body);
    });
  }

  /** Follows the link of the mail and types the word, as the person of a new browser does; returns the desk's page. */
  async open(link: string): Promise<Answer> {
    const { pathname, search } = new URL(link);
    const opened = this.keep(await this.ask(pathname + search));
    const path = String(opened.headers['location']);
    this.keep(await this.ask(`${path}/unlock`, { word: 'edit' }));
    return this.ask(path);
  }

  close(): void {
    this.agent.destroy();
  }

  private keep(answer: Answer): Answer {
    if (answer.status !== 303) throw new Error(`The desk was to open, and answered ${answer.status}.`);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [pair = ''] = line.split(';');
      const cut = pair.indexOf('=');
      this.cookies.set(pair.slice(0, cut), pair.slice(cut + 1));
    }
    return answer;
  }
}

/** The token of a page's forms. */
export function formTokenOf(page: string): string {
  const token = /name="form" value="([^"]+)"/.exec(page)?.[1];
  if (token === undefined) throw new Error('The page of the desk has no form.');
  return token;
}

/** The value below which a share of the values lies. */
export const quantile = (values: readonly number[], share: number): number =>
  share === 0.5
    ? median(values)
    : ([...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0);
