import { type Finding, isNews } from '../domain/finding';
import type { Operator, ToldStore } from '../domain/ports';
import { findingMail } from '../pages/mail/finding-mail';

export interface TellWorld {
  told: ToldStore;
  operator: Operator;
}

/**
 * Mails the operator the findings that are news, all in one mail, and says how many they were. The mail goes first: what
 * dies between it and the note is told twice, and never not at all.
 */
export async function tellFindings(
  { told, operator }: TellWorld,
  findings: readonly Finding[],
  runbook: string,
  now: string,
): Promise<number> {
  const seen = [...new Map(findings.toSorted((a, b) => a.count - b.count).map((one) => [one.key, one])).values()];
  const news: Finding[] = [];
  for (const finding of seen) if (isNews(finding, await told.read(finding.key), now)) news.push(finding);
  if (news.length > 0) await operator.tell(findingMail(news, runbook));
  for (const { key, count } of seen) await told.keep({ key, count, seenAt: now });
  return news.length;
}
