import type { IncomingMessage } from 'node:http';
import { RefusedError } from '../../domain/errors';
import type { FetchAnswer, Route } from '../../domain/fetch/fetch-answer';
import { parseCoding, parseRetryAfter, readFreshness } from '../../domain/fetch/http-answer';
import { readBody } from './body-reader';
import type { Deadline } from './send';

/** What must be known of the request to understand its answer. */
export interface AnswerContext {
  route: Route;
  /** Validators were sent, so a 304 makes sense. */
  conditional: boolean;
  maxBytes: number;
  now: Date;
  deadline: Deadline;
}

/** What Cloudflare says with `cf-mitigated: challenge`. Source: its documentation, "Detect a challenge page response". */
const challenged = ': its Cloudflare wants to see a browser, and only the site can let feed readers through';

function describeFault(response: IncomingMessage, now: Date): FetchAnswer {
  const status = response.statusCode ?? 0;
  const asked = status === 304 ? ', although nothing was asked conditionally' : '';
  const said = `The server answered ${status} ${response.statusMessage?.slice(0, 60) ?? ''}`.trimEnd();
  const wait = status === 429 || status === 503 ? parseRetryAfter(response.headers['retry-after'], now) : undefined;
  const retry = wait === undefined ? {} : { retryAfterSeconds: wait };
  const barred = response.headers['cf-mitigated'] === 'challenge' ? challenged : '';
  return { kind: 'failed', reason: `${said}${asked}${barred}.`, status, ...retry };
}

/** Reads any answer but a redirect to its end. Throws RefusedError and whatever `readBody` throws. */
export async function readAnswer(response: IncomingMessage, context: AnswerContext): Promise<FetchAnswer> {
  const { route, conditional, maxBytes, now, deadline } = context;
  const { statusCode: status, headers } = response;
  // 203: what a proxy on the way changed is a feed all the same (RFC 9110 §15.3.4).
  if (status === 200 || status === 203) {
    const coding = parseCoding(headers['content-encoding']);
    if ('refused' in coding) throw new RefusedError(coding.refused);
    const read = await readBody(response, coding.coding, maxBytes, deadline);
    const contentType = headers['content-type'];
    const described = contentType === undefined ? {} : { contentType };
    return { kind: 'fetched', status, ...read, ...described, ...readFreshness(headers, now), ...route };
  }
  if (status === 304 && conditional) {
    response.resume();
    return { kind: 'unchanged', ...readFreshness(headers, now), ...route };
  }
  response.destroy();
  if (status === 410) return { kind: 'gone', status, reason: 'The server says that this feed is gone for good (410).' };
  return describeFault(response, now);
}
