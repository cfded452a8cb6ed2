import { expect, test } from 'vitest';
import { signGrant } from '../../../lambdas/domain/approval';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import { checkLinks } from '../../../lambdas/pipeline/look';
import { createFakeFetcher } from '../../support/fake-fetcher';
import { makeArticle, makeIssue } from '../pages/sample-issue';

const now = '2026-06-07T12:00:00.000Z';
const expiresAt = '2026-06-28T12:00:00.000Z';
const keys = [{ id: 'k1', secret: 'a'.repeat(48) }];
const session = 's';
const request = {
  issue: 76,
  act: signGrant({ purpose: 'act', issue: 76, session, expiresAt }, keys),
  form: { form: signGrant({ purpose: 'form', issue: 76, session, revision: 7, expiresAt }, keys) },
};
const settings = { newsletter: 'S', timeZone: 'Etc/UTC', styleNonce: 'n' };

/** Checks an issue with so many links on each of these hosts. */
async function checkIssue(
  hosts: readonly string[],
  each: number,
  timeLeft: (asked: number) => number,
  isFine = (_url: string) => false,
) {
  const urls = hosts.flatMap((host) => [...Array(each).keys()].map((n) => `https://${host}/${n}`));
  const articles = urls.map((url, index) => makeArticle(`a${index}`, { url, decision: 'kept' }));
  const issue = makeIssue({ articles, outages: [] });
  const answer = ({ url }: { url: string }): FetchAnswer =>
    isFine(url) ? { kind: 'unchanged', finalUrl: url } : { kind: 'failed', status: 404, reason: `No ${url}.` };
  const fetcher = createFakeFetcher(answer, 1);
  const world = { issues: { get: async () => issue }, signingKeys: async () => keys, fetcher };
  const page = await checkLinks(world, { ...settings, timeLeft: () => timeLeft(fetcher.asked.length) }, request, now);
  return { page, fetcher };
}

test('the links of an issue are asked for one after the other on each host, and told in the order of the issue', async () => {
  const { page, fetcher } = await checkIssue(['one.example', 'two.example', 'three.example'], 5, () => 28_000);
  expect(fetcher.asked).toHaveLength(15);
  expect(fetcher.mostAtOnce()).toBe(1);
  expect(new Set(fetcher.asked.slice(0, 3).map((url) => new URL(url).host)).size).toBe(3);
  const told = [...page.matchAll(/#item-a(\d+)"/g)].map(([, number]) => Number(number));
  expect(told).toEqual([...Array(15).keys()]);
  expect(page).not.toContain('not asked for');
});

test('no link is begun for which there is no time left, and the page says how many', async () => {
  const { page, fetcher } = await checkIssue(['slow.example'], 9, (asked) => 28_000 - asked * 6_000);
  expect(fetcher.asked).toHaveLength(4);
  expect(page).toContain('5 were not asked for');
});

test('the page says how many links answered, and names those alone that did not', async () => {
  const check = async (isFine: (url: string) => boolean) => {
    const { page } = await checkIssue(['one.example', 'two.example'], 2, () => 28_000, isFine);
    return [/role="status">([^<]*)/.exec(page)?.[1], [...page.matchAll(/#item-(a\d+)"/g)].map(([, id]) => id)];
  };
  expect(await check(() => true)).toEqual(['All 4 links answered with a page.', []]);
  expect(await check((url) => !url.endsWith('/1'))).toEqual(['2 of 4 links answered with a page.', ['a1', 'a3']]);
  expect((await check(() => false))[0]).toMatch(/^None of 4 links answered with a page/);
});
