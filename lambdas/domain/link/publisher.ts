/** Hosts where the first part of the path says who writes: one account there is one publisher. */
const sharedHosts = new Set([
  'medium.com',
  'github.com',
  'gist.github.com',
  'dev.to',
  'linkedin.com',
  'twitter.com',
  'x.com',
  'youtube.com',
  'hackernoon.com',
  'substack.com',
  'reddit.com',
  'infoq.com',
  'sites.google.com',
  'bsky.app',
]);

/** The link's host in lower case without `www.`, `m.` and `mobile.`; '' for what is not an http(s) link. */
export function hostOf(url: string): string {
  const match = /^https?:\/\/(?:[^/?#]*@)?([^/?#:]+)/i.exec(url);
  return match === null
    ? ''
    : match[1]!
        .toLowerCase()
        .replace(/^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)/, '')
        .replace(/\.$/, '');
}

/** Who published the link: its host, and on hosts of many authors host/author (`medium.com/@name`). '' for what is not a link. */
export function publisherOf(url: string): string {
  const host = hostOf(url);
  if (host === 'feedproxy.google.com') return `${host}/${/\/~r\/([^/?#]+)/.exec(url)?.[1]?.toLowerCase() ?? ''}`;
  if (!sharedHosts.has(host)) return host;
  const author = /^https?:\/\/[^/?#]+\/([^/?#]+)/i.exec(url);
  return author === null ? host : `${host}/${author[1]!.toLowerCase()}`;
}

const maxSlug = 300;

/** The last part of the link's path in lower case, without its ending (`.html`), and without what only names the publisher. '' when there is none. */
export function slugOf(url: string): string {
  const path = /^https?:\/\/[^/?#]+([^?#]*)/i.exec(url)?.[1] ?? '';
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.length === 1 && sharedHosts.has(hostOf(url))) return '';
  return (parts.at(-1) ?? '')
    .slice(0, maxSlug)
    .toLowerCase()
    .replace(/\.[a-z]{2,5}$/, '');
}
