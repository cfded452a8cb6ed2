import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BadRequestError, StaleRevisionError, WrongStateError } from '../../../../lambdas/domain/errors';
import type { Article, Issue } from '../../../../lambdas/domain/issue';
import {
  addArticle,
  changeItem,
  changeSection,
  silenceSource,
  undoLast,
  writeOpening,
} from '../../../../lambdas/domain/issue/edits';
import { changesSince, contentOf, undoable } from '../../../../lambdas/domain/issue/history';
import { savedLine } from '../../../../lambdas/pages/desk/history';
import { decideItem, makeArticle, makeIssue, makeOutage } from '../../../support/made';

const at = '2026-06-07T20:00:00.000Z';
const secondsOn = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
const noSponsor = { label: '', text: '', url: '' };
const sponsor = { label: 'Thanks to', text: 'Buy', url: 'https://sponsor.example/' };

const week = () =>
  makeIssue(1, {
    articles: ['a1', 'a2', 'a3', 'a4'].map((id, index) => makeArticle(id, { sourceId: `s${index % 2}` })),
    outages: [makeOutage('o1'), makeOutage('o2')],
    runnersUp: [makeArticle('r1', { sourceId: 's1' }), makeArticle('r2')],
  });

type Step = (issue: Issue, time: string) => Issue;
const id = fc.constantFrom('a1', 'a2', 'a3', 'a4', 'o1', 'o2', 'r1', 'r2', 'mine');
const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, fc.constantFrom('kept', 'dropped', 'later', 'undecided')).map(
    ([item, decision]): Step =>
      (issue, time) =>
        decideItem(issue, issue.revision, item, decision as 'kept', time),
  ),
  fc.tuple(id, fc.nat(9)).map(
    ([item, to]): Step =>
      (issue, time) =>
        changeItem(issue, issue.revision, item, { to }, time),
  ),
  fc.tuple(id, fc.string({ maxLength: 60, size: 'max' }), fc.boolean()).map(
    ([item, comment, both]): Step =>
      (issue, time) =>
        changeItem(issue, issue.revision, item, { words: { comment }, ...(both && { decision: 'kept' }) }, time),
  ),
  id.map(
    (item): Step =>
      (issue, time) =>
        changeSection(issue, issue.revision, item, time),
  ),
  id.map(
    (item): Step =>
      (issue, time) =>
        silenceSource(issue, issue.revision, item, time),
  ),
  fc.constant<Step>((issue, time) => addArticle(issue, issue.revision, makeArticle('mine', { byHand: true }), time)),
  fc.tuple(fc.string({ maxLength: 40, size: 'max' }), fc.constantFrom(noSponsor, sponsor)).map(
    ([intro, paid]): Step =>
      (issue, time) =>
        writeOpening(issue, issue.revision, { intro, sponsor: paid }, time),
  ),
  fc.constant<Step>((issue, time) => undoLast(issue, issue.revision, time)),
);

describe('editing', () => {
  test('by any steps in any order keeps every item exactly once, and every change can be undone and redone', () => {
    let undone = 0;
    fc.assert(
      fc.property(fc.array(steps, { maxLength: 20, size: 'max' }), (sequence) => {
        let issue = week();
        sequence.forEach((step, index) => {
          const before = issue;
          try {
            // Far enough apart that no two are one text being typed.
            issue = step(issue, secondsOn(index * 600));
          } catch (error) {
            expect(error instanceof BadRequestError || error instanceof WrongStateError, String(error)).toBe(true);
            return;
          }
          if (issue === before) return;
          expect(issue.revision).toBe(before.revision + 1);
          const ids = [...issue.articles, ...issue.outages, ...issue.runnersUp].map((item) => item.id);
          expect(new Set(ids).size).toBe(ids.length);
          const back = undoLast(issue, issue.revision, secondsOn(index * 600 + 1));
          expect(contentOf(back)).toEqual(contentOf(before));
          const again = undoLast(back, back.revision, secondsOn(index * 600 + 2));
          expect(contentOf(again)).toEqual(contentOf(issue));
          undone += 1;
        });
      }),
    );
    expect(undone).toBeGreaterThan(100);
  });

  test('from a page that showed another revision is refused, whatever it is', () => {
    const issue = week();
    for (const edit of [
      () => decideItem(issue, 9, 'a1', 'kept', at),
      () => changeItem(issue, 9, 'a1', { words: { comment: 'x' } }, at),
      () => changeSection(issue, 9, 'a1', at),
      () => silenceSource(issue, 9, 'a1', at),
      () => addArticle(issue, 9, makeArticle('mine'), at),
      () => writeOpening(issue, 9, { intro: 'x', sponsor: noSponsor }, at),
      () => undoLast(issue, 9, at),
    ])
      expect(edit).toThrow(StaleRevisionError);
  });

  test('that changes nothing is no change: a second click finds the issue as it is', () => {
    const once = decideItem(week(), 1, 'a1', 'kept', at);
    expect(decideItem(once, 2, 'a1', 'kept', at)).toBe(once);
    expect(changeItem(once, 2, 'a1', { to: 0, words: { title: once.articles[0]?.title ?? '' } }, at)).toBe(once);
  });

  test('puts an item where it was asked for, at the end at the latest', () => {
    const order = (to: number) => changeItem(week(), 1, 'a1', { to }, at).articles.map((article) => article.id);
    expect(order(2)).toEqual(['a2', 'a3', 'a1', 'a4']);
    expect(order(99)).toEqual(['a2', 'a3', 'a4', 'a1']);
  });

  test('is over once the issue is approved', () => {
    const approved = makeIssue(1, { state: 'approved' });
    expect(() => changeItem(approved, 1, 'a1', { words: { title: 'x' } }, at)).toThrow(WrongStateError);
  });
});

