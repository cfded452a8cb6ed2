import { expect, test } from 'vitest';
import { readPageHead } from '../../../../lambdas/domain/feed/page-head';
import type { FetchAnswer } from '../../../../lambdas/domain/fetch/fetch-answer';
import { judgeLink } from '../../../../lambdas/domain/issue/link-check';

const url = 'https://blog.example/posts/a-post';
const page = (html: string, finalUrl = url): FetchAnswer => ({
  kind: 'fetched',
  status: 200,
  body: new TextEncoder().encode(html),
  contentType: 'text/html; charset=utf-8',
  wireBytes: html.length,
  finalUrl,
});

test.each<[string, FetchAnswer, string]>([
  ['a page with a title', page('<title>How we run 404 servers less</title><h1>How</h1>'), 'fine'],
  ['a title that says it is not there', page('<title>Page not found | Blog</title>'), 'looks-dead'],
  [
    'a heading that says so',
    page('<title>Blog</title><h1>Sorry, this page doesn’t exist or was not found</h1>'),
    'looks-dead',
  ],
  ['a redirect to the front page', page('<title>Blog</title>', 'https://blog.example/'), 'looks-dead'],
  ['a redirect to another post', page('<title>Post</title>', 'https://blog.example/new/a-post'), 'fine'],
  ['410', { kind: 'gone', status: 410, reason: 'gone' }, 'dead'],
  ['404', { kind: 'failed', status: 404, reason: 'no' }, 'dead'],
  ['403', { kind: 'failed', status: 403, reason: 'no' }, 'unsure'],
  ['no such host', { kind: 'failed', reason: 'There is no such host.' }, 'looks-dead'],
  ['an address we do not ask', { kind: 'refused', reason: 'private' }, 'unsure'],
  [
    'a paywall, by its own word',
    page(
      '<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script><title>x</title>',
    ),
    'paid',
  ],
])('a link that answers with %s', (_name, answer, state) => {
  expect(judgeLink(url, answer).state).toBe(state);
});

test('a page’s head gives title, author and site, from wherever it says them, as plain text', () => {
  expect(
    readPageHead(
      `<title>Fallback</title><meta property="og:title" content="A &lt;b&gt;title&lt;/b&gt;"><meta property="og:site_name" content="The Site">
<script type="application/ld+json">{"@graph":[{"@type":"Article","author":[{"name":"Ada"},{"name":"Bob"}]}]}</script>`,
    ),
  ).toEqual({ title: 'A title', author: 'Ada, Bob', site: 'The Site' });
  expect(
    readPageHead('<script type="application/ld+json">{broken</script><meta name=author content="https://x.org/me">'),
  ).toEqual({});
});
