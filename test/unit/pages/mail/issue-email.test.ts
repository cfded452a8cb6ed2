import { Marked } from 'marked';
import { expect, test } from 'vitest';
import { escapeMarkdown, issueMarkdown } from '../../../../lambdas/pages/issue-markdown';
import { issueEmail } from '../../../../lambdas/pages/mail/issue-email';
import { outlineOf } from '../markup-outline';
import { makeArticle, makeOutage, makePublished, newsletter, timeZone } from '../sample-issue';

const about = { newsletter, timeZone, url: 'https://desk.example.net/issues/76' };
const issue = makePublished({
  articles: [
    makeArticle('kept', { decision: 'kept' }),
    makeArticle('open'),
    makeArticle('gone', { decision: 'dropped' }),
  ],
  outages: [makeOutage('outage'), makeOutage('lost', { decision: 'dropped' })],
});

test('readers get what is printed and nothing that was dropped, left out or nearly chosen', () => {
  const mail = issueEmail(issue, about);
  for (const version of [outlineOf(mail.html).text, mail.text, issueMarkdown(issue, about)]) {
    expect(version).toContain('Title of kept');
    expect(version).toContain('Title of open');
    expect(version).toContain('Service of outage');
    expect(version).not.toContain('Title of gone');
    expect(version).not.toContain('Incident lost');
    expect(version).not.toContain('Title of r1');
    expect(version).not.toContain('214');
  }
});

test('readers get no scores and no reasons', () => {
  const mail = issueEmail(issue, about);
  for (const version of [mail.html, mail.text, issueMarkdown(issue, about)]) {
    expect(version).not.toContain('write-up');
    expect(version).not.toMatch(/\bWhy\b|0\.72/);
  }
});

test('the issue mail has the number, byline, outage times, the signing line and one link to the web', () => {
  const mail = issueEmail(issue, about);
  expect(mail.subject).toBe('SRE Weekly Issue #76');
  for (const version of [outlineOf(mail.html).text, mail.text]) {
    expect(version).toContain('Mara Lindqvist — Harbourline Engineering');
    expect(version).toContain('for 2 h 40 min');
    expect(version).toContain('Updated: August 23, 2026 — 11:42 am');
  }
  expect(outlineOf(mail.html).hrefs.filter((href) => href.startsWith('https://desk.example.net'))).toEqual([about.url]);
  expect(mail.text.split(about.url)).toHaveLength(2);
});

test('a disclosure is printed with its article', () => {
  const disclosure = 'Full disclosure: Harbourline is my employer.';
  const disclosed = makePublished({ articles: [makeArticle('a', { disclosure })] });
  expect(issueEmail(disclosed, about).html).toContain(disclosure);
  expect(issueEmail(disclosed, about).text).toContain(disclosure);
  expect(issueMarkdown(disclosed, about)).toContain(disclosure);
});

test('an issue of outages alone has no empty heading', () => {
  const mail = issueEmail(makePublished({ articles: [] }), about);
  expect(mail.html).not.toContain('Articles');
  expect(mail.text).not.toContain('ARTICLES');
});

test('in the plain text one empty line stands between two things, with the editor’s words and without', () => {
  const articles = [
    makeArticle('a', { comment: 'Read it.' }),
    makeArticle('b', { comment: 'Twice.' }),
    makeArticle('c'),
  ];
  const { text } = issueEmail(makePublished({ articles, intro: 'Hello.\n\nThere.' }), about);
  expect(text).toContain('\n\nRead it.\n\nTitle of b');
  expect(text).not.toContain('\n\n\n');
});

test('Markdown made of hostile text renders as that text', () => {
  const lines = [
    '[Click](javascript:alert(1)) ![x](http://example.org/p.png)',
    '<script>alert(1)</script> &lt;b&gt; &amp;',
    '# not a heading',
    '- not a list',
    '12. not a list',
    '> not a quotation',
    '**not bold** _not_ ~~not~~ `not code`',
    'https://example.org www.example.org a@example.org',
    'a | b \\ c',
    '=== x',
  ];
  const marked = new Marked({ gfm: true });
  for (const line of lines) {
    const { elements, text } = outlineOf(marked.parse(escapeMarkdown(line), { async: false }));
    expect(elements, line).toEqual(['p']);
    expect(text.trim(), line).toBe(line);
  }
});

test('in the Markdown a title leads to its own address and to no other', () => {
  const url = 'https://example.org/?a=1&copy;=2&b=(x)#c';
  const hostile = makePublished({
    articles: [makeArticle('a', { title: 'x](javascript:alert(1)) [y', url })],
    outages: [],
  });
  const { hrefs } = outlineOf(new Marked({ gfm: true }).parse(issueMarkdown(hostile, about), { async: false }));
  expect(hrefs).toEqual([new URL(url).href, about.url]);
});

test('a title that would be a picture or a link in Markdown is words, also where a renderer reads a link’s text twice', () => {
  for (const title of [
    '![x](https://evil.example/i.png)',
    '[go](javascript:x)',
    '\\![x](https://evil.example)',
    '[talk] Pagers & [more',
    '&#91;x](y)',
  ]) {
    const markdown = issueMarkdown(makePublished({ articles: [makeArticle('a', { title })] }), about);
    const html = new Marked().parse(markdown, { async: false });
    const [heading = ''] = /<h3>.*<\/h3>/.exec(html) ?? [];
    expect(heading.match(/<(?!\/)\w+/g), heading).toEqual(['<h3', '<a']);
    const shown = heading
      .replace(/<[^>]+>/g, '')
      .replace(/&amp;/g, '&')
      .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code));
    expect(shown.replaceAll('&#91;', '[')).toBe(title.replaceAll('&#91;', '['));
  }
});