describe('what is typed', () => {
  test('and saved every second is one change, so that undo takes back the text and not a letter', () => {
    let issue = week();
    ['W', 'Wo', 'Worth it'].forEach((comment, index) => {
      issue = changeItem(issue, issue.revision, 'a1', { words: { comment } }, secondsOn(index));
    });
    expect(issue.changes).toHaveLength(1);
    expect(undoLast(issue, issue.revision, secondsOn(9)).articles[0]).not.toHaveProperty('comment');
  });

  test('at the top is one change in the same way, and what is typed elsewhere meanwhile is another', () => {
    let issue = writeOpening(week(), 1, { intro: 'H', sponsor: noSponsor }, at);
    issue = writeOpening(issue, 2, { intro: 'Hi', sponsor: noSponsor }, secondsOn(1));
    expect(issue.changes).toHaveLength(1);
    issue = changeItem(issue, 3, 'a1', { words: { comment: 'one' } }, secondsOn(2));
    issue = changeItem(issue, 4, 'a2', { words: { comment: 'two' } }, secondsOn(3));
    expect(issue.changes).toHaveLength(3);
    const { intro, articles } = undoLast(issue, 5, secondsOn(4));
    expect([intro, articles[0]?.comment, articles[1]?.comment]).toEqual(['Hi', 'one', undefined]);
  });

  test('stands in every field that an outage has, and what is emptied is gone', () => {
    const words = { service: 'Mail', quote: 'We are sorry.', notes: 'one\r\n\r\ntwo', comment: 'Mine' };
    const written = changeItem(week(), 1, 'o1', { words }, at);
    expect(written.outages[0]).toMatchObject({ ...words, notes: ['one', 'two'] });
    const emptied = changeItem(written, 2, 'o1', { words: { quote: '', notes: ' ', comment: '' } }, secondsOn(600));
    for (const field of ['quote', 'notes', 'comment']) expect(emptied.outages[0]).not.toHaveProperty(field);
  });

  test.each([
    ['comment', 'x'.repeat(4001), /“Your words” has 4001 characters; at most 4000 fit/],
    ['comment', '> '.repeat(9), /more than 8 deep/],
    ['comment', '>'.repeat(4000), /more than 8 deep/],
    ['title', '   ', /“Title” may not be empty/],
    ['author', 'x'.repeat(121), /“Author” has 121/],
  ])('as %s is refused by name when it is too much', (name, text, message) => {
    expect(() => changeItem(week(), 1, 'a1', { words: { [name]: text } }, at)).toThrow(message);
  });

  test('into a field that is not the item’s is left out', () => {
    const issue = changeItem(week(), 1, 'a1', { words: { service: 'x', notes: 'x', comment: 'mine' } }, at);
    expect(issue.articles[0]).toMatchObject({ comment: 'mine' });
    for (const field of ['service', 'notes']) expect(issue.articles[0]).not.toHaveProperty(field);
  });

  test('for a sponsor needs a text and a web address', () => {
    const write = (sponsor: { label: string; text: string; url: string }) =>
      writeOpening(week(), 1, { intro: '', sponsor }, at);
    for (const alone of [{ label: 'Sponsor' }, { url: sponsor.url }])
      expect(() => write({ ...noSponsor, ...alone })).toThrow(/no text/);
    expect(() => write({ label: '', text: 'Buy', url: 'javascript:alert(1)' })).toThrow(/http/);
    expect(write({ label: '', text: 'Buy', url: '' }).sponsor).toEqual({ label: 'Sponsor', text: 'Buy', url: '' });
    expect(write({ ...sponsor, url: ` ${sponsor.url}\n` }).sponsor).toEqual(sponsor);
  });

  test('may not make a draft that the table refuses', () => {
    const articles = Array.from({ length: 90 }, (_, index) => makeArticle(`a${index}`, { comment: 'é'.repeat(1700) }));
    const issue = makeIssue(1, { articles });
    expect(() => addArticle(issue, 1, makeArticle('x'), at)).toThrow(/larger than 300 KB/);
    expect(changeItem(issue, 1, 'a1', { words: { comment: 'x' } }, at).articles[1]?.comment, 'shorter').toBe('x');
  });

  test('or a press of Drop are taken by a draft that came with more than it may hold', () => {
    const articles = Array.from({ length: 205 }, (_, index) => makeArticle(`a${index}`));
    const issue = makeIssue(1, { articles });
    expect(changeItem(issue, 1, 'a1', { decision: 'dropped' }, at).articles[1]?.decision).toBe('dropped');
    expect(() => addArticle(issue, 1, makeArticle('x'), at)).toThrow(/at most 200 items/);
  });
});

