import { type SigningKey, signGrant } from '../../domain/approval';
import { after, day } from '../../domain/instant';

const linkDays = 21;

/** A link for a mail that shows the desk of an issue for 21 days, and does nothing else. */
export function signDeskLink(deskUrl: string, issue: number, now: string, keys: readonly SigningKey[]): string {
  const expiresAt = after(now, linkDays * day);
  return `${deskUrl}/open/${issue}?key=${signGrant({ purpose: 'open', issue, expiresAt }, keys)}`;
}
