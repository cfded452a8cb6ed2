import { type SigningKey, signGrant } from '../../domain/approval';

const linkDays = 21;
const day = 86_400_000;

/** A link for a mail that shows the desk of an issue for 21 days, and does nothing else. */
export function signDeskLink(deskUrl: string, issue: number, now: string, keys: readonly SigningKey[]): string {
  const expiresAt = new Date(Date.parse(now) + linkDays * day).toISOString();
  return `${deskUrl}/open/${issue}?key=${signGrant({ purpose: 'open', issue, expiresAt }, keys)}`;
}
