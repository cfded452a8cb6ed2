import { marked } from 'marked';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Issue } from '../../lambdas/domain/issue';
import { readSnapshot } from '../../lambdas/domain/snapshot';
import { archivePage } from '../../lambdas/pages/archive';
import { deskPage } from '../../lambdas/pages/desk';
import { findPage, linkPage } from '../../lambdas/pages/desk/add';
import { linksPage } from '../../lambdas/pages/desk/checks';
import { gatePage } from '../../lambdas/pages/desk/gate';
import { previewPage } from '../../lambdas/pages/desk/preview';
import { parkedSends } from '../../lambdas/pages/desk/sends';
import { undeliveredMail } from '../../lambdas/pages/desk/undelivered';
import { atomFeed, jsonFeed, rssFeed } from '../../lambdas/pages/feeds';
import { issueMarkdown } from '../../lambdas/pages/issue-markdown';
import { draftEmail } from '../../lambdas/pages/mail/draft-email';
import { issueEmail } from '../../lambdas/pages/mail/issue-email';
import { stalePage } from '../../lambdas/pages/stale';
import { htmlAnswer, newNonce, previewAnswer, type WebAnswer } from '../../lambdas/runtime/http';
import { browserPath, openBrowser, warnNoBrowser } from '../support/browser';
import { type Doings, forEachOnAPage, type Watched, watch } from '../support/hostile-browser';
import { makeArticle, makeIssue, makeOutage } from '../support/made';
import { readNamedVectors } from '../support/named-vectors';
import { vectors } from '../support/xss-vectors';

const batch = 105;
const about = { newsletter: 'Steady State', timeZone: 'Etc/UTC', url: 'http://desk.test', styleNonce: 'c3R5bGU' };
const desk = { ...about, formToken: 'f', coolingOffMinutes: 30, updates: new Map(), advice: [] };

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
  'desk whose mail came back': (issue) => {
    const [{ title = '' } = {}] = issue.articles;
    const mail = { kind: 'draft', recipient: title, state: 'sent' as const, at: title, returned: title };
    return deskPage({ ...issue, articles: [] }, { ...desk, undelivered: undeliveredMail(mail, 'Etc/UTC') });
  },
  'page around a preview': (issue) =>
    previewPage(issue, { format: 'mail', subject: issue.intro ?? '', bytes: 1 }, about),
  'locked desk': (issue) => gatePage(issue, desk),
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
  'page of what a search found': (issue) => {
    const found = issue.articles.map((article) => ({ article, where: 'candidate' as const, printedIn: 75 }));
    return findPage(
      issue,
      { question: issue.intro ?? '', found, more: 0, searched: found.length, rest: 'unsearched' },
      desk,
    );
  },
  'pages of what is added by hand': (issue) =>
    issue.articles
      .map(({ url, title }) => linkPage(issue, { url, title, author: title, site: title, trouble: title }, desk))
      .join(''),
  'page of checked links': (issue) => {
    const verdict = (because: string) => ({ state: 'looks-dead' as const, because });
    const checked = issue.articles.map(({ id, url, title }) => ({ id, url, title, verdict: verdict(title) }));
    return linksPage(issue, checked, { ...desk, unchecked: 0 });
  },
  archive: (issue) => archivePage(issue, about),
  'RSS content': (issue) => unpack(rssFeed([issue], about), 'content:encoded'),
  'Atom content': (issue) => unpack(atomFeed([issue], about), 'content'),
  'JSON Feed content': (issue) => JSON.parse(jsonFeed([issue], about)).items[0].content_html,
  'Markdown as marked renders it, uncleaned': (issue) => marked.parse(issueMarkdown(issue, about), { async: false }),
};

