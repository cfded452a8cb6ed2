import type { Article, Outage } from '../domain/issue';
import type { CandidateStore } from '../domain/ports';
import { articleFingerprints, outageFingerprint, retells, titleBuckets } from '../domain/story/fingerprint';

/** For each of these articles that an earlier issue printed, by any spelling of its link or nearly the same title: the issue's number. */
export async function findPrinted(
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>,
  articles: readonly { id: string; title: string; url: string }[],
): Promise<Map<string, number>> {
  const asked = articles.map((article) => ({
    article,
    fingerprints: articleFingerprints(article),
    buckets: titleBuckets(article.title),
  }));
  const [exactly, nearly] = await Promise.all([
    candidates.printed(asked.flatMap(({ fingerprints }) => fingerprints)),
    candidates.printedTitles(asked.flatMap(({ buckets }) => buckets)),
  ]);
  const found = new Map<string, number>();
  for (const { article, fingerprints, buckets } of asked) {
    const exact = fingerprints.map((fingerprint) => exactly.get(fingerprint)).find((issue) => issue !== undefined);
    const near = buckets
      .map((bucket) => nearly.get(bucket))
      .find((printed) => printed !== undefined && retells(article, printed));
    const issue = exact ?? near?.issue;
    if (issue !== undefined) found.set(article.id, issue);
  }
  return found;
}

/** The same for the items of a draft: outages by their incidents, and those that were articles by link and title as well. */
export async function findPrintedItems(
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>,
  { articles, outages }: { articles: readonly Article[]; outages: readonly Outage[] },
): Promise<Map<string, number>> {
  const [found, told] = await Promise.all([
    findPrinted(candidates, [...articles, ...outages.filter(({ wasArticle }) => wasArticle)]),
    candidates.printed(outages.map(({ id }) => outageFingerprint(id))),
  ]);
  for (const { id } of outages) {
    const issue = told.get(outageFingerprint(id));
    if (issue !== undefined) found.set(id, issue);
  }
  return found;
}
