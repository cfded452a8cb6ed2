import { request } from 'node:http';
import { buffer } from 'node:stream/consumers';

/**
 * Fetches as a browser does, for which every name under `localhost` is this machine (RFC 6761); the built-in fetch asks a
 * name server, and lets nobody set the Host. Follows no redirect.
 */
export const reachLocalhost: typeof fetch = async (address, init = {}) => {
  const url = new URL(String(address));
  if (!url.hostname.endsWith('.localhost')) return fetch(url, { ...init, redirect: 'manual' });
  const asked = new Request(url, init);
  const body = Buffer.from(await asked.arrayBuffer());
  const headers = { ...Object.fromEntries(asked.headers), host: url.host, 'content-length': String(body.length) };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port: url.port, method: asked.method, path: url.pathname + url.search, headers },
      async (incoming) => {
        const status = incoming.statusCode ?? 502;
        const answer = new Headers();
        for (let index = 0; index < incoming.rawHeaders.length; index += 2)
          answer.append(incoming.rawHeaders[index] as string, incoming.rawHeaders[index + 1] as string);
        resolve(
          new Response(status === 204 || status === 304 ? null : await buffer(incoming), { status, headers: answer }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
};