describe('an article that is added', () => {
  const disclosed = { 'employer.example': 'Full disclosure: my employer.' };
  const added = (article: Partial<Article>, lines?: typeof disclosed) =>
    addArticle({ ...week(), ...(lines && { disclosed: lines }) }, 1, makeArticle('mine', article), at).articles.at(-1);

  test('says whose it is, when its host is disclosed and it says nothing itself', () => {
    const url = 'https://www.blog.employer.example/x';
    expect(added({ url }, disclosed)?.disclosure).toBe('Full disclosure: my employer.');
    expect(added({ url, disclosure: 'I wrote this one.' }, disclosed)?.disclosure).toBe('I wrote this one.');
    expect(added({ url: 'https://notemployer.example/x' }, disclosed)).not.toHaveProperty('disclosure');
  });

  test('says nothing in a draft from before there were such lines', () => {
    expect(added({ url: 'https://employer.example/x' })).not.toHaveProperty('disclosure');
  });
});

describe('never this source', () => {
  test('drops what it brought and nobody kept, and takes its runners-up away', () => {
    const kept = decideItem(week(), 1, 'a4', 'kept', at);
    const issue = silenceSource(kept, 2, 'a2', at);
    expect(issue.articles.map(({ decision }) => decision)).toEqual(['undecided', 'dropped', 'undecided', 'kept']);
    expect(issue.runnersUp.map((article) => article.id)).toEqual(['r2']);
    const others = silenceSource(week(), 1, 'a1', at).articles;
    expect(others.map(({ decision }) => decision)).toEqual(['dropped', 'undecided', 'dropped', 'undecided']);
  });

  test('is said of an article among the runners-up too', () => {
    const issue = silenceSource(week(), 1, 'r1', at);
    expect(issue.articles.map(({ decision }) => decision)).toEqual(['undecided', 'dropped', 'undecided', 'dropped']);
    expect(issue.runnersUp.map((article) => article.id)).toEqual(['r2']);
  });

  test('says that a link by hand has none', () => {
    const issue = addArticle(week(), 1, makeArticle('mine', { byHand: true }), at);
    expect(() => silenceSource(issue, 2, 'mine', at)).toThrow(/by hand/);
  });
});

test('a page that showed an earlier revision is told every change since', () => {
  const one = decideItem(week(), 1, 'a1', 'dropped', at);
  const two = changeItem(one, 2, 'a2', { words: { title: 'Better' } }, at);
  expect(changesSince(two, 1).map(({ act, title }) => [act, title])).toEqual([
    ['dropped', 'Title of a1'],
    ['edited', 'Title of a2'],
  ]);
  expect(changesSince(two, 3)).toEqual([]);
});

test('what is undone, and done again, says what it was, and which way the next press goes', () => {
  const said = (issue: Issue) => {
    const line = String(savedLine(issue, { timeZone: 'Etc/UTC', formToken: 'f' }));
    return [/<bdi>Saved [^:]+:\d\d [ap]m: ([^<]+)/.exec(line)?.[1], /id="undo">(\w+)</.exec(line)?.[1]];
  };
  const dropped = decideItem(week(), 1, 'a1', 'dropped', at);
  const undone = undoLast(dropped, 2, at);
  const again = undoLast(undone, 3, at);
  expect(said(dropped)).toEqual(['Dropped “Title of a1”', 'Undo']);
  expect(said(undone)).toEqual(['Undid (dropped “Title of a1”)', 'Redo']);
  expect(said(again)).toEqual(['Did again (dropped “Title of a1”)', 'Undo']);
  expect(said(undoLast(again, 4, at))).toEqual(said(undone));
  const byOlderCode = (undone.changes ?? []).map(({ undid: _, ...change }) => change);
  expect(said({ ...undone, changes: byOlderCode })).toEqual(['Undid the last change', 'Redo']);
});

test('nothing is undone that another step has followed', () => {
  const issue = decideItem(week(), 1, 'a1', 'dropped', at);
  expect(undoable(issue)).toBeDefined();
  expect(undoable({ ...issue, revision: 3 })).toBeUndefined();
});
