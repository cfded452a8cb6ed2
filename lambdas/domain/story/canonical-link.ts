/** Parameters that say how a reader came, not what is read; names ending in `*` are prefixes. */
const tracking =
  'utm utm_* pk_* mtm_* matomo_* hsa_* oly_* vero_* mc_cid mc_eid itm_* imm_mid intcmp __hstc __hssc __hsfp hsctatracking _hsenc _hsmi _ga _gl _ke _openstat ' +
  '_fb_noscript at_campaign at_medium cmpid ncid dclid fbclid fb_action_ids fb_action_types fb_ref fb_source gclid gclsrc gbraid wbraid igshid igsh mkt_tok mkevt ' +
  'msclkid ref ref_src ref_url referer referrer reflink sc_campaign sc_channel spm sr_share trk trkcampaign trackingid twclid ttclid wickedid wt_mc yclid xtor amp ' +
  'smid smtyp guccounter guce_referrer guce_referrer_sig mvgt leadsource accesstoken unlocked_article_code gift triedredirect shareimagevariant lobsters hn cmp sharetoken a_aid a_bid jsdojo_id';
const trackingNames = new Set(tracking.split(' ').filter((name) => !name.endsWith('*')));
const trackingPrefixes = tracking
  .split(' ')
  .filter((name) => name.endsWith('*'))
  .map((name) => name.slice(0, -1));

/** Names that mean something elsewhere, but only how the reader came on these hosts and their subdomains. */
const trackingOnHost: Record<string, string[]> = {
  'youtube.com': ['si', 'feature', 'ab_channel'],
  'twitter.com': ['s', 't'],
  'substack.com': ['r', 's'],
  'wsj.com': ['st', 'mod'],
  'nytimes.com': ['_r', 'partner', 'emc'],
  'medium.com': ['source', 'sk', 'gi', 'responsesopen', 'sortby'],
  'forbes.com': ['sh'],
  'google.com': ['usp'],
  'spotify.com': ['si'],
  'quora.com': ['srid', 'ch'],
  'washingtonpost.com': ['noredirect'],
};

/** The list that linked it, said in a parameter that may mean anything else: `?s=lob`, `?r=hn`. */
const fromList = /^(?:r|s|src|via|from|source|fthr)=(?:lob|lbst|lb|lobsters?|lobste\.rs|hn|hackernews)$/;
/** A visitor's session in a forum. */
const session = /^sid=[0-9a-f]{32}$/;
/** Blogger's page for phones, on any domain: `/2016/12/name.html?m=1`. */
const bloggerPage = /^\/\d{4}\/\d{2}\/[^/]+\.html$/;

/** Hosts that forward to the address in one of these parameters: only those whose link shows the target. */
const forwarders = new Map<string, readonly string[]>([
  ['google.com/url', ['q', 'url']],
  ['l.facebook.com/l.php', ['u']],
  ['lm.facebook.com/l.php', ['u']],
  ['out.reddit.com', ['url']],
  ['t.umblr.com/redirect', ['z']],
  ['getpocket.com/redirect', ['url']],
  ['linkedin.com/redir/redirect', ['url']],
  ['youtube.com/redirect', ['q']],
  ['vk.com/away.php', ['to']],
  ['feedproxy.google.com', ['url']],
  ['feeds.feedburner.com', ['url']],
  ['slack-redir.net/link', ['url']],
  ['news.google.com/news/url', ['url']],
]);

const unreserved = /%(?:2d|2e|5f|7e|3[0-9]|[46][1-9a-f]|[57][0-9a])/gi;

/**
 * One spelling for all the addresses of one page: https, no `www.`/`m.`/`mobile.`/`amp.`, no default port, no tracking, sorted parameters, no
 * trailing slash, AMP and visible redirects undone (RFC 3986 section 6, and habit). It is a key, not a link to follow.
 * What is not an http(s) link comes back trimmed. Idempotent.
 */
export function canonicalLink(url: string): string {
  let link = url.trim();
  for (let hops = 0; hops < 4; hops += 1) {
    const target = targetOf(link);
    if (target === undefined || target === link) break;
    link = target;
  }
  const parsed = parseLink(link);
  if (parsed === undefined) return link;
  const host = canonicalHost(parsed.hostname);
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`;
  const special = videoOf(host, parsed);
  if (special !== undefined) return special;
  const path = canonicalPath(parsed.pathname);
  const isOnBlogger = bloggerPage.test(parsed.pathname);
  const pairs = parsed.search.slice(1).split('&');
  const query = canonicalQuery(pairs.filter((pair) => !isOnBlogger || !/^m=[01]$/.test(pair)).join('&'), host);
  return `https://${host}${port}${path}${query === '' ? '' : `?${query}`}${canonicalFragment(parsed.hash.slice(1), host)}`;
}

const clickId = /^(?:utm_[^=]*|mc_cid|mc_eid|fbclid|gclid|dclid|msclkid|mkt_tok|igshid)=/i;

