import { marked } from 'marked';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Issue } from '../../lambdas/domain/issue';
import { readSnapshot } from '../../lambdas/domain/snapshot';
import { archivePage } from '../../lambdas/pages/archive';
import { deskPage } from '../../lambdas/pages/desk';
import { gatePage } from '../../lambdas/pages/desk-gate';
import { parkedSends } from '../../lambdas/pages/desk-sends';
import { draftEmail } from '../../lambdas/pages/draft-email';
import { atomFeed, jsonFeed, rssFeed } from '../../lambdas/pages/feeds';
import { issueEmail } from '../../lambdas/pages/issue-email';
import { issueMarkdown } from '../../lambdas/pages/issue-markdown';
import { stalePage } from '../../lambdas/pages/stale';
import { htmlAnswer, newNonce } from '../../lambdas/runtime/http';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';
import { type Doings, type Watched, watch } from '../support/hostile-browser';
import { makeArticle, makeIssue, makeOutage } from '../support/made';
import { vectors } from '../support/xss-vectors';

const batch = 105;
const about = { newsletter: 'Steady State', timeZone: 'Etc/UTC', url: 'http://desk.test', styleNonce: 'c3R5bGU' };
const desk = { ...about, formToken: 'f', coolingOffMinutes: 30 };

/** One issue in which every field that foreign or typed text reaches says one of these. */
function saying(texts: readonly string[], fields: (text: string, index: number) => object): Issue {
  const leftOut = texts.map((text) => ({ source: text, reason: text }));
  return makeIssue(76, {
    state: 'published',
    publishedAt: '2026-06-07T12:00:00.000Z',
    articles: texts.map((text, index) => makeArticle(`a${index}`, fields(text, index))),
    outages: texts.map((text, index) =>
      makeOutage(`o${index}`, {
        service: text,
        title: text,
        url: text,
        quote: text,
        alsoAffected: [text],
        notes: [text],
        comment: text,
      }),
    ),
    runnersUp: texts.map((text, index) => makeArticle(`r${index}`, fields(text, index))),
    intro: texts.join('\n\n'),
    sponsor: { label: texts[0] ?? '', text: texts[1] ?? '', url: texts[2] ?? '' },
    leftOut: { candidates: 1, incidents: 1, printedBefore: 1, quarantined: leftOut, failures: leftOut },
  });
}

/** As if nothing had been read or cleaned on the way in. */
const asWritten = (text: string) => ({
  title: text,
  url: text,
  author: text,
  source: text,
  summary: text,
  reasons: [text],
  disclosure: text,
  company: text,
  comment: text,
});

const escapeXml = (text: string) =>
  text
    .replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '');

/** As it comes out of the feed reader, from a feed that says it in every element, escaped and in CDATA. */
async function throughFeed(texts: readonly string[]): Promise<Issue> {
  const item = (text: string, written: string, index: number) =>
    `<item><guid>${index}-${written.length}</guid><title>${written}</title><link>${escapeXml(text)}</link><author>${written}</author><description>${written}</description><content:encoded>${written}</content:encoded></item>`;
  const items = texts.map((text, index) =>
    item(text, index % 2 ? escapeXml(text) : `<![CDATA[${text.replaceAll(']]>', '')}]]>`, index),
  );
  const xml = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>${escapeXml(texts[0] ?? '')}</title><link>https://blog.example</link>${items.join('')}</channel></rss>`;
  const { feed, entries } = await readSnapshot(new TextEncoder().encode(xml), {
    url: 'https://blog.example/feed',
    now: '2026-06-07T12:00:00.000Z',
    kind: 'blog',
  });
  expect(entries.length).toBeGreaterThan(texts.length / 2);
  const issue = saying(texts, asWritten);
  const articles = entries.map((entry, index) =>
    makeArticle(`f${index}`, {
      title: entry.title,
      url: entry.url ?? '',
      source: feed.title,
      ...(entry.author && { author: entry.author }),
      ...(entry.summary && { summary: entry.summary }),
    }),
  );
  return { ...issue, articles, runnersUp: articles.map((article) => ({ ...article, id: `r${article.id}` })) };
}

const unpack = (xml: string, element: string) =>
  Array.from(xml.matchAll(new RegExp(`<${element}[^>]*>([\\s\\S]*?)</${element}>`, 'g')), ([, content = '']) =>
    content
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&'),
  ).join('');

/** Everything that shows foreign text, as the markup a browser or a mail program is given; without the policy, which is the second wall. */
const sinks: Record<string, (issue: Issue) => string> = {
  'draft mail': (issue) => draftEmail(issue, { ...about, deskLink: 'http://desk.test/open/76' }).html,
  'issue mail': (issue) => issueEmail(issue, about).html,
  desk: (issue) => deskPage({ ...issue, state: 'draft' }, desk),
  'desk of a rejected draft': (issue) =>
    deskPage({ ...issue, state: 'rejected', rejectedBecause: issue.intro ?? '' }, desk),
  'desk with parked mails': (issue) => {
    const sends = issue.articles.map(({ title }) => ({
      kind: 'issue',
      recipient: title,
      state: 'unclear' as const,
      at: title,
      note: title,
    }));
    return deskPage(
      { ...issue, articles: [] },
      { ...desk, parked: parkedSends(sends, { issue: 76, timeZone: 'Etc/UTC', formToken: 'f' }) },
    );
  },
  'locked desk': (issue) => gatePage(issue, { ...about, formToken: 'token' }),
  'page of a stale form': (issue) =>
    stalePage(
      {
        shown: 1,
        again: {
          action: '/desk/76/opening',
          fields: { intro: `${issue.intro} mine`, comment: issue.articles[0]?.title ?? '' },
          formToken: 'f',
        },
      },
      issue,
      about,
    ),
  archive: (issue) => archivePage(issue, about),
  'RSS content': (issue) => unpack(rssFeed([issue], about), 'content:encoded'),
  'Atom content': (issue) => unpack(atomFeed([issue], about), 'content'),
  'JSON Feed content': (issue) => JSON.parse(jsonFeed([issue], about)).items[0].content_html,
  'Markdown as marked renders it, uncleaned': (issue) => marked.parse(issueMarkdown(issue, about), { async: false }),
};

