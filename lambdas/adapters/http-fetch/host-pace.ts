import { setTimeout as sleep } from 'node:timers/promises';
import type { Deadline } from './send';

/** Keeps the requests to one host apart: one at a time, and a pause between two. */
export interface HostPace {
  /** Resolves when it is one's turn to ask the host, which must then be ended; rejects, and needs no end, when the deadline passes. */
  wait(host: string, deadline: Deadline): Promise<void>;
  /** A request to the host is over. */
  end(host: string): void;
}

interface Turn {
  taken: boolean;
  freeAt: number;
  waiting: (() => void)[];
}

/** Hosts that are remembered before those that have been left alone for long enough are forgotten. */
const mostHosts = 1000;

/**
 * Makes a pace of so many milliseconds between the end of one request to a host and the start of the next; none at all for hosts that are
 * `unpaced`, or at 0.
 */
export function createHostPace(
  milliseconds: number,
  unpaced: readonly string[] = [],
  now = () => performance.now(),
): HostPace {
  const turns = new Map<string, Turn>();
  const isPaced = (host: string) => milliseconds > 0 && !unpaced.includes(host);
  const turnOf = (host: string): Turn => {
    const known = turns.get(host);
    if (known) return known;
    if (turns.size >= mostHosts)
      for (const [other, { taken, freeAt }] of turns) if (!taken && freeAt <= now()) turns.delete(other);
    const turn = { taken: false, freeAt: 0, waiting: [] };
    turns.set(host, turn);
    return turn;
  };
  const passOn = (turn: Turn) => {
    const next = turn.waiting.shift();
    if (next) next();
    else turn.taken = false;
  };
  return {
    async wait(host, deadline) {
      if (!isPaced(host)) return;
      const waiting = new AbortController();
      const { signal } = waiting;
      deadline.stop = (reason) => waiting.abort(reason);
      const turn = turnOf(host);
      if (turn.taken) await standInLine(turn, signal);
      turn.taken = true;
      try {
        // A timer may fire a little early; asked again, it cannot.
        for (let left = turn.freeAt - now(); left > 0; left = turn.freeAt - now())
          await sleep(Math.ceil(left), undefined, { signal });
      } catch (error) {
        passOn(turn);
        throw error;
      }
    },
    end(host) {
      const turn = turns.get(host);
      if (!turn) return;
      turn.freeAt = now() + milliseconds;
      passOn(turn);
    },
  };
}

function standInLine(turn: Turn, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => {
      turn.waiting = turn.waiting.filter((waiting) => waiting !== enter);
      reject(signal.reason);
    };
    const enter = () => {
      signal.removeEventListener('abort', leave);
      resolve();
    };
    signal.addEventListener('abort', leave, { once: true });
    turn.waiting.push(enter);
  });
}
