import { expect, test } from 'vitest';
import { adviseOn } from '../../../../lambdas/domain/issue/checks';
import { makeArticle, makeIssue, makeOutage } from '../../../support/made';

const done = { author: 'Ada', comment: 'Worth it.' };
const article = (id: string, about = {}) => makeArticle(id, { ...done, url: `https://${id}.example/post`, ...about });
const advise = (about: Parameters<typeof makeIssue>[1], printed = new Map<string, number>()) =>
  adviseOn(makeIssue(76, { outages: [], ...about }), printed);

test('nothing stands out of articles with an author, words of the editor’s, and hosts of their own', () => {
  expect(advise({ articles: [article('a'), article('b')], outages: [makeOutage('o')] })).toEqual([]);
});

test('more of a vendor than the settings allow, two where they say nothing, a missing author, missing words and a missing link are named', () => {
  const same = ['a', 'b', 'c'].map((id) => article(id, { url: `https://one.example/${id}` }));
  expect(advise({ articles: same.slice(1) })).toEqual([]);
  expect(advise({ articles: same })).toEqual([
    { kind: 'many-of-one-vendor', vendor: 'one.example', items: ['a', 'b', 'c'] },
  ]);
  expect(advise({ articles: same, perVendor: 3 })).toEqual([]);
  const bare = makeArticle('d', { url: 'javascript:alert(1)' });
  expect(advise({ articles: [bare] })).toEqual([
    { kind: 'no-author', items: ['d'] },
    { kind: 'no-comment', items: ['d'] },
    { kind: 'no-link', items: ['d'] },
  ]);
});

test('what an earlier issue printed is named with its number, and what stands twice in this one; what is dropped is not', () => {
  const [a, again] = [article('a'), article('a2', { url: 'https://a.example/post?utm_source=x' })];
  const printed = new Map([
    ['a', 70],
    ['b', 76],
  ]);
  expect(advise({ articles: [a] }, printed)).toEqual([{ kind: 'printed-before', items: [{ id: 'a', issue: 70 }] }]);
  expect(advise({ articles: [a, again] })).toEqual([{ kind: 'twice', items: ['a2'] }]);
  expect(advise({ articles: [article('b'), { ...again, decision: 'dropped' }] }, printed)).toEqual([]);
});

test('articles on the sponsor’s own site are counted, and those without a disclosure', () => {
  const sponsor = { label: 'Beacon', text: 'Try it.', url: 'https://www.beacon.example/try' };
  const own = article('a', { url: 'https://blog.beacon.example/post' });
  const told = article('b', { url: 'https://beacon.example/other', disclosure: 'Full disclosure: our sponsor.' });
  expect(advise({ sponsor, articles: [own, told, article('c')] })).toEqual([
    { kind: 'sponsors-own', items: ['a', 'b'], of: 3, undisclosed: ['a'] },
  ]);
});

test('a picture in any words is named, for only its description is sent; one without a description is counted', () => {
  const [described, bare] = ['Look: ![a graph of errors](https://x.example/a.png)', '![](https://x.example/b.png)'];
  expect(advise({ articles: [article('a', { comment: described })] })).toEqual([
    { kind: 'pictures', items: ['a'], undescribed: 0 },
  ]);
  expect(
    advise({ intro: bare, articles: [article('a')], outages: [makeOutage('o', { comment: `${described} ${bare}` })] }),
  ).toEqual([{ kind: 'pictures', items: ['opening', 'o'], undescribed: 2 }]);
});
