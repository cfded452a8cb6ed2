import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Every embedded service is this: where it answers, and how it ends. */
export interface Service {
  url: string;
  stop(): Promise<void>;
}

/** A port somebody else holds: the one fault of a service that a person can mend. */
export class PortInUseError extends Error {
  constructor(
    readonly port: number,
    readonly who = '--port',
    readonly mend = 'Choose another, or leave --port out.',
  ) {
    super(`port ${port} is in use`);
  }
}

/** Listens on loopback only, on `port` or any free one. */
export async function listen(server: Server, port = 0): Promise<Service> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
