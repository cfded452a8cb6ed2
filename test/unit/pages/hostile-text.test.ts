import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Issue } from '../../../lambdas/domain/issue';
import { archivePage } from '../../../lambdas/pages/archive';
import { deskPage } from '../../../lambdas/pages/desk';
import { undeliveredMail } from '../../../lambdas/pages/desk/undelivered';
import { jsonFeed } from '../../../lambdas/pages/feeds';
import { draftEmail } from '../../../lambdas/pages/mail/draft-email';
import { issueEmail } from '../../../lambdas/pages/mail/issue-email';
import { stalePage } from '../../../lambdas/pages/stale';
import { outlineOf } from './markup-outline';
import { makeArticle, makeIssue, makeOutage, makePublished, newsletter, styleNonce, timeZone } from './sample-issue';

const url = 'https://desk.example.net/issues/76';
const desk = {
  newsletter,
  timeZone,
  styleNonce,
  formToken: 'f',
  coolingOffMinutes: 30,
  updates: new Map(),
  advice: [],
};
const sinks: Record<string, (issue: Issue) => string> = {
  'draft mail': (issue) =>
    draftEmail(issue, { newsletter, timeZone, deskLink: 'https://desk.example.net/open/76?t=x' }).html,
  'issue mail': (issue) => issueEmail(issue, { newsletter, timeZone, url }).html,
  desk: (issue) => deskPage({ ...issue, state: 'draft' }, desk),
  'desk of a rejected draft': (issue) => deskPage({ ...issue, state: 'rejected' }, desk),
  'desk whose mail came back': (issue) => {
    const [{ title = '' } = {}] = issue.articles;
    const mail = { kind: 'draft', recipient: title, state: 'sent' as const, at: title, returned: title };
    const undelivered = undeliveredMail(mail, timeZone);
    return deskPage({ ...issue, state: 'draft' }, { ...desk, undelivered });
  },
  'stale page': (issue) =>
    stalePage(
      { shown: 1, again: { action: '/desk/76/item', fields: { item: 'a', comment: 'mine' }, formToken: 'f' } },
      issue,
      { newsletter, timeZone, styleNonce },
    ),
  archive: (issue) => archivePage(issue, { newsletter, timeZone, styleNonce, url }),
  feed: (issue) =>
    JSON.parse(jsonFeed([issue], { newsletter, timeZone, url: 'https://desk.example.net' })).items[0].content_html,
};

/** An issue in which every field that comes from a feed says the same thing. */
const saying = (text: string, link: string): Issue => {
  const article = {
    title: text,
    url: link,
    author: text,
    source: `s${text}`,
    summary: text,
    reasons: [text],
    disclosure: text,
  };
  const trouble = [{ source: text, reason: text }];
  return makePublished({
    articles: [makeArticle('a', article)],
    outages: [makeOutage('o', { title: text, url: link, service: text, quote: text, alsoAffected: [text] })],
    runnersUp: [makeArticle('r', article)],
    leftOut: {
      candidates: 1,
      incidents: 1,
      printedBefore: 1,
      quarantined: trouble,
      failures: trouble,
      changed: trouble,
    },
    rejectedBecause: text,
  });
};

const attack = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom(
        '<script>',
        '</style>',
        '</title>',
        '-->',
        '"',
        "'",
        '>',
        '<',
        ' onload=x ',
        '<img src=x onerror=x>',
        '&lt;',
        ']]>',
        '`',
        '\u2028',
        '</textarea>',
        '<!--',
        'a',
      ),
      { maxLength: 12, size: 'max' },
    )
    .map((parts) => parts.join('')),
);
const link = fc.oneof(
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  attack,
  fc.constantFrom(
    'javascript:alert(1)',
    'JAVASCRIPT:x',
    ' data:text/html,x',
    '//evil.example',
    'https:x',
    'http://e.org/"onmouseover=x',
    'vbscript:x',
  ),
  attack.map((text) => `https://example.org/${text}`),
);

test.each(Object.keys(sinks))('whatever a feed says, the %s has the elements it has for harmless words', (name) => {
  const render = sinks[name]!;
  const expected = outlineOf(render(saying('harmless', 'https://example.org/'))).elements;
  fc.assert(
    fc.property(attack, (text) => {
      expect(outlineOf(render(saying(`x${text}`, 'https://example.org/'))).elements).toEqual(expected);
    }),
  );
});

test.each(Object.keys(sinks))(
  'whatever a feed links to, the %s has only http links, our own and no new elements',
  (name) => {
    const render = sinks[name]!;
    const withLinks = new Set(outlineOf(render(saying('harmless', 'https://example.org/'))).elements);
    fc.assert(
      fc.property(link, (address) => {
        const { elements, hrefs } = outlineOf(render(saying('harmless', address)));
        for (const element of elements) expect(withLinks).toContain(element);
        for (const href of hrefs)
          expect(href).toMatch(/^(https?:\/\/[^\s"<>]+|\/[\w./]+|#(approve|add|checks|item-\w+))$/);
      }),
    );
  },
);

test('an item that imitates the approve button is text and has no look of ours', () => {
  const imitation =
    '<a class="own" href="https://desk.example.net/open/76"><button class="main">Approve issue #76</button></a>';
  for (const render of Object.values(sinks)) {
    const page = render(saying(imitation, 'javascript:alert(1)'));
    expect(outlineOf(page).text).toContain('<button class="main">Approve issue #76');
    expect(page.match(/<button type="submit" class="main">/g)?.length ?? 0).toBeLessThanOrEqual(1);
  }
});

test('foreign text keeps its direction to itself', () => {
  const page = sinks['desk']!(makeIssue({ articles: [makeArticle('a', { title: 'مراجعة\u202e ما بعد' })] }));
  expect(page).toContain('<bdi>مراجعة ما بعد</bdi>');
});