let browser: Browser;
let watched: Watched;
const here = browserPath === undefined ? [] : ['Chromium'];
test('there is a browser to run scripts in', () => {
  if (browserPath === undefined) warnNoBrowser('the collection of script vectors');
  expect(vectors.length).toBeGreaterThanOrEqual(300);
});
beforeAll(async () => {
  if (browserPath === undefined) return;
  browser = await openBrowser();
  watched = await watch(browser);
});
afterAll(async () => {
  await watched?.close();
  await browser?.close();
});

const batches = Array.from({ length: Math.ceil(vectors.length / batch) }, (_, index) =>
  vectors.slice(index * batch, (index + 1) * batch).map(({ text }) => text),
);

/** The names of the batches that did anything, with what they did. */
async function showAll(
  render: (texts: readonly string[]) => Promise<string> | string,
  headers = {},
): Promise<string[]> {
  const bad: string[] = [];
  for (const [index, texts] of batches.entries()) {
    const did = await watched.show(await render(texts), headers);
    if (did.executions + did.loads.length + did.navigations.length > 0) bad.push(`batch ${index}: ${tell(did)}`);
  }
  return bad;
}
const tell = ({ executions, loads, navigations }: Doings) =>
  `${executions} executions, loads ${loads.join(' ')}, goes to ${navigations.join(' ')}`;

describe.each(here)('the collection in %s', () => {
  test('executes and calls out when nothing is escaped: the control', { timeout: 240_000 }, async () => {
    let executing = 0;
    let calling = 0;
    for (const { text } of vectors) {
      const did = await watched.show(`<!DOCTYPE html><html><body>${text}</body></html>`);
      if (did.executions > 0) executing++;
      if (did.loads.length + did.navigations.length > 0) calling++;
    }
    expect(executing).toBeGreaterThanOrEqual(200);
    expect(calling).toBeGreaterThanOrEqual(20);
    console.log(`control: ${vectors.length} vectors raw, ${executing} execute, ${calling} call out`);
  });

  test.each(Object.keys(sinks))(
    'does nothing in the %s, whatever field says it',
    { timeout: 120_000 },
    async (name) => {
      const render = sinks[name] as (issue: Issue) => string;
      expect(await showAll((texts) => render(saying(texts, asWritten)))).toEqual([]);
      expect(await showAll(async (texts) => render(await throughFeed(texts)))).toEqual([]);
    },
  );

  test('does nothing in the feeds themselves, opened as XML', { timeout: 120_000 }, async () => {
    const xml = { 'content-type': 'text/xml; charset=utf-8' };
    expect(await showAll((texts) => rssFeed([saying(texts, asWritten)], about), xml)).toEqual([]);
    expect(await showAll((texts) => atomFeed([saying(texts, asWritten)], about), xml)).toEqual([]);
  });

  const walls: [string, (styleNonce: string) => string, { cache?: string }][] = [
    [
      'a public page',
      (styleNonce) => archivePage(saying(['PLACEHOLDER'], asWritten), { ...about, styleNonce }),
      { cache: 'public' },
    ],
    [
      'the desk',
      (styleNonce) =>
        deskPage(makeIssue(76, { articles: [makeArticle('a', { title: 'PLACEHOLDER' })] }), { ...desk, styleNonce }),
      {},
    ],
  ];
  test.each(walls)(
    'executes nothing and loads nothing under the policy of %s alone, with the escaping taken away',
    {
      timeout: 240_000,
    },
    async (name, render, options) => {
      let executions = 0;
      const loads: string[] = [];
      const gone = new Set<string>();
      for (const { text } of vectors) {
        const styleNonce = newNonce();
        const page = render(styleNonce);
        expect(page).toContain('PLACEHOLDER');
        const { headers } = htmlAnswer('', styleNonce, options);
        const did = await watched.show(
          page.replaceAll('PLACEHOLDER', () => text),
          headers as Record<string, string>,
        );
        executions += did.executions;
        loads.push(...did.loads);
        if (did.navigations.length > 0) gone.add(text);
      }
      expect(executions).toBe(0);
      expect(loads).toEqual([]);
      // No policy keeps a page from leaving by itself; only the escaping does.
      for (const text of gone) expect(text).toContain('http-equiv=refresh');
      console.log(
        `policy of ${name} alone: ${vectors.length} vectors raw, ${executions} execute, ${loads.length} loads, ${gone.size} leave by meta refresh`,
      );
    },
  );
});
