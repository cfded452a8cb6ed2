import { createHash } from 'node:crypto';
import type { PollMessage } from '../contract/messages';
import type { DueSource } from '../domain/ports';
import type { PollCall, PollLeg } from '../domain/source/poll-leg';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

/** The message that puts a poll into the line of a host, which is a message group of the FIFO queue: no host is asked by two pollers at once. */
export const spellMessage = ({ id, host, dueAt }: DueSource, leg?: PollLeg) => ({
  MessageBody: JSON.stringify({ sourceId: id, dueAt, host, ...(leg && { leg }) } satisfies PollMessage<PollLeg>),
  MessageGroupId: hash(host),
  MessageDeduplicationId: hash(`${id} ${dueAt}${leg ? ` ${leg.number}` : ''}`),
});

/** Whom a message asks to poll, and the call that names this poll. One that nobody can read asks for nobody, and fails alone. */
export function readMessage(body: string): { sourceId: string | undefined; call?: PollCall } {
  try {
    const { sourceId, ...call } = JSON.parse(body) as PollMessage<PollLeg>;
    return { sourceId, ...(call.dueAt && { call }) };
  } catch {
    return { sourceId: undefined };
  }
}
