import { getDomain } from 'tldts';
import { hostOf } from './publisher';

/** Sites that give each author a name under their own, and are not in the Public Suffix List. */
const platforms = new Set([
  'substack.com',
  'medium.com',
  'wordpress.com',
  'hashnode.dev',
  'ghost.io',
  'beehiiv.com',
  'tumblr.com',
  'typepad.com',
  'livejournal.com',
  'write.as',
  'svbtle.com',
  'posthaven.com',
]);

/**
 * Whose house a link belongs to: the registrable domain by the Public Suffix List, so that `blog.example.com` and `example.com` are one vendor
 * and two authors of `github.io` are two; the host where there is none, or where authors are named under it. '' for what is not a link.
 */
export function vendorOf(url: string): string {
  const host = hostOf(url);
  const domain = getDomain(host, { allowPrivateDomains: true }) ?? host;
  return platforms.has(domain) ? host : domain;
}
