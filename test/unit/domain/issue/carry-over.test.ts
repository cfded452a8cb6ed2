import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { leftBehind, takeUpArticles, takeUpOutages } from '../../../../lambdas/domain/issue/carry-over';
import { makeArticle, makeIssue, makeOutage } from '../../../support/made';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const decision = fc.constantFrom('undecided' as const, 'kept' as const, 'dropped' as const, 'later' as const);
const states = fc.constantFrom('draft', 'skipped', 'rejected', 'approved', 'publishing', 'published');
const written = fc.uniqueArray(fc.record({ id, decision, isWritten: fc.boolean() }), { selector: (each) => each.id });
const words = (of: string) => ({ title: `Title of ${of}`, comment: `Words on ${of}`, author: `Author of ${of}` });

test('no words ever get to another item, none come in part, nothing comes twice, and nothing that was dropped comes', () => {
  fc.assert(
    fc.property(states, written, fc.uniqueArray(id), fc.nat(6), (state, items, fresh, cut) => {
      const before = makeIssue(76, {
        state: state === 'skipped' ? 'rejected' : state,
        ...(state === 'skipped' && { skipped: true as const }),
        articles: items.map((item) =>
          makeArticle(item.id, { decision: item.decision, ...(item.isWritten && words(item.id)) }),
        ),
      });
      const behind = leftBehind(before, [], 77);
      const picked = {
        chosen: fresh.slice(0, cut).map((each) => makeArticle(each, { title: 'As fed', author: 'As fed' })),
        runnersUp: fresh.slice(cut).map((each) => makeArticle(each, { title: 'As fed', author: 'As fed' })),
      };
      const { chosen, runnersUp } = takeUpArticles(picked, behind.articles);
      const all = [...chosen, ...runnersUp];
      expect(new Set(all.map((each) => each.id)).size).toBe(all.length);
      for (const article of all) {
        expect(article.decision).toBe('undecided');
        if (article.comment !== undefined) expect(article).toMatchObject(words(article.id));
      }
      for (const { id: of, decision: was, isWritten } of items) {
        const comes = was === 'later' || (was !== 'dropped' && isWritten && ['draft', 'skipped'].includes(state));
        if (comes)
          expect(chosen.find((each) => each.id === of)?.comment).toBe(isWritten ? `Words on ${of}` : undefined);
        if (was === 'dropped') expect(behind.articles.some(({ item }) => item.id === of)).toBe(false);
        expect(behind.dropped.has(of)).toBe(was === 'dropped' && ['draft', 'skipped', 'rejected'].includes(state));
      }
    }),
  );
});

describe('an outage that was left behind', () => {
  const behind = (about: Parameters<typeof makeOutage>[1]) =>
    leftBehind(makeIssue(76, { outages: [makeOutage('o1', about)] }), [], 77).outages;

  test('takes its words to its own line, beside the newest facts and notes', () => {
    const left = behind({
      comment: 'Ouch.',
      quote: 'Cut by the editor.',
      notes: ['Mine'],
      endedAt: undefined as never,
    });
    const fresh = makeOutage('o1', { endedAt: '2026-06-03T12:00:00.000Z', quote: 'As fed', notes: ['One more'] });
    expect(takeUpOutages([fresh], left)).toEqual([
      {
        ...fresh,
        comment: 'Ouch.',
        quote: 'Cut by the editor.',
        notes: ['Mine', 'One more'],
        written: true,
        carried: true,
      },
    ]);
  });

  test('that another line covers by now comes by itself only with words', () => {
    const cause = makeOutage('cause', { folded: ['o1'] });
    expect(takeUpOutages([cause], behind({ decision: 'kept' }))).toEqual([{ ...cause, carried: true }]);
    expect(takeUpOutages([cause], behind({ comment: 'Ouch.' })).map((each) => each.id)).toEqual(['cause', 'o1']);
  });
});