let browser: Browser;
let watched: Watched;
const named = readNamedVectors();
const collections: [string, readonly string[]][] = [
  ['our own collection', vectors.map(({ text }) => text)],
  ...(named.length > 0 ? [['the collection that XSS_VECTORS names', named] as [string, string[]]] : []),
];
const here = browserPath === undefined ? [] : collections;
test('there is a browser to run scripts in', () => {
  if (browserPath === undefined) warnNoBrowser('the collection of script vectors');
  if (named.length === 0)
    console.warn('SKIPPED: XSS_VECTORS names no file of public script vectors, only our own collection is run');
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

const tell = ({ executions, loads, navigations, isWhole }: Doings) =>
  `${executions} executions, loads ${loads.join(' ')}, goes to ${navigations.join(' ')}${isWhole ? '' : ', never read to its end'}`;
const isQuiet = ({ executions, loads, navigations, isWhole }: Doings) =>
  isWhole && executions + loads.length + navigations.length === 0;

describe.each(here)('%s in Chromium', (_, texts) => {
  const patience = 120_000 + texts.length * 250;
  const batches = Array.from({ length: Math.ceil(texts.length / batch) }, (_, index) =>
    texts.slice(index * batch, (index + 1) * batch),
  );

  /** The batches that did anything, or were not read to their end, with what they did. */
  async function showAll(
    render: (texts: readonly string[]) => Promise<string> | string,
    headers = {},
  ): Promise<string[]> {
    const doings = await forEachOnAPage(batches, async (some) => watched.show(await render(some), headers));
    return doings.flatMap((did, index) => (isQuiet(did) ? [] : [`batch ${index}: ${tell(did)}`]));
  }

  /** Those that do something where nothing is escaped: what does nothing even then leaves a policy nothing to stop. */
  let active: readonly string[] = [];

  test('executes and calls out when nothing is escaped: the control', { timeout: patience }, async () => {
    const doings = await forEachOnAPage(texts, (text) =>
      watched.show(`<!DOCTYPE html><html><body>${text}</body></html>`),
    );
    active = texts.filter((_, index) => !isQuiet(doings[index] as Doings));
    const executing = doings.filter(({ executions }) => executions > 0).length;
    const calling = doings.filter(({ loads, navigations }) => loads.length + navigations.length > 0).length;
    const isNamed = texts === named;
    expect(executing).toBeGreaterThanOrEqual(isNamed ? 1 : 200);
    expect(calling).toBeGreaterThanOrEqual(isNamed ? 0 : 20);
    console.log(`control: ${texts.length} vectors raw, ${executing} execute, ${calling} call out`);
  });

  test.each(Object.keys(sinks))(
    'does nothing in the %s, whatever field says it',
    { timeout: patience },
    async (name) => {
      const render = sinks[name] as (issue: Issue) => string;
      expect(await showAll((some) => render(saying(some, asWritten)))).toEqual([]);
      expect(await showAll(async (some) => render(await throughFeed(some)))).toEqual([]);
    },
  );

  test('does nothing in the feeds themselves, opened as XML', { timeout: patience }, async () => {
    const xml = { 'content-type': 'text/xml; charset=utf-8' };
    expect(await showAll((some) => rssFeed([saying(some, asWritten)], about), xml)).toEqual([]);
    expect(await showAll((some) => atomFeed([saying(some, asWritten)], about), xml)).toEqual([]);
  });

  // The article's own link leads home: a press on what stands in it is no vector's doing.
  const one = () =>
    makeIssue(76, { articles: [makeArticle('a', { title: 'PLACEHOLDER', url: 'http://desk.test/article' })] });
  type Wall = { page(styleNonce: string): string; serve(page: string, styleNonce: string): WebAnswer };
  const walls: Record<string, Wall> = {
    'a public page': {
      page: (styleNonce) => archivePage(saying(['PLACEHOLDER'], asWritten), { ...about, styleNonce }),
      serve: (page, styleNonce) => htmlAnswer(page, styleNonce, { cache: 'public' }),
    },
    'the desk': { page: (styleNonce) => deskPage(one(), { ...desk, styleNonce }), serve: htmlAnswer },
    'the preview of the mail': {
      page: () => issueEmail(one(), about).html,
      serve: (body) => previewAnswer({ body, isPage: true }),
    },
  };
  // Our own are dealt out among the three, so that this ends in a minute; a named collection meets each of them whole.
  test.each(Object.keys(walls))(
    'does nothing under the policy of %s alone, with the escaping taken away',
    { timeout: patience },
    async (name) => {
      const turn = Object.keys(walls).indexOf(name);
      const faced = texts === named ? active : active.filter((_, index) => index % 3 === turn);
      expect(faced.length).toBeGreaterThan(0);
      const doings = await forEachOnAPage(faced, async (text) => {
        const { page, serve } = walls[name] as Wall;
        const nonce = newNonce();
        const plain = page(nonce);
        expect(plain).toContain('PLACEHOLDER');
        const { headers, body = '' } = serve(
          plain.replaceAll('PLACEHOLDER', () => text),
          nonce,
        );
        return { text, did: await watched.show(body, headers as Record<string, string>) };
      });
      expect(doings.filter(({ did }) => !isQuiet(did))).toEqual([]);
      console.log(`policy of ${name} alone: ${faced.length} vectors raw, 0 execute, 0 loads, 0 leave`);
    },
  );
});
