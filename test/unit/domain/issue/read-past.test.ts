import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../lambdas/domain/entry';
import { readIssueEntries, readIssueMarkdown } from '../../../../lambdas/domain/issue/read-past';
import { issueMarkdown } from '../../../../lambdas/pages/issue-markdown';
import { makeArticle, makeIssue } from '../../../support/made';

const entry = (about: Partial<Entry>): Entry => ({ key: 'k', title: '', url: 'https://weekly.example/76', ...about });

describe('past issues in Markdown', () => {
  it('are every link, with the words of those that begin a line', () => {
    const text = [
      '# SRE Weekly Issue #76',
      '',
      '## [How we broke it](https://blog.example/broke?utm_source=x)',
      'A comment with [a link of its own](https://other.example/page), and a [reference][1].',
      '- **[Wiki (disambiguation)](https://wiki.example/Outage_(2017))**',
      '![a picture](https://img.example/p.png) <https://bare.example/x>',
      '[1]: https://ref.example/r "title"',
    ].join('\n');
    expect(readIssueMarkdown(text)).toEqual({
      issues: [
        {
          number: 76,
          links: [
            { url: 'https://blog.example/broke?utm_source=x', title: 'How we broke it' },
            { url: 'https://other.example/page' },
            { url: 'https://ref.example/r' },
            { url: 'https://wiki.example/Outage_(2017)', title: 'Wiki (disambiguation)' },
            { url: 'https://bare.example/x' },
          ],
        },
      ],
      bad: [],
    });
  });

  it('are read back from what we print ourselves', () => {
    const articles = [
      makeArticle('a', { title: 'A [strange] title * of `ours`', url: 'https://blog.example/a_(b)?c=d&e' }),
    ];
    const text = issueMarkdown(makeIssue(7, { articles }), {
      newsletter: 'N',
      timeZone: 'Etc/UTC',
      url: 'https://desk.example/issues/7',
    });
    const { issues, bad } = readIssueMarkdown(text);
    expect(bad).toEqual([]);
    expect(issues[0]).toMatchObject({ number: 7 });
    expect(issues[0]?.links[0]).toEqual({
      url: 'https://blog.example/a_(b)?c=d&e',
      title: 'A [strange] title * of `ours`',
    });
  });

  it('may be several in one file, or one whose number the file’s name gives', () => {
    const text = '# Issue #2\n- [b](https://b.example/1)\n# Issue #1\n- [a](https://a.example/1)\n';
    expect(readIssueMarkdown(text).issues.map(({ number }) => number)).toEqual([2, 1]);
    expect(readIssueMarkdown('[a](https://a.example/1)', 9).issues.map(({ number }) => number)).toEqual([9]);
  });

  it.each([
    ['a heading without a number sign', '# Issue 12 — 1 January 2023\n- [a](https://a.example/1)', 12],
    ['"No."', '## Letters No. 12\n- [a](https://a.example/1)', 12],
    ['a number sign of typography', '# Weekly links № 12\n- [a](https://a.example/1)', 12],
    ['a deep heading', '### Issue #12\n- [a](https://a.example/1)', 12],
    ['an underlined heading', 'Weekly #12\n=====\n\n[a](https://a.example/1)', 12],
    ['a heading of dashes', 'Issue 12\n---\n\n[a](https://a.example/1)', 12],
    ['a bold line', '**Issue #12**\n\n[a](https://a.example/1)', 12],
    ['front matter', '---\ntitle: "Letters #12"\ndate: 2024-05-05\n---\n[a](https://a.example/1)', 12],
    ['a field of front matter', '+++\ntitle = "What broke in 2024"\nissue = 12\n+++\n[a](https://a.example/1)', 12],
    ['a linked first heading', '# [Weekly #12](https://weekly.example/12)\n- [a](https://a.example/1)', 12],
  ])('are numbered by %s', (_, text, number) => {
    const { issues, bad } = readIssueMarkdown(text);
    expect(bad).toEqual([]);
    expect(issues.map((issue) => issue.number)).toEqual([number]);
    expect(issues[0]?.links).toContainEqual({ url: 'https://a.example/1', title: 'a' });
  });

  it('are not begun by an article that is about an issue, or numbered', () => {
    const text = [
      '# Issue 12',
      '## [Fixing issue #4432 for good](https://a.example/1)',
      '### The story of issue #99',
      '**Issue 5 of five**',
      '- [b](https://b.example/1)',
    ].join('\n');
    expect(readIssueMarkdown(text).issues.map(({ number, links }) => [number, links.length])).toEqual([[12, 2]]);
  });

  it('are read with every way to write a link', () => {
    const text = [
      '# Issue #1',
      '| [In a table](https://table.example/1) | Ann |',
      '🔥 [After an emoji](https://emoji.example/1)',
      '[![a picture](https://img.example/p.png)](https://behind.example/picture)',
      'Written out: https://written.example/a_b?c=d. And (https://written.example/2), too.',
      'A [shortcut] here, `code` and <https://pointed.example/1>.',
      '<p><a href="https://html.example/1">In HTML</a></p>',
      '[shortcut]: https://shortcut.example/1',
    ].join('\n');
    const { issues, bad } = readIssueMarkdown(text);
    expect(bad).toEqual([]);
    expect(issues[0]?.links).toEqual([
      { url: 'https://table.example/1', title: 'In a table' },
      { url: 'https://emoji.example/1', title: 'After an emoji' },
      { url: 'https://behind.example/picture' },
      { url: 'https://written.example/a_b?c=d' },
      { url: 'https://written.example/2' },
      { url: 'https://shortcut.example/1' },
      { url: 'https://pointed.example/1' },
      { url: 'https://html.example/1', title: 'In HTML' },
    ]);
  });

  it('name every bad line, and take the rest', () => {
    const text = [
      '[lost](https://lost.example/1)',
      '# Issue #5',
      '[a](not a link)',
      '[b](javascript:alert(1)) [c](/relative)',
      '[good](https://good.example/1)',
      `[x](https://x.example/1)${'x'.repeat(30_000)}`,
      '# Issue #6',
    ].join('\n');
    const { issues, bad } = readIssueMarkdown(text);
    expect(issues).toEqual([{ number: 5, links: [{ url: 'https://good.example/1', title: 'good' }] }]);
    expect(bad.map(({ where }) => where)).toEqual([
      'line 4',
      'line 4',
      'line 6',
      'the lines before the first issue',
      'issue #6',
    ]);
  });

  it('do not remember home pages, which show something else every week', () => {
    const { issues } = readIssueMarkdown(
      '# Issue #1\n[home](https://status.example/) [page](https://status.example/incidents/1)',
    );
    expect(issues[0]?.links.map(({ url }) => url)).toEqual(['https://status.example/incidents/1']);
  });

  it('never throw, and every link taken is http(s)', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '<',
      '>',
      '!',
      '\\',
      '# Issue #4\n',
      'https://a.example/b',
      '\n',
      'x',
      '<a href="',
      '">',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80, size: 'max' }), (pieces) => {
        for (const { links } of readIssueMarkdown(pieces.join(''), 1).issues)
          for (const { url } of links) expect(url).toMatch(/^https?:\/\//);
      }),
    );
  });
});

