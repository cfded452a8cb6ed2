import { getDomain } from 'tldts';
import { type Issue, printedArticles, printedOutages } from '../issue';
import { hostOf } from '../link/publisher';
import { vendorOf } from '../link/vendor';
import { usualPerVendor } from '../score/choose';
import { articleFingerprints } from '../story/fingerprint';

/** Something an editor may want to look at before approving. Never a wall. */
export type Advice =
  | { kind: 'many-of-one-vendor'; vendor: string; items: string[] }
  | { kind: 'no-author'; items: string[] }
  | { kind: 'no-comment'; items: string[] }
  | { kind: 'printed-before'; items: { id: string; issue: number }[] }
  | { kind: 'twice'; items: string[] }
  | { kind: 'no-link'; items: string[] }
  | { kind: 'pictures'; items: string[]; undescribed: number }
  | { kind: 'sponsors-own'; items: string[]; of: number; undisclosed: string[] };

/** What the printed items of a draft make one think of. `printed`: which of its items, by id, an earlier issue printed, and its number. */
export function adviseOn(issue: Issue, printed: ReadonlyMap<string, number>): Advice[] {
  const articles = printedArticles(issue);
  const all = [...articles, ...printedOutages(issue)];
  const ids = (items: { id: string }[]) => items.map(({ id }) => id);
  const before = all.flatMap(({ id }) => {
    const number = printed.get(id);
    return number === undefined || number === issue.number ? [] : [{ id, issue: number }];
  });
  const sponsor = domainOf(issue.sponsor?.url ?? '');
  const own = sponsor === '' ? [] : articles.filter(({ url }) => domainOf(url) === sponsor);
  const undisclosed = ids(own.filter(({ disclosure }) => !disclosure));
  const advice: Advice[] = [
    ...crowded(articles, issue.perVendor ?? usualPerVendor).map(({ vendor, items }) => ({
      kind: 'many-of-one-vendor' as const,
      vendor,
      items,
    })),
    { kind: 'no-author', items: ids(articles.filter(({ author }) => !author)) },
    { kind: 'no-comment', items: ids(articles.filter(({ comment }) => !comment)) },
    { kind: 'printed-before', items: before },
    { kind: 'twice', items: repeated(articles) },
    { kind: 'no-link', items: ids(all.filter(({ url }) => hostOf(url) === '')) },
    picturesIn(issue, all),
    { kind: 'sponsors-own', items: ids(own), of: articles.length, undisclosed },
  ];
  return advice.filter(({ items }) => items.length > 0);
}

/** Stands for the opening lines and the sponsor's message among the items that an advice names. */
export const theOpening = 'opening';

/** No picture is sent: its description stands in the text, and one without any is gone. */
function picturesIn(issue: Issue, items: readonly { id: string; comment?: string }[]): Advice {
  const opening = { id: theOpening, comment: `${issue.intro ?? ''}\n\n${issue.sponsor?.text ?? ''}` };
  const found = [opening, ...items].map(({ id, comment = '' }) => ({
    id,
    described: Array.from(comment.matchAll(/!\[([^\]]{0,500})\][[(]/g), ([, words = '']) => words.trim() !== ''),
  }));
  const pictured = found.filter(({ described }) => described.length > 0);
  return {
    kind: 'pictures',
    items: pictured.map(({ id }) => id),
    undescribed: pictured.filter(({ described }) => described.includes(false)).length,
  };
}

function crowded(articles: { id: string; url: string }[], most: number): { vendor: string; items: string[] }[] {
  const vendors = new Map<string, string[]>();
  for (const { id, url } of articles) {
    const vendor = vendorOf(url);
    if (vendor !== '') vendors.set(vendor, [...(vendors.get(vendor) ?? []), id]);
  }
  return [...vendors].map(([vendor, items]) => ({ vendor, items })).filter(({ items }) => items.length > most);
}

function repeated(articles: { id: string; title: string; url: string }[]): string[] {
  const seen = new Set<string>();
  return articles.flatMap((article) => {
    const fingerprints = articleFingerprints(article);
    const again = fingerprints.some((fingerprint) => seen.has(fingerprint));
    for (const fingerprint of fingerprints) seen.add(fingerprint);
    return again ? [article.id] : [];
  });
}

/** Registrable domains: an article on the sponsor's blog is the sponsor's. */
const domainOf = (url: string) => (url === '' ? '' : (getDomain(url, { allowPrivateDomains: true }) ?? ''));
