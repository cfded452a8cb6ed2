import fc from 'fast-check';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import type { Issue } from '../../../lambdas/domain/issue';
import { archivePage } from '../../../lambdas/pages/archive';
import { jsonFeed, rssFeed } from '../../../lambdas/pages/feeds';
import { escapeMarkdown, issueMarkdown } from '../../../lambdas/pages/issue-markdown';
import { issueEmail } from '../../../lambdas/pages/mail/issue-email';
import { markdownMarkup, markdownSource, markdownText } from '../../../lambdas/pages/markdown';
import { outlineOf } from './markup-outline';
import { makeArticle, makeOutage, makePublished, newsletter, styleNonce, timeZone } from './sample-issue';

const markup = (source: string) => markdownMarkup(source).toString();
const allowed = /^(p|br|em|strong|del|code|pre|blockquote|ul|ol|li|hr|a)( (href|start))?$/;

test('paragraphs, nested lists, quotations and emphasis are what they say', () => {
  expect(markup('One *two* **three**\n\n- a\n  - b\n\n> said').replace(/\s+/g, '')).toBe(
    '<p>One<em>two</em><strong>three</strong></p><ul><li>a<ul><li>b</li></ul></li></ul><blockquote><p>said</p></blockquote>',
  );
});

test('markup in it is text, a picture its words, a heading a paragraph, and a link absolute http(s) or nothing', () => {
  const page = markup(
    '# Head\n\n<img src=x onerror=alert(1)> ![alt](https://t.example/x.png) [a](javascript:alert(1)) [b](//evil.example) [c](https://e.org/)',
  );
  const { elements, hrefs, text } = outlineOf(page);
  expect(elements.filter((element) => !allowed.test(element))).toEqual([]);
  expect(hrefs).toEqual(['https://e.org/']);
  expect(text).toContain('<img src=x onerror=alert(1)> alt a b c');
});

const piece = fc.constantFrom(
  ...['<script>', '</div>', '<a href="javascript:x">', '[x](', 'javascript:alert(1)', ')', '![', '](data:text/html,x)'],
  ...[
    '`',
    '```\n',
    '> ',
    '- ',
    '  - ',
    '1. ',
    '\n',
    '\n\n',
    '*',
    '**',
    '~~',
    '|a|b|\n|-|-|\n',
    '&lt;',
    '&#106;',
    '"',
    "'",
  ],
  ...[
    'https://e.org/"onmouseover=x',
    '<https://e.org>',
    '<!--',
    ']]>',
    '\u202e',
    '# ',
    '---\n',
    '[a]: javascript:x\n',
    'word',
  ],
);
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 40, size: 'max' }).map((all) => all.join('')),
);

test('whatever it says, it becomes the allowed elements with no attribute but a safe address', () => {
  fc.assert(
    fc.property(hostile, (source) => {
      for (const written of [source, markdownSource(source, escapeMarkdown)]) {
        const { elements, hrefs } = outlineOf(markup(written));
        expect(elements.filter((element) => !allowed.test(element))).toEqual([]);
        expect(hrefs.filter((href) => !/^https?:\/\/[^\s"<>]+$/.test(href))).toEqual([]);
      }
      expect(markdownText(source)).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    }),
    { numRuns: 500 },
  );
});

test('a block of code stays one in Markdown, whatever stands before it', () => {
  const code = '<script>alert(1)</script>\n\n- [x](javascript:alert(1))\n````';
  const block = `~~~html\n${code}\n~~~`;
  for (const before of ['', '- a\n\n', '- a\n  - b\n\n', '1. a\n\n', '> a\n\n', '- > a\n\n']) {
    const again = outlineOf(marked.parse(markdownSource(before + block, escapeMarkdown), { async: false }));
    expect(again.elements, before).not.toContain('script');
    expect(again.hrefs, before).toEqual([]);
    expect(again.text, before).toContain(code);
  }
  const outage = makeOutage('o', { notes: ['Also on Tuesday.'], comment: block, quote: 'We are sorry.' });
  const issue = makePublished({ outages: [outage] });
  const page = marked.parse(issueMarkdown(issue, { newsletter, timeZone, url: 'https://desk.example/issues/76' }), {
    async: false,
  });
  expect(outlineOf(page).elements).not.toContain('script');
});

test('a bomb is shown as it was written, or as something small; nothing throws and nothing grows without end', () => {
  const bombs = [
    '>',
    '> ',
    '- ',
    '1. ',
    '[',
    '[](',
    '**a',
    '_a_',
    '`a',
    '<a ',
    '|a|b|\n|-|-|\n',
    '![',
    '> - ',
    '~~a',
    '&lt;',
  ];
  for (const part of bombs) {
    const source = part.repeat(4000 / part.length);
    expect(markup(source).length, part).toBeLessThan(60_000);
    expect(markdownText(source).length, part).toBeLessThan(60_000);
    expect(markdownSource(source, escapeMarkdown).length, part).toBeLessThan(60_000);
  }
});

test.each(['> ', '- '])(
  '%j is read to a depth that nobody writes by hand, and beyond it shown as it was written',
  (part) => {
    expect(markup(`${part.repeat(15)}end`)).toMatch(/<(blockquote|ul)>/);
    expect(markup(`${part.repeat(60)}end`)).not.toMatch(/<(blockquote|ul)>/);
    expect(markdownText(`${part.repeat(60)}end`)).toContain(part.repeat(3));
  },
);

test('what the editor wrote is in every output, and the source’s own words make room for it', () => {
  const issue: Issue = makePublished({
    intro: 'From the *editor*.',
    sponsor: { label: 'Thanks to', text: 'Try **beacons**.', url: 'https://beacons.example/' },
    articles: [
      makeArticle('a', {
        comment: 'Read part *three*.',
        company: 'Analytical Engines',
        followsUp: { issue: 70, service: 'Northlight' },
      }),
    ],
    outages: [makeOutage('o', { comment: 'We *felt* it.', notes: ['One more on Tuesday'] })],
  });
  const about = { newsletter, timeZone, url: 'https://desk.example.net/issues/76' };
  const feeds = { newsletter, url: 'https://desk.example.net', timeZone };
  const outputs = {
    mail: issueEmail(issue, about).html,
    text: issueEmail(issue, about).text,
    web: archivePage(issue, { ...about, styleNonce }),
    rss: rssFeed([issue], feeds),
    json: jsonFeed([issue], feeds),
    markdown: issueMarkdown(issue, about),
  };
  for (const [name, output] of Object.entries(outputs)) {
    for (const part of [
      'editor',
      'Thanks to',
      'beacons',
      'three',
      'Analytical Engines',
      'Northlight outage in issue',
      'felt',
      'One more on Tuesday',
    ])
      expect(output, `${part} in ${name}`).toContain(part);
    expect(output, name).not.toContain('The source on a');
  }
});