describe('past issues in a feed', () => {
  it('are numbered by their titles, and their articles are the links that begin a paragraph', () => {
    const content =
      '<div class="entry"><p><a href="https://blog.example/a">On-call &amp; <em>sleep</em></a></p><p>We like <a href="/relative">this</a>.</p></div>';
    expect(readIssueEntries([entry({ title: 'SRE Weekly Issue #76', content })])).toEqual({
      issues: [
        {
          number: 76,
          links: [
            { url: 'https://blog.example/a', title: 'On-call & sleep' },
            { url: 'https://weekly.example/relative' },
          ],
        },
      ],
      bad: [],
    });
  });

  it.each(['Weekly Issue #76', 'Issue 76: the queue', 'Weekly links № 76', '76: what broke', 'Letters, no. 76'])(
    'are numbered by a title like “%s”',
    (title) => {
      const content = '<p><a href="https://a.example/1">a</a></p>';
      expect(readIssueEntries([entry({ title, url: 'https://weekly.example/p', content })]).issues).toEqual([
        { number: 76, links: [{ url: 'https://a.example/1', title: 'a' }] },
      ]);
    },
  );

  it('name the entries that are no issue, and the links that lead nowhere', () => {
    const { issues, bad } = readIssueEntries([
      entry({ title: 'About us', url: 'https://weekly.example/about' }),
      entry({ title: 'Issue #3' }),
      entry({
        title: 'Issue #4',
        content:
          '<a href="javascript:1">x</a><a href="mailto:a@b.example">mail</a><p><a href="https://a.example/1">a</a></p>',
      }),
    ]);
    expect(issues).toEqual([{ number: 4, links: [{ url: 'https://a.example/1', title: 'a' }] }]);
    expect(bad.map(({ where }) => where)).toEqual(['"About us"', '"Issue #3"', '"Issue #4"']);
  });
});
