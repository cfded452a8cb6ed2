import { createHash } from 'node:crypto';
import { canonicalLink } from '../link/canonical-link';
import { bucketsOf, sameTitle, sameWholeTitle, siteOf, titleKey } from '../story';

const hash = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** A story's identity by its link: the same for every spelling of the address. */
export const linkFingerprint = (url: string) => hash(`link ${canonicalLink(url)}`);

/** A story's identity by its title, or undefined when the title is too general to tell stories apart. */
export function titleFingerprint(title: string, url?: string): string | undefined {
  const key = titleKey(title, url);
  return key === '' ? undefined : hash(`title ${key}`);
}

/** Everything by which a printed article is known again. */
export function articleFingerprints(article: { title: string; url: string }): string[] {
  const title = titleFingerprint(article.title, article.url);
  return [linkFingerprint(article.url), ...(title ? [title] : [])];
}

/** Under which a printed title is found by titles that are nearly the same; whether they are is for `retells` to say. */
export const titleBuckets = (title: string): string[] => bucketsOf(title).map((bucket) => hash(`near ${bucket}`));

/** The site of a link, by which a series is told from a story that is told again. */
export const siteOfLink = (url: string): string => siteOf(canonicalLink(url));

/**
 * Whether an article is, by its title, one that was printed. On one site only whole titles are compared; which site it was on, older
 * memories do not say.
 */
export function retells(
  article: { title: string; url: string },
  { title, site }: { title: string; site?: string },
): boolean {
  if (site !== undefined && site === siteOfLink(article.url)) return sameWholeTitle(title, article.title);
  return sameTitle(title, article.title, `https://${site ?? ''}`, article.url);
}

/** By which the texts of a form are known again, however a browser sends line ends: the same when nothing was written in it since it was shown. */
export function textsFingerprint(texts: Readonly<Record<string, string | undefined>>): string {
  const sent = Object.keys(texts)
    .sort()
    .map((name) => [name, (texts[name] ?? '').replace(/\r\n?/g, '\n').trim()]);
  return hash(`texts ${JSON.stringify(sent)}`).slice(0, 8);
}

/** By which a printed outage is known again. */
export const outageFingerprint = (incidentKey: string) => hash(`incident ${incidentKey}`);
