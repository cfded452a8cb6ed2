import { minute } from '../instant';
import type { SendRecord } from '../ports';

/** How long a mail may be under way before somebody is told. Milliseconds. */
export const mailPatience = 15 * minute;

/**
 * Whether a mail came back, or its delivery is not reported (SES event `Delivery`) a quarter of an hour after it was begun. One whose end
 * nobody knows is not: that is parked.
 */
export function isUndelivered({ state, at, deliveredAt, returned }: SendRecord, now: string): boolean {
  if (returned !== undefined) return true;
  const isOver = state === 'sent' || state === 'refused';
  return deliveredAt === undefined && isOver && Date.parse(now) - Date.parse(at) > mailPatience;
}
