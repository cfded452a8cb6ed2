import { hostOf } from '../../../lambdas/domain/link/publisher';
import { wordsOf } from '../../../lambdas/domain/score/features';
import type { Link, PastIssue } from './simulate-learning';

/** Added to the counts of both classes, brought to one total: what one class never showed stays neutral in the other. */
const smoothing = 0.1;

/** The yardstick of the learning: naive Bayes over a title's words and its host, from all that was printed and all of each pool that was not. */
export function trainNaiveBayes(issues: readonly PastIssue[]): (link: Link) => number {
  const printed = countNames(issues.flatMap(({ picked }) => picked));
  const passedOver = countNames(issues.flatMap(({ learning }) => learning));
  const level = printed.links / Math.max(1, passedOver.links);
  const count = (counts: Map<string, number>, name: string) => counts.get(name) ?? 0;
  return (link) =>
    namesOf(link).reduce(
      (sum, name) =>
        sum + Math.log((count(printed.names, name) + smoothing) / (count(passedOver.names, name) * level + smoothing)),
      0,
    );
}

const namesOf = ({ title, url }: Link): string[] => [...new Set(wordsOf(title)), `host ${hostOf(url)}`];

function countNames(links: readonly Link[]): { links: number; names: Map<string, number> } {
  const names = new Map<string, number>();
  for (const link of links) for (const name of namesOf(link)) names.set(name, (names.get(name) ?? 0) + 1);
  return { links: links.length, names };
}
