import type { CandidateStore } from '../domain/ports';
import { articleFingerprints, retells, titleBuckets } from '../domain/story/fingerprint';

/** For each of these articles that an earlier issue printed, by any spelling of its link or nearly the same title: the issue's number. */
export async function findPrinted(
  candidates: Pick<CandidateStore, 'printed' | 'printedTitles'>,
  articles: readonly { id: string; title: string; url: string }[],
): Promise<Map<string, number>> {
  const [exactly, nearly] = await Promise.all([
    candidates.printed(articles.flatMap(articleFingerprints)),
    candidates.printedTitles(articles.flatMap(({ title }) => titleBuckets(title))),
  ]);
  const found = new Map<string, number>();
  for (const article of articles) {
    const fingerprint = articleFingerprints(article).find((print) => exactly.has(print));
    const near = titleBuckets(article.title)
      .map((bucket) => nearly.get(bucket))
      .find((printed) => printed !== undefined && retells(article, printed));
    const issue = (fingerprint === undefined ? undefined : exactly.get(fingerprint)) ?? near?.issue;
    if (issue !== undefined) found.set(article.id, issue);
  }
  return found;
}
