import { expect, test } from 'vitest';
import { signGrant } from '../../../lambdas/domain/approval';
import type { PrintedTitle } from '../../../lambdas/domain/ports';
import { titleBuckets } from '../../../lambdas/domain/story/fingerprint';
import { showFound } from '../../../lambdas/pipeline/desk/find';
import { makeCandidate, makeIssue } from '../../support/made';

const now = '2026-06-07T12:00:00.000Z';
const keys = [{ id: 'k1', secret: 'a secret of more than thirty-two characters' }];
const expiresAt = '2026-06-08T00:00:00.000Z';
const read = signGrant({ purpose: 'read', issue: 76, session: 's', expiresAt }, keys);
const known = signGrant({ purpose: 'known', issue: 0, expiresAt }, keys);
const settings = {
  newsletter: 'Steady State',
  deskUrl: 'http://desk.test',
  timeZone: 'Etc/UTC',
  coolingOffMinutes: 30,
  editor: 'editor@example.com',
};

/** What a search finds on a shelf of so many candidates, the last of which is about leases. */
function find(
  pool: number,
  query: Record<string, string>,
  last = 'Leases & "locks"',
  printedTitles = new Map<string, PrintedTitle>(),
): Promise<string> {
  const shelf = Array.from({ length: pool }, (_, index) =>
    makeCandidate(`c${index}`, { title: index === pool - 1 ? last : `Post ${index}` }),
  );
  const world = {
    issues: { get: async () => makeIssue(76), unsettledSends: async () => [] },
    incidents: { get: async () => new Map() },
    candidates: {
      best: async (count: number) => shelf.slice(0, count),
      printed: async () => new Map(),
      printedTitles: async () => printedTitles,
    },
    receipts: { read: async () => [] },
    signingKeys: async () => keys,
  };
  return showFound(world, settings, { issue: 76, read, known, styleNonce: 'n', query, format: '' }, now);
}
const further = /href="([^"]+among=all)"/;

test('a search says among how many it looked, and is over when it looked among all', async () => {
  const page = await find(90, { q: 'leases' });
  expect(page).toContain('1 match among');
  expect(page).not.toMatch(further);
});

test('a search for nothing asks for a word, and does not say that there is none', async () => {
  for (const question of ['', '  ']) {
    const page = await find(90, { q: question });
    expect(page).toContain('Type a word of the title, the author, the source or the link.');
    expect(page).not.toContain('Nothing among');
  }
});

test('what an earlier issue printed under nearly the same title is marked with its number', async () => {
  const title = 'How we lost a whole cloud region twice';
  const memory = new Map(titleBuckets(title).map((bucket) => [bucket, { title, issue: 70 }]));
  expect(await find(3, { q: 'region' }, 'How we lost a whole cloud regions twice', memory)).toContain('#70');
  expect(await find(3, { q: 'region' }, 'How we lost a whole cloud region thrice', memory)).not.toContain('#70');
});

test('what ranks below the best thousand is found by a second press, and what is searched is never called all when it is not', async () => {
  const first = await find(3000, { q: 'leases "locks"&' });
  expect(first).toMatch(/Nothing among the best 1,0\d\d candidates has all of these words/);
  const href = further.exec(first)?.[1]?.replaceAll('&amp;', '&') as string;
  const query = Object.fromEntries(new URL(href, 'http://desk.test').searchParams);
  expect(query).toEqual({ q: 'leases "locks"&', among: 'all' });
  const second = await find(3000, { ...query, q: 'leases "locks"' });
  expect(second).toMatch(/1 match among 3,0\d\d candidates\./);
  expect(second).not.toMatch(further);
  expect(await find(9000, query)).toMatch(/Nothing among the best 8,0\d\d candidates/);
});
