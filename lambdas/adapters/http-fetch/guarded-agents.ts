import * as http from 'node:http';
import * as https from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkAddress, isListed } from '../../domain/fetch/address';
import { guardLookup, type Lookup } from './guarded-lookup';

const IDLE_MS = 5000;
/** Node's own 250 ms gives up on every address of a host that is far away. */
const CONNECT_ATTEMPT_MS = 2500;

export interface AgentOptions {
  lookup: Lookup;
  allowed: ReadonlySet<string>;
  /** Connections kept open after use, over all hosts together. */
  maxIdle: number;
  /** Certificate authorities (PEM) to trust instead of Node's own. */
  ca?: string;
}

/** After the connection stands, and before a request is written: the far end must be an address that we vetted. */
function checkConnected(socket: Socket, listed: boolean): void {
  try {
    checkAddress(socket.remoteAddress ?? '', listed);
  } catch (error) {
    socket.destroy(error as Error);
  }
}

/**
 * Makes every new connection of an agent a vetted one: the literal or looked-up address before, the peer's after connecting.
 * A kept connection serves only the host and port it was vetted for, and is dropped as soon as it speaks out of turn.
 */
function guardAgent(agent: http.Agent, { lookup, allowed, maxIdle }: AgentOptions): void {
  const connect = agent.createConnection.bind(agent);
  const keepAlive = agent.keepSocketAlive.bind(agent);
  const reuse = agent.reuseSocket.bind(agent);
  const idle = new Set<Socket>();
  const dropUnasked = function (this: Socket) {
    this.destroy();
  };

  agent.createConnection = (options, callback) => {
    const host = options.host ?? '';
    const listed = isListed(host, options.port ?? '', allowed);
    if (isIP(host) !== 0) checkAddress(host, listed);
    const families = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: CONNECT_ATTEMPT_MS };
    const guarded = { ...options, ...families, lookup: guardLookup(lookup, listed) };
    const socket = connect(guarded, callback) as Socket;
    socket.prependListener('connect', () => checkConnected(socket, listed));
    socket.once('close', () => idle.delete(socket));
    return socket;
  };
  agent.keepSocketAlive = (stream) => {
    const socket = stream as Socket;
    if (idle.size >= maxIdle || socket.readableLength > 0) return false;
    idle.add(socket);
    socket.on('data', dropUnasked);
    return keepAlive(socket);
  };
  agent.reuseSocket = (stream, request) => {
    const socket = stream as Socket;
    idle.delete(socket);
    socket.off('data', dropUnasked);
    reuse(socket, request);
  };
}

export interface GuardedAgents {
  http: http.Agent;
  https: https.Agent;
  close(): void;
}

/** The two agents through which every request goes: vetted connections, verified TLS, a bounded number kept alive. */
export function createAgents(options: AgentOptions): GuardedAgents {
  const kept = { keepAlive: true, maxFreeSockets: 1, timeout: IDLE_MS };
  const plain = new http.Agent(kept);
  const secure = new https.Agent({
    ...kept,
    rejectUnauthorized: true,
    ...(options.ca === undefined ? {} : { ca: options.ca }),
  });
  guardAgent(plain, options);
  guardAgent(secure, options);
  return {
    http: plain,
    https: secure,
    close() {
      plain.destroy();
      secure.destroy();
    },
  };
}
