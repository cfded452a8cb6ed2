import { expect, test } from 'vitest';
import type { Issue } from '../../../../lambdas/domain/issue';
import { draftEmail } from '../../../../lambdas/pages/mail/draft-email';
import { outlineOf } from '../markup-outline';
import { makeArticle, makeIssue, makeOutage, makeQuietIssue, newsletter, timeZone } from '../sample-issue';

const deskLink = 'https://desk.example.net/open/76?t=v1.token';
const mailOf = (issue: Issue) => draftEmail(issue, { newsletter, timeZone, deskLink });
const times = <T>(count: number, make: (id: string) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(`x${index}`));

test('the subject names newsletter, number and contents, in one line', () => {
  expect(mailOf(makeIssue()).subject).toBe('SRE Weekly Issue #76 — draft: 2 articles and 1 outage');
  const broken = draftEmail(makeIssue(), { newsletter: 'A\r\nBcc: x@example.org', timeZone, deskLink });
  expect(broken.subject).not.toMatch(/[\r\n]/);
});

test('the subject never carries words of a feed', () => {
  const issue = makeIssue({ articles: [makeArticle('a', { title: 'ZZTITLE', source: 'ZZSOURCE' })] });
  expect(mailOf(issue).subject).not.toContain('ZZ');
});

test('there is exactly one link to the desk in either version, and nothing else of ours', () => {
  const mail = mailOf(makeIssue());
  const ours = outlineOf(mail.html).hrefs.filter((href) => new URL(href).host === 'desk.example.net');
  expect(ours).toEqual([deskLink]);
  expect(mail.text.split(deskLink)).toHaveLength(2);
  expect(mail.html.match(/<td style="background-color:/g), 'one button').toHaveLength(1);
  expect(mail.html, 'a ground that stays where styles are taken off, under a link that is blue then').not.toMatch(
    /bgcolor=/,
  );
});

test('an issue before it that is still a draft is named in either version', () => {
  const mail = draftEmail(makeIssue(), { newsletter, timeZone, deskLink, undecided: 75 });
  for (const version of [outlineOf(mail.html).text, mail.text.replace(/\n/g, ' ')])
    expect(version).toContain(
      'Issue #75 is still a draft. What you kept, added or wrote there is here too: approve that one first, by the link of its own mail, or skip it',
    );
  expect(mailOf(makeIssue()).text).not.toContain('still a draft');
});

test('an article tells title, byline, day, why it is here, and the source in its own words', () => {
  const mail = mailOf(makeIssue());
  const shown = outlineOf(mail.html).text;
  for (const version of [shown, mail.text].map((text) => text.replaceAll('\u00a0', ' '))) {
    expect(version).toContain('Title of a1');
    expect(version).toContain('Mara Lindqvist — Harbourline Engineering · Thu, Aug 20');
    expect(version).toContain('a write-up of an incident · told by 3 sources');
    expect(version).toContain('The source on a1.');
  }
  expect(mail.html).toContain('<a class="link" href="https://blog.example.org/a1"');
  expect(mail.text).toContain('   https://blog.example.org/a1\n');
});

test('an outage tells service, incident, when in the time zone, how long, the quotation and who else was hit', () => {
  const alsoAffected = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
  const mail = mailOf(makeIssue({ outages: [makeOutage('o1', { alsoAffected })] }));
  for (const version of [outlineOf(mail.html).text, mail.text]) {
    expect(version).toContain('Service of o1');
    expect(version).toContain('Incident o1');
    expect(version).toContain('Wed, Aug 19, 6:05 am PDT, for 2 h 40 min');
    expect(version).toContain('The provider on o1.');
    expect(version).toContain('Also affected: A, B, C, D, E, F and 2 more');
  }
});

test('an outage without an end is marked as ongoing, one without any times claims nothing', () => {
  const { endedAt: _end, ...open } = makeOutage('open');
  const { startedAt: _start, ...unknown } = { ...open, id: 'unknown' };
  expect(mailOf(makeIssue({ outages: [open] })).text).toContain('ONGOING. Since Wed, Aug 19, 6:05 am PDT');
  expect(mailOf(makeIssue({ outages: [unknown] })).text).not.toMatch(/ongoing/i);
});

test('what was left out is counted, and troubled sources are named up to a few', () => {
  const failures = times(9, (id) => ({ source: `Blog ${id}`, reason: 'did not answer' }));
  const quarantined = [{ source: 'Blue Mesa', reason: '212 new entries at once' }];
  const mail = mailOf(
    makeIssue({ leftOut: { candidates: 1214, incidents: 1, printedBefore: 6, quarantined, failures } }),
  );
  for (const version of [outlineOf(mail.html).text, mail.text]) {
    expect(version).toContain('1,214 candidates scored lower.');
    expect(version).toContain('1 incident was too small');
    expect(version).toContain('6 stories were in an earlier issue.');
    expect(version).toContain('1 source held back:');
    expect(version).toContain('212 new entries at once');
    expect(version).toContain('9 sources could not be read:');
    expect(version).toContain('Blog x4');
    expect(version).not.toContain('Blog x5');
    expect(version).toContain('and 4 more');
  }
});

test('runners-up are listed with their links', () => {
  const mail = mailOf(makeIssue());
  expect(outlineOf(mail.html).hrefs).toContain('https://blog.example.org/r1');
  expect(mail.text).toContain('- Title of r1 (Mara Lindqvist — Harbourline Engineering)');
});

test('a quiet week says that it is one and why, in subject, markup and text', () => {
  const mail = mailOf(makeQuietIssue());
  expect(mail.subject).toBe('SRE Weekly Issue #76 — draft: a quiet week');
  for (const version of [outlineOf(mail.html).text, mail.text.replace(/\s+/g, ' ')]) {
    expect(version).toContain('A quiet week.');
    expect(version).toContain('None of 9 candidates was good enough to suggest.');
    expect(version).toContain('4 incidents came in, all too small by the habit of their own page.');
  }
});

test('a week without any input says that nothing came in', () => {
  const leftOut = { candidates: 0, incidents: 0, printedBefore: 0, quarantined: [], failures: [] };
  const { text } = mailOf(makeIssue({ articles: [], outages: [], runnersUp: [], leftOut }));
  expect(text).toContain('No source published anything new.');
  expect(text).toContain('No status page reported an incident.');
});

test('twelve articles, thirty outages and forty runners-up are all shown in under 100 KB, text version included', () => {
  const summary = 'At 02:14 the consumers were healthy, the broker was healthy, and nothing moved. '.repeat(7);
  const mail = mailOf(
    makeIssue({
      articles: times(12, (id) => makeArticle(id, { summary, title: summary.slice(0, 90) })),
      outages: times(30, (id) => makeOutage(id, { quote: summary })),
      runnersUp: times(40, (id) => makeArticle(`r${id}`, { title: summary.slice(0, 90) })),
    }),
  );
  expect(outlineOf(mail.html).hrefs).toHaveLength(12 + 30 + 40 + 1);
  expect(Buffer.byteLength(mail.html) + Buffer.byteLength(mail.text)).toBeLessThan(100_000);
});

test('the most bloated text and links a feed can bring still fit, and what was cut is counted', () => {
  const bloated = {
    title: `"'`.repeat(5_000),
    url: `https://example.org/?${'&'.repeat(2_000)}`,
    author: '"'.repeat(5_000),
    source: '&'.repeat(5_000),
    summary: '"'.repeat(5_000),
    disclosure: '"'.repeat(5_000),
    reasons: times(9, () => '"'.repeat(5_000)),
  };
  const outage = {
    ...bloated,
    service: '"'.repeat(5_000),
    quote: '"'.repeat(5_000),
    alsoAffected: times(99, () => bloated.source),
  };
  const leftOut = { candidates: 9, incidents: 9, printedBefore: 9 };
  const troubled = times(50, () => ({ source: bloated.source, reason: bloated.summary }));
  const mail = mailOf(
    makeIssue({
      articles: times(12, (id) => makeArticle(id, bloated)),
      outages: times(30, (id) => makeOutage(id, outage)),
      runnersUp: times(40, (id) => makeArticle(`r${id}`, bloated)),
      leftOut: { ...leftOut, quarantined: troubled, failures: troubled },
    }),
  );
  expect(Buffer.byteLength(mail.html) + Buffer.byteLength(mail.text)).toBeLessThan(100_000);
  expect(mail.text).toMatch(/\d+ more articles on the desk/);
  expect(mail.text).toContain('40 more runners-up on the desk');
});

test('nothing is loaded from anywhere: no images, no style sheets, no scripts', () => {
  const { elements } = outlineOf(mailOf(makeIssue()).html);
  expect(elements.filter((element) => /^(img|link|script|iframe|video|object)/.test(element))).toEqual([]);
  expect(mailOf(makeIssue()).html).not.toMatch(/url\(|@import/);
});
