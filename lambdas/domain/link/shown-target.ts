/** Hosts that forward to the address in one of these parameters: only those whose link shows the target. */
const forwarders = new Map<string, readonly string[]>([
  ['google.com/url', ['q', 'url']],
  ['translate.google.com/translate', ['u']],
  ['l.facebook.com/l.php', ['u']],
  ['lm.facebook.com/l.php', ['u']],
  ['l.instagram.com', ['u']],
  ['out.reddit.com', ['url']],
  ['t.umblr.com/redirect', ['z']],
  ['getpocket.com/redirect', ['url']],
  ['linkedin.com/redir/redirect', ['url']],
  ['linkedin.com/safety/go', ['url']],
  ['youtube.com/redirect', ['q']],
  ['vk.com/away.php', ['to']],
  ['feedproxy.google.com', ['url']],
  ['feeds.feedburner.com', ['url']],
  ['slack-redir.net/link', ['url']],
  ['news.google.com/news/url', ['url']],
  ['bing.com/news/apiclick.aspx', ['url']],
]);
/** Mailers that check a link before they forward to it. */
const mailer = /\.safelinks\.protection\.outlook\.com$/;

/** Copies of pages, and what counts clicks, that have the address in their path: by host, what stands before it. */
const prefixes: [host: RegExp, prefix: RegExp][] = [
  [/^web\.archive\.org$/, /^\/web\/(?:\d{4,14}|\*)(?:[a-z]{2}_)?\*?\/(?=.*\.)/],
  [/^archive\.(?:fo|is|li|md|ph|today|vn)$/, /^\/(?:\d{4,14}|o\/\w+)\/(?=https?:)/],
  [/^(?:12ft\.io|r\.jina\.ai|outline\.com)$/, /^\/(?=https?:)/],
  [/^(?:.+\.)?cdn\.ampproject\.org$/, /^\/[cv]\/(?=s\/.*\.|.*\.)/],
  [/^google\.com$/, /^\/amp\/(?=s\/.*\.|.*\.)/],
];
/** A mail's counted link (Amazon SES): `/CL0/https:%2F%2Fa.example%2Fp/1/0100…`. */
const counted = /^\/CL0\/(https?:[^/]+)\/\d+\/[\w-]{16,}/;

/** The address as a URL, if it is one of the web. */
export function parseLink(link: string): URL | undefined {
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return undefined;
  return new URL(link);
}

/** Where a redirecting link, or a copy of a page, leads to, when it shows it. */
export function shownTarget(link: string): string | undefined {
  const parsed = parseLink(link);
  if (parsed === undefined) return undefined;
  const host = parsed.hostname.replace(/^www\./, '').replace(/^google\.(?:co\.)?[a-z]{2,3}$/, 'google.com');
  const path = parsed.pathname.replace(/\/$/, '');
  const names = forwarders.get(`${host}${path}`) ?? forwarders.get(host) ?? (mailer.test(host) ? ['url'] : []);
  const shown = names
    .map((name) => parsed.searchParams.get(name))
    .find((value) => value !== null && parseLink(value) !== undefined);
  if (shown) return shown;
  if (host === 'href.li') return asLink(parsed.search.slice(1));
  const inMail = counted.exec(parsed.pathname)?.[1];
  if (inMail !== undefined) return decode(inMail);
  if (host.endsWith('.translate.goog')) return translated(parsed);
  const prefix = prefixes.find(([hosts, before]) => hosts.test(host) && before.test(parsed.pathname))?.[1];
  if (prefix === undefined) return undefined;
  const rest = parsed.pathname.replace(prefix, '');
  return asLink(`${rest.replace(/^s\//, 'https://')}${parsed.search}${parsed.hash}`);
}

/** Copies write `https:/a.example`, or leave the scheme out. */
function asLink(text: string): string | undefined {
  const link = /^https?:/i.test(text) ? text.replace(/^(https?):\/*/i, '$1://') : `http://${text}`;
  return parseLink(link) && link;
}

function decode(text: string): string | undefined {
  try {
    return asLink(decodeURIComponent(text));
  } catch {
    return undefined;
  }
}

/** `a--b-example.translate.goog` shows `a-b.example`. */
function translated({ hostname, pathname, search }: URL): string | undefined {
  const host = hostname.replace(/\.translate\.goog$/, '').replace(/--|-/g, (dash) => (dash === '-' ? '.' : '-'));
  return asLink(`https://${host}${pathname}${search}`);
}
