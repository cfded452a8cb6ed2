import { expect, test } from 'vitest';
import { signGrant } from '../../../lambdas/domain/approval';
import type { FetchAnswer } from '../../../lambdas/domain/fetch/fetch-answer';
import { lookAtLink } from '../../../lambdas/pipeline/look';
import { createFakeFetcher } from '../../support/fake-fetcher';
import { makeIssue } from '../../support/made';

const now = '2026-06-07T12:00:00.000Z';
const keys = [{ id: 'k1', secret: 'a secret of more than thirty-two characters' }];
const grant = { issue: 76, session: 's', expiresAt: '2026-06-08T00:00:00.000Z' };
const settings = { newsletter: 'Steady State', timeZone: 'Etc/UTC', styleNonce: 'n', timeLeft: () => 20_000 };

/** The page to add a link with, after its address answered like this. */
function look(url: string, answer: FetchAnswer | string): Promise<string> {
  const world = {
    issues: { get: async () => makeIssue(76) },
    signingKeys: async () => keys,
    fetcher: createFakeFetcher(() => answer),
  };
  const form = signGrant({ purpose: 'form', ...grant, revision: 1 }, keys);
  const act = signGrant({ purpose: 'act', ...grant }, keys);
  return lookAtLink(world, settings, { issue: 76, act, form: { form, url } }, now);
}
const page = (html: string, finalUrl: string): FetchAnswer => ({
  kind: 'fetched',
  status: 200,
  body: new TextEncoder().encode(html),
  contentType: 'text/html',
  wireBytes: html.length,
  finalUrl,
});
const fieldOf = (html: string, name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1];
const post = 'https://blog.example/posts/leases';

test('a link that leads on is offered as the page it leads to, without the marks of who linked it', async () => {
  const shown = await look('https://sho.rt/x1', page('<title>Leases</title>', `${post}?utm_source=list&id=7`));
  expect(fieldOf(shown, 'url')).toBe(`${post}?id=7`);
  expect(shown).toContain('What you gave, <bdi>https://sho.rt/x1</bdi>, leads on to this.');
  expect(fieldOf(shown, 'company')).toBe('blog.example');
});

test('a link whose marks alone are taken off, or that only gains a slash, is told as what was given', async () => {
  const marked = await look(`${post}?utm_source=list`, page('<title>Leases</title>', `${post}?utm_source=list`));
  expect(fieldOf(marked, 'url')).toBe(post);
  expect(marked).not.toContain('leads on to this');
  expect(await look(post, page('<title>Leases</title>', `${post}/`))).not.toContain('leads on to this');
});

test('a link that leads to the front page, or to words that there is nothing, stays what was given, with a warning', async () => {
  const home = await look(post, page('<title>Blog</title>', 'https://blog.example/'));
  expect(fieldOf(home, 'url')).toBe(post);
  expect(home).toContain('It leads to the front page of blog.example.');
  const missing = await look(post, page('<title>Page not found</title>', `${post}-2`));
  expect(fieldOf(missing, 'url')).toBe(post);
  expect(missing).toContain('It answers, but its page says “Page not found”.');
});

test('a paywall is told before the link is added', async () => {
  const paid =
    '<script type="application/ld+json">{"@type":"Article","isAccessibleForFree":false}</script><title>x</title>';
  expect(await look(post, page(paid, post))).toContain('Readers may meet a paywall');
});

test('a page that cannot be read says why, and leaves the rest to be written, with its host as the site', async () => {
  const shown = await look(post, { kind: 'failed', reason: 'There is no such <b>host</b>.' });
  expect(shown).toContain('Its page could not be read: There is no such &lt;b&gt;host&lt;/b&gt;.');
  expect(fieldOf(shown, 'url')).toBe(post);
  expect(fieldOf(shown, 'company')).toBe('blog.example');
  expect(fieldOf(shown, 'title')).toBe('');
});
