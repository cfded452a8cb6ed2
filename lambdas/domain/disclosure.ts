import { hostOf } from './link/publisher';

/** Hosts whose articles say so in print, from the settings. A host covers its subdomains too. */
export interface DisclosedHosts {
  employer: readonly string[];
  sponsor: readonly string[];
}

/** Host → the line to print under its articles. */
export type DisclosureLines = Readonly<Record<string, string>>;

/** The lines of these hosts, whichever way they are spelled (`WWW.example.com`). One that is both is the employer's. */
export const disclosureLines = ({ employer, sponsor }: DisclosedHosts): DisclosureLines => ({
  ...Object.fromEntries(sponsor.map((host) => [bare(host), `Full disclosure: ${host} sponsors this newsletter.`])),
  ...Object.fromEntries(employer.map((host) => [bare(host), `Full disclosure: ${host} is my employer.`])),
});

/** The line to print under a link, if its host or one that it lies under has one: `blog.example.com` is `example.com`. */
export function disclosureOf(url: string, lines: DisclosureLines): string | undefined {
  const host = hostOf(url);
  const disclosed = Object.keys(lines).find((name) => host === name || host.endsWith(`.${name}`));
  return disclosed === undefined ? undefined : lines[disclosed];
}

/** The article with the line of its host under it, unless it has one already or needs none. */
export function disclose<A extends { url: string; disclosure?: string }>(article: A, lines: DisclosureLines): A {
  const line = article.disclosure === undefined ? disclosureOf(article.url, lines) : undefined;
  return line === undefined ? article : { ...article, disclosure: line };
}

const bare = (host: string) => hostOf(`https://${host}`);
