import { gzipSync } from 'node:zlib';
import { HtmlValidate } from 'html-validate';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../../lambdas/domain/issue';
import { archiveIndex, archivePage } from '../../../lambdas/pages/archive';
import { deskPage } from '../../../lambdas/pages/desk';
import { gatePage } from '../../../lambdas/pages/desk/gate';
import { parkedSends } from '../../../lambdas/pages/desk/sends';
import { undeliveredMail } from '../../../lambdas/pages/desk/undelivered';
import { messagePage } from '../../../lambdas/pages/message-page';
import { stalePage } from '../../../lambdas/pages/stale';
import { outlineOf } from './markup-outline';
import {
  makeArticle,
  makeIssue,
  makeOutage,
  makePublished,
  makeQuietIssue,
  newsletter,
  styleNonce,
  timeZone,
} from './sample-issue';

const desk = {
  newsletter,
  timeZone,
  styleNonce,
  formToken: 'v1.form-token',
  coolingOffMinutes: 30,
  updates: new Map(),
  advice: [],
};
const archive = { newsletter, timeZone, styleNonce, url: 'https://desk.example.net/issues/76' };
const decided = makeIssue({
  articles: [
    makeArticle('kept', { decision: 'kept' }),
    makeArticle('gone', { decision: 'dropped' }),
    makeArticle('open', { title: '<b>"bold"</b> & co', url: 'javascript:alert(1)' }),
  ],
});
const approved = makeIssue({
  state: 'approved',
  revision: 8,
  approvedAt: '2026-08-23T18:12:00Z',
  approvedRevision: 7,
  publishAt: '2026-08-23T18:42:00Z',
});
const rejected = makeIssue({ state: 'rejected', rejectedAt: '2026-08-23T18:12:00Z', rejectedBecause: 'holiday' });

const lost = { kind: 'issue', recipient: 'ada@example.com', state: 'unclear', at: '2026-08-23T18:42:00Z' } as const;
const parked = parkedSends([lost, { ...lost, recipient: '"<b>"@example.com', state: 'refused', note: '<i>' }], {
  issue: 76,
  timeZone,
  formToken: 'v1.form-token',
});

const undelivered = undeliveredMail(
  { ...lost, kind: 'draft', recipient: '"<b>"@example.com', state: 'sent', returned: 'bounced <script>' },
  timeZone,
);

const pressedLate = {
  shown: 4,
  again: {
    action: '/desk/76/item',
    fields: { item: decided.articles[0]?.id ?? '', decision: 'dropped', comment: 'From <b>another</b> tab.' },
    formToken: 'v1.form-token',
  },
};

const pages: [string, string][] = [
  ['the desk with mails to decide on', deskPage(makePublished(), { ...desk, parked })],
  ['the locked desk', gatePage(decided, { ...desk, formToken: 'token' })],
  [
    'the page that has nothing, and offers a link',
    messagePage({ title: 'No', text: 'No.', styleNonce, offersLink: true }),
  ],
  ['the desk of a draft', deskPage(decided, desk)],
  ['the desk of a draft that was not delivered', deskPage(decided, { ...desk, undelivered })],
  ['the desk of a quiet week', deskPage(makeQuietIssue(), desk)],
  ['the desk of an approved issue', deskPage(approved, desk)],
  ['the desk of an issue on its way', deskPage({ ...approved, state: 'publishing' }, desk)],
  ['the desk of a published issue', deskPage(makePublished(), desk)],
  ['the desk of a rejected draft', deskPage(rejected, desk)],
  ['the page of a stale form', stalePage({ shown: 4 }, decided, { newsletter, timeZone, styleNonce })],
  ['the page of a press on an old page', stalePage(pressedLate, decided, { newsletter, timeZone, styleNonce })],
  ['the archive page', archivePage(makePublished(), archive)],
  ['the list of issues', archiveIndex([makePublished()], archive)],
  ['the empty list of issues', archiveIndex([], archive)],
  [
    'a message',
    messagePage({ title: 'Nothing here', text: 'Gone.', styleNonce, link: { href: '/issues', text: 'All' } }),
  ],
];

