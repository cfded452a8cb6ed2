import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A server on loopback that says exactly the bytes it is told to, proper HTTP or not. */
export interface RawServer {
  port: number;
  /** "127.0.0.1:port", as an allowed list spells it. */
  host: string;
  url: string;
  /** The head of every request received, in order. */
  requests: string[];
  /** Every connection ever accepted. */
  sockets: Socket[];
  stop(): Promise<void>;
}

export type Answer = (socket: Socket, request: string) => void;

function listen(server: Server, scheme: string, sockets: Socket[], requests: string[]): Promise<RawServer> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        port,
        host: `127.0.0.1:${port}`,
        url: `${scheme}://127.0.0.1:${port}/`,
        requests,
        sockets,
        stop: () =>
          new Promise((stopped) => {
            for (const socket of sockets) socket.destroy();
            server.close(() => stopped());
          }),
      });
    });
  });
}

/** Starts a server that calls `answer` once for each request head. With `tls`, over TLS. */
export function startRawServer(answer: Answer, tls?: TlsOptions): Promise<RawServer> {
  const sockets: Socket[] = [];
  const requests: string[] = [];
  const serve = (socket: Socket) => {
    sockets.push(socket);
    let head = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      head += chunk.toString('latin1');
      for (let end = head.indexOf('\r\n\r\n'); end !== -1; end = head.indexOf('\r\n\r\n')) {
        const request = head.slice(0, end);
        head = head.slice(end + 4);
        requests.push(request);
        answer(socket, request);
      }
    });
  };
  if (tls === undefined) return listen(createServer(serve), 'http', sockets, requests);
  const server = createTlsServer(tls, serve);
  server.on('tlsClientError', () => {});
  return listen(server, 'https', sockets, requests);
}

/** Spells a whole HTTP answer, with a Content-Length that is true. */
export function spellAnswer(status: string, headers: readonly string[] = [], body: string | Uint8Array = ''): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, ...headers, `Content-Length: ${bytes.length}`];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}