/** The link as it is printed: the same page without the marks of whoever linked it. Nothing that could matter to the page is touched. */
export function printableLink(url: string): string {
  const parsed = parseLink(url.trim());
  if (
    parsed === undefined ||
    !parsed.search
      .slice(1)
      .split('&')
      .some((pair) => clickId.test(pair))
  )
    return url;
  const kept = parsed.search
    .slice(1)
    .split('&')
    .filter((pair) => !clickId.test(pair));
  parsed.search = kept.join('&');
  return parsed.href;
}

function parseLink(link: string): URL | undefined {
  if (!/^https?:\/\//i.test(link) || !URL.canParse(link)) return undefined;
  return new URL(link);
}

/** Where a redirecting link goes, when it shows it. */
function targetOf(link: string): string | undefined {
  const parsed = parseLink(link);
  if (parsed === undefined) return undefined;
  const host = parsed.hostname.replace(/^www\./, '').replace(/^google\.(?:co\.)?[a-z]{2,3}$/, 'google.com');
  const names = forwarders.get(`${host}${parsed.pathname.replace(/\/$/, '')}`) ?? forwarders.get(host);
  const shown = names
    ?.map((name) => parsed.searchParams.get(name))
    .find((value) => value !== null && parseLink(value) !== undefined);
  if (shown) return shown;
  const amp =
    host === 'google.com'
      ? /^\/amp\/(s\/)?(.+)$/.exec(parsed.pathname)
      : /\.cdn\.ampproject\.org$/.test(host)
        ? /^\/[cv]\/(s\/)?(.+)$/.exec(parsed.pathname)
        : null;
  if (amp !== null && amp[2]!.includes('.')) return `http${amp[1] ? 's' : ''}://${amp[2]}${parsed.search}`;
  return undefined;
}

function canonicalHost(hostname: string): string {
  let host = hostname.toLowerCase().replace(/\.$/, '');
  while (/^(?:www|m|mobile|amp)\.[^.]+\.[^.]/.test(host) && !shared.test(host.slice(host.indexOf('.') + 1)))
    host = host.slice(host.indexOf('.') + 1);
  host = host.replace(/^([a-z]{2,3})\.m\.(wiki[a-z]+\.org)$/, '$1.$2');
  if (/^(?:old|np|new|i)\.reddit\.com$/.test(host)) return 'reddit.com';
  return host === 'x.com' ? 'twitter.com' : host;
}

/** What a country gives names under, and nobody owns: `www.gov.uk` is a site, `gov.uk` is none. */
const shared = /^(?:co|com|org|net|gov|gob|gouv|edu|ac)\.[a-z]{2}$/;

/** YouTube has many addresses for one video, told apart by its id alone. */
function videoOf(host: string, link: URL): string | undefined {
  const id =
    host === 'youtu.be'
      ? link.pathname.slice(1)
      : host === 'youtube.com' && link.pathname === '/watch'
        ? link.searchParams.get('v')
        : null;
  return id !== null && /^[\w-]{6,}$/.test(id) ? `https://youtube.com/watch?v=${id}` : undefined;
}

function canonicalPath(pathname: string): string {
  const path = pathname
    .replace(unreserved, (encoded) => decodeURIComponent(encoded))
    .replace(/%[0-9a-f]{2}/g, (encoded) => encoded.toUpperCase())
    .replace(/\/{2,}/g, '/')
    .replace(/;jsessionid=[^/]*/i, '')
    .replace(/\/amp(?:\/|\.html)?$/i, '/')
    .replace(/\.amp(\.html)?$/i, '$1')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/')
    .replace(/\/+$/, '');
  return path;
}

function canonicalQuery(search: string, host: string): string {
  return search
    .split('&')
    .map((pair) => pair.replace(/=+$/, ''))
    .filter((pair) => pair !== '' && !isTracking(pair, host))
    .sort()
    .join('&');
}

function isTracking(pair: string, host: string): boolean {
  const [name = '', value = ''] = pair.toLowerCase().split('=');
  if (trackingNames.has(name) || trackingPrefixes.some((prefix) => name.startsWith(prefix))) return true;
  if (name === 'source' && /^(?:rss-|friends_link)/.test(value)) return true;
  if (fromList.test(`${name}=${value}`) || session.test(`${name}=${value}`)) return true;
  return Object.entries(trackingOnHost).some(
    ([site, names]) => (host === site || host.endsWith(`.${site}`)) && names.includes(name),
  );
}

/** A fragment is a place on the page and dropped, unless a page of script or parameters lives in it (`#!/x`, `#/x`, `#id=7`). */
function canonicalFragment(fragment: string, host: string): string {
  if (/^[!/]./.test(fragment)) return `#${fragment}`;
  if (!fragment.includes('=') || fragment.startsWith(':~:')) return '';
  const rest = canonicalQuery(fragment, host);
  return rest.includes('=') ? `#${rest}` : '';
}