describe.each(pages)('%s', (_name, page) => {
  test('is valid HTML', () => {
    const report = new HtmlValidate({ extends: ['html-validate:recommended'] }).validateStringSync(page);
    expect(
      report.results.flatMap(({ messages }) => messages.map(({ message, line }) => `${line}: ${message}`)),
    ).toEqual([]);
  });

  test('keeps to a policy without style attributes and pictures, and with the desk’s own script only', () => {
    const { elements } = outlineOf(page);
    const active = elements.filter((element) => /^(script|img|iframe|object|base)\b| (style|on\w+)\b/.test(element));
    expect(active).toEqual(page.includes('id="desk"') ? ['script defer nonce src'] : []);
    expect(elements.filter((element) => element.startsWith('style'))).toEqual(['style nonce']);
    expect(page).toContain(`<style nonce="${styleNonce}">`);
    expect(page).not.toMatch(/url\(|@import/);
  });

  test('says its language, its title and that it fits a phone', () => {
    expect(page).toContain('<html lang="en">');
    expect(page).toMatch(/<title>[^<]+<\/title>/);
    expect(page).toContain('name="viewport"');
  });
});

/** The forms of a page: where they go, their hidden fields, and what their buttons say. */
function formsOf(page: string) {
  return Array.from(
    page.matchAll(/<form [^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs),
    ([form, action = '', body = '']) => ({
      action,
      method: /method="(\w+)"/.exec(form)?.[1],
      fields: Object.fromEntries(
        Array.from(body.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g), ([, name, value]) => [name, value]),
      ),
      decisions: Array.from(
        body.matchAll(/name="decision" value="(\w+)"[^>]*>(\w+)</g),
        ([, value, label]) => `${label}=${value}`,
      ),
      body,
    }),
  );
}
const itemForms = (page: string) => formsOf(page).filter(({ action }) => action.endsWith('/item'));

test('every form posts to its own issue with the form token', () => {
  const forms = formsOf(deskPage(decided, desk)).filter(({ action }) => !action.endsWith('/find'));
  expect(forms.length).toBe(3 + 1 + 1 + 2 + 3);
  for (const { action, method, fields } of forms) {
    expect(action).toMatch(/^\/desk\/76\/(item|add|opening|link|check|approve|reject)$/);
    expect(method).toBe('post');
    expect(fields['form']).toBe('v1.form-token');
  }
});

test('each item offers keep, drop and later, and what is pressed takes itself back', () => {
  const offers = Object.fromEntries(
    itemForms(deskPage(decided, desk)).map(({ fields, decisions }) => [fields['item'], decisions]),
  );
  expect(offers).toEqual({
    kept: ['Keep=undecided', 'Drop=dropped', 'Later=later'],
    gone: ['Keep=kept', 'Drop=undecided', 'Later=later'],
    open: ['Keep=kept', 'Drop=dropped', 'Later=later'],
    o1: ['Keep=kept', 'Drop=dropped', 'Later=later'],
  });
});

test('every item has the anchor to which the desk returns after a decision', () => {
  const page = deskPage(decided, desk);
  for (const id of ['kept', 'gone', 'open', 'o1', 'r1']) expect(page.split(`id="item-${id}"`)).toHaveLength(2);
});

test('a dropped item stays in sight without its details', () => {
  const page = deskPage(decided, desk);
  expect(page).toContain('Title of gone');
  expect(page).not.toContain('The source on gone.');
  expect(page).toContain('class="card dropped"');
});

test('the header counts what will be printed', () => {
  expect(deskPage(decided, desk)).toContain('<strong>Draft</strong> · 2 of 3 articles · 1 of 1 outage<');
});

test('approving takes a tick that names the revision read and a typed word, neither filled in', () => {
  const form = formsOf(deskPage(decided, desk)).find(({ action }) => action.endsWith('/approve'));
  expect(form?.body).toContain('I have read revision 7');
  expect(form?.body).toMatch(/<input type="checkbox"[^>]* name="read"[^>]* required>/);
  expect(form?.body).not.toContain('checked');
  expect(form?.body).toMatch(/<input type="text"[^>]* name="word"[^>]* required/);
  expect(form?.body).not.toMatch(/name="word"[^>]*value=/);
  expect(form?.body).toContain('Approve issue #76');
});

test('when everything is dropped there is nothing to approve, and the desk says so', () => {
  const empty = makeIssue({ articles: [makeArticle('a', { decision: 'dropped' })], outages: [] });
  const page = deskPage(empty, desk);
  expect(page).not.toContain('/desk/76/approve');
  expect(page).toContain('Nothing in this draft would be printed');
});

test('an approved issue says when it goes out and can only be pulled back', () => {
  const page = deskPage(approved, desk);
  expect(formsOf(page).map(({ action }) => action)).toEqual(['/desk/76/pull-back']);
  expect(page).toContain('Sun, Aug 23, 11:42 am PDT');
});

test('where nothing cools off, no time is promised in which an issue can be pulled back', () => {
  const atOnce = { ...desk, coolingOffMinutes: 0 };
  expect(outlineOf(deskPage(makeIssue(), atOnce)).text).toContain('within minutes, with hardly time to pull it back');
  const { text } = outlineOf(deskPage(approved, atOnce));
  expect(text).toContain('goes out within minutes; until it does it can be pulled back');
  expect(text).not.toContain('11:42');
});

test('a published issue says so and offers nothing to press, a rejected one to be taken up again', () => {
  const page = deskPage(makePublished(), desk);
  expect(formsOf(page)).toEqual([]);
  expect(page).toContain('href="/issues/76"');
  expect(formsOf(deskPage(rejected, desk)).map(({ action }) => action)).toEqual(['/desk/76/pull-back']);
  expect(deskPage(rejected, desk)).toContain('holiday');
});

test('no link on the desk leads anywhere but to the items, the archive and the page itself', () => {
  for (const issue of [decided, approved, makePublished()] satisfies Issue[]) {
    for (const href of outlineOf(deskPage(issue, desk)).hrefs)
      expect(href).toMatch(
        /^(#(approve|add|checks|item-\w+)$|\/desk\/76\/preview\/mail$|\/issues\/76|https:\/\/(blog|status)\.example)/,
      );
  }
});

test('outside links open in their own tab and learn nothing about the desk', () => {
  const links = deskPage(decided, desk).match(/<a href="https[^>]+>/g) ?? [];
  expect(links.length).toBeGreaterThan(2);
  for (const link of links) expect(link).toContain('target="_blank" rel="noopener noreferrer"');
});

test('the desk of sixty items is at most 60 KB over the wire', () => {
  const words = (seed: number) =>
    Array.from({ length: 45 }, (_, index) => ((seed + index) * 2654435761).toString(36).slice(-6)).join(' ');
  const twenty = <T>(make: (index: number) => T) => Array.from({ length: 20 }, (_, index) => make(index));
  const articles = twenty((index) =>
    makeArticle(`a${index}`, { title: words(index).slice(0, 60), summary: words(index * 50) }),
  );
  const outages = twenty((index) => makeOutage(`o${index}`, { quote: words(1000 + index * 50) }));
  const runnersUp = twenty((index) => makeArticle(`r${index}`, { title: words(index + 99).slice(0, 60) }));
  const page = deskPage(makeIssue({ articles, outages, runnersUp }), desk);
  const wire = gzipSync(page).length;
  console.info(`desk of sixty items: ${wire} bytes over the wire, ${Buffer.byteLength(page)} before compression`);
  expect(wire).toBeLessThan(60_000);
});

test('a parked mail says to whom, what is known and why, and can be sent again', () => {
  const page = deskPage(makePublished(), { ...desk, parked });
  const forms = formsOf(page);
  expect(forms.map(({ action }) => action)).toEqual(['/desk/76/resend', '/desk/76/resend']);
  expect(forms[0]?.fields).toEqual({
    form: 'v1.form-token',
    kind: 'issue',
    recipient: 'ada@example.com',
    state: 'unclear',
    at: lost.at,
  });
  expect(outlineOf(page).text).toContain(
    'ada@example.com, Sun, Aug 23, 11:42 am PDT. Nobody knows whether it went out',
  );
  expect(parkedSends([], { issue: 76, timeZone, formToken: 'f' })).toBeUndefined();
});

test('mails that SES refused can be sent again together, and that there are more than are shown is said', () => {
  const refused = ['a', 'b', 'c'].map((name) => ({
    ...lost,
    recipient: `${name}@example.com`,
    state: 'refused' as const,
  }));
  const about = { issue: 76, timeZone, formToken: 'v1.form-token' };
  const page = (more: boolean) =>
    deskPage(makePublished(), { ...desk, parked: parkedSends([lost, ...refused], { ...about, more }) });
  const [together, ...single] = formsOf(page(false));
  expect(together?.fields).toEqual({ form: 'v1.form-token', all: 'refused' });
  expect(together?.body).toContain('Send the 3 that SES refused again');
  expect(single).toHaveLength(4);
  expect(outlineOf(page(false)).text).not.toContain('There are more');
  expect(outlineOf(page(true)).text).toContain('The first 4 mails to decide on');
});

test('the locked desk shows what is in the issue, and has two forms, each for a word that is not filled in', () => {
  const page = gatePage(decided, { ...desk, formToken: 'token' });
  const [form, approval, ...more] = formsOf(page);
  expect(more).toEqual([]);
  expect(approval).toMatchObject({ action: '/desk/76/approve', method: 'post', fields: { form: 'token' } });
  expect(approval?.body).toMatch(/<input type="checkbox"(?![^>]*checked)[^>]* required/);
  expect(approval?.body).toMatch(/<input type="text"(?![^>]*value)[^>]* name="word"[^>]* required/);
  expect(form).toMatchObject({ action: '/desk/76/unlock', method: 'post', fields: {} });
  expect(form?.body).toMatch(/<input type="text"[^>]* name="word"[^>]* required/);
  expect(form?.body).not.toContain('value=');
  expect(page).toContain('Title of kept');
});

test('a stale form is told both revisions and what is decided now', () => {
  const { text, hrefs } = outlineOf(stalePage({ shown: 4 }, decided, { newsletter, timeZone, styleNonce }));
  expect(text).toContain('This page showed revision 4; the draft is at revision 7.');
  expect(text.replace(/\s+/g, ' ')).toContain('1 item dropped Title of gone');
  expect(text.replace(/\s+/g, ' ')).toContain('1 item kept Title of kept');
  expect(hrefs).toEqual(['/desk/76']);
});

test('a press on an old page is named, and a text that differs is shown beside what is stored', () => {
  const page = stalePage(pressedLate, decided, { newsletter, timeZone, styleNonce });
  const { text } = outlineOf(page);
  expect(text.replace(/\s+/g, ' ')).toContain(`What you wanted Drop: ${decided.articles[0]?.title}`);
  expect(page).toContain('From &lt;b&gt;another&lt;/b&gt; tab.');
  expect(text).toContain('Stored now:');
});

test('a link by hand that was refused comes back under the names of its fields, and nothing stored stands beside it', () => {
  const sponsored = makeIssue({ sponsor: { label: 'Ad', text: 'Beacons.', url: 'https://beacons.example/' } });
  const again = { action: '/desk/76/add', fields: { url: 'https://beacons.example/', title: 'T' }, formToken: 'token' };
  const page = stalePage({ shown: 7, refused: 'No.', again }, sponsored, { newsletter, timeZone, styleNonce });
  expect(page).toContain('<label for="yours-url">Link</label>');
  expect(page).toContain('https://beacons.example/</textarea>');
  expect(outlineOf(page).text).not.toContain('Stored now');
});

test('the desk and its gate do not say of what was added later that the draft was drawn up with it', () => {
  for (const page of [deskPage(decided, desk), gatePage(decided, { ...desk, formToken: 'token' })])
    expect(outlineOf(page).text).toMatch(/Drawn up [^.]*UTC\.|Drawn up [^.]*P[SD]T\./);
});

test('the archive page shows what was printed and where the feeds are, without pictures', () => {
  const page = archivePage(makePublished({ articles: decided.articles }), archive);
  expect(page).toContain('<h1>SRE Weekly Issue #76</h1>');
  expect(page).toContain('Updated: August 23, 2026 — 11:42 am');
  expect(page).not.toContain('Title of gone');
  expect(page).not.toContain('write-up');
  expect(outlineOf(page).hrefs).toEqual(
    expect.arrayContaining([
      '/feed.xml',
      '/feed.atom',
      '/feed.json',
      '/issues/76/text',
      '/issues/76/markdown',
      '/issues',
      archive.url,
    ]),
  );
  expect(page).toContain('property="og:title"');
  expect(page).not.toContain('og:image');
});

test('the list of issues has published ones only, newest first', () => {
  const cards = [makePublished({ number: 74 }), makePublished({ number: 76 }), makeIssue({ number: 77 })];
  const { hrefs } = outlineOf(archiveIndex(cards, archive));
  expect(hrefs.filter((href) => /^\/issues\/\d/.test(href))).toEqual(['/issues/76', '/issues/74']);
});
