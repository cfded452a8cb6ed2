import * as http from 'node:http';
import * as https from 'node:https';
import { FetchFailedError, RefusedError } from '../../domain/errors';
import type { GuardedAgents } from './guarded-agents';

const MAX_HEADER_BYTES = 16_384;
const MAX_INTERIM_ANSWERS = 20;

/** The one deadline of a fetch: whatever is under way puts here how it is stopped. */
export interface Deadline {
  stop(reason: Error): void;
}

function isStaleConnection(request: http.ClientRequest, error: NodeJS.ErrnoException): boolean {
  return request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/**
 * Sends one GET and hands its answer to `read` as soon as the head is there: a body that nobody reads yet is held, and its socket
 * stopped and started again. Rejects with RefusedError for headers over 16 KiB or too many 1xx answers, with Node's own errors for a
 * fault of the connection.
 */
export function sendRequest<T>(
  agents: GuardedAgents,
  url: URL,
  headers: http.OutgoingHttpHeaders,
  deadline: Deadline,
  read: (response: http.IncomingMessage) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      agent: secure ? agents.https : agents.http,
      headers,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    let interim = 0;
    let settled = false;
    deadline.stop = (reason) => request.destroy(reason);
    request.on('information', () => {
      interim += 1;
      if (interim > MAX_INTERIM_ANSWERS) request.destroy(new RefusedError('The server sent too many interim answers.'));
    });
    request.on('error', (error) => {
      if (settled) return;
      settled = true;
      // The server closed a kept connection just as we used it: the request was not served, so it is made anew.
      if (isStaleConnection(request, error)) sendRequest(agents, url, headers, deadline, read).then(resolve, reject);
      else reject(error);
    });
    request.on('close', () => {
      if (!settled) reject(new FetchFailedError('The server closed the connection without an answer.'));
    });
    request.on('response', (response) => {
      settled = true;
      // A broken transfer is reported by whoever reads the body; nobody may be reading it.
      response.on('error', () => {});
      resolve(read(response));
    });
    request.end();
  });
}
