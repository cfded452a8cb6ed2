import { plainEscapes } from './escapes';
import { parseLink, shownTarget } from './shown-target';

/** Parameters that say how a reader came, not what is read; names ending in `*` are prefixes. */
const tracking =
  'utm utm_* pk_* mtm_* matomo_* hsa_* oly_* vero_* mc_cid mc_eid itm_* imm_mid intcmp __hstc __hssc __hsfp hsctatracking _hsenc _hsmi _ga _gl _ke _openstat ' +
  '_fb_noscript at_campaign at_medium cmpid ncid dclid fbclid fb_action_ids fb_action_types fb_ref fb_source gclid gclsrc gbraid wbraid igshid igsh mkt_tok mkevt ' +
  'msclkid ref ref_src ref_url referer referrer reflink sc_campaign sc_channel spm sr_share trk trkcampaign trackingid twclid ttclid wickedid wt_mc yclid xtor amp ' +
  'smid smtyp guccounter guce_referrer guce_referrer_sig mvgt leadsource accesstoken unlocked_article_code gift triedredirect shareimagevariant lobsters hn cmp sharetoken a_aid a_bid jsdojo_id ' +
  'utm-* __s _bhlid ck_subscriber_id ss_source ss_campaign_id ss_campaign_name ss_campaign_sent_date ss_email_id hss_channel gad_source gad_campaignid li_fat_id wprov ' +
  's_cid et_cid et_rid elq elqtrackid elqtrack elqaid elqat elqcampaignid piwik_* epik rdt_cid srsltid _branch_match_id _branch_referrer replytocom doing_wp_cron ' +
  'wt.mc_id _x_tr_* amp_js_v amp_gsa usqp fb_comment_id _mc';
const trackingNames = new Set(tracking.split(' ').filter((name) => !name.endsWith('*')));
const trackingPrefixes = tracking
  .split(' ')
  .filter((name) => name.endsWith('*'))
  .map((name) => name.slice(0, -1));

/** Names that mean something elsewhere, but only how the reader came on these hosts and their subdomains. */
const trackingOnHost: Record<string, string[]> = {
  'youtube.com': ['si', 'feature', 'ab_channel'],
  'twitter.com': ['s', 't'],
  'substack.com': ['r', 's', 'publication_id', 'post_id', 'isfreemail', 'showwelcomeonshare'],
  'wsj.com': ['st', 'mod'],
  'nytimes.com': ['_r', 'partner', 'emc', 'campaign_id', 'instance_id', 'segment_id', 'regi_id', 'user_id'],
  'medium.com': ['source', 'sk', 'gi', 'responsesopen', 'sortby'],
  'forbes.com': ['sh'],
  'google.com': ['usp'],
  'dev.to': ['signin'],
  'stackoverflow.com': ['rq'],
  'reddit.com': ['share_id', 'rdt', 'context'],
  'spotify.com': ['si'],
  'quora.com': ['srid', 'ch'],
  'washingtonpost.com': ['noredirect'],
};

/** The list that linked it, said in a parameter that may mean anything else: `?s=lob`, `?r=hn`. */
const fromList =
  /^(?:(?:r|s|src|via|from|source|fthr)=(?:lob|lbst|lbstrs|lb|lobsters?|lobste\.rs|hn|hackernews|reddit)|(?:src|via|from|source|cid)=(?:rss|newsletter))$/;
/** How a page was shared (`?share=twitter&nb=1`, Twitter's `?s=09`), the form it is shown in, and Medium's visitor on any domain. */
const sharedBy =
  /^(?:share=(?:twitter|x|facebook|linkedin|reddit|email|tumblr|pocket|telegram|whatsapp|mastodon|bluesky|jetpack-whatsapp)|nb=1|s=09|tab=readme(?:-ov-file)?|(?:outputtype|view)=amp|gi=[0-9a-f]{10,12}|sf\d{8,}=1|source=[a-z_]*-{3}.*)$/;
/** A visitor's session in a forum. */
const session = /^sid=[0-9a-f]{32}$/;
/** Blogger's page for phones, on any domain: `/2016/12/name.html?m=1`. */
const bloggerPage = /^\/\d{4}\/\d{2}\/[^/]+\.html$/;

/**
 * One spelling for all the addresses of one page: https, no `www.`/`m.`/`mobile.`/`amp.`, no default port, no tracking, sorted parameters, no
 * trailing slash, AMP and visible redirects undone (RFC 3986 section 6, and habit). It is a key, not a link to follow.
 * What is not an http(s) link comes back trimmed. Idempotent.
 */
export function canonicalLink(url: string): string {
  let link = url.trim();
  for (let hops = 0; hops < 4; hops += 1) {
    const target = shownTarget(link);
    if (target === undefined || target === link) break;
    link = target;
  }
  const parsed = parseLink(link);
  if (parsed === undefined) return link;
  const host = canonicalHost(parsed.hostname);
  const port = parsed.port === '' || parsed.port === '80' || parsed.port === '443' ? '' : `:${parsed.port}`;
  const page = pageById(host, parsed);
  if (page !== undefined) return page;
  const path = canonicalPath(parsed.pathname, host);
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

function canonicalHost(hostname: string): string {
  let host = hostname.replace(/\.$/, '');
  while (/^(?:www|m|mobile|amp)\.[^.]+\.[^.]/.test(host) && !shared.test(host.slice(host.indexOf('.') + 1)))
    host = host.slice(host.indexOf('.') + 1);
  host = host.replace(/^([a-z]{2,3})\.m\.(wiki[a-z]+\.org)$/, '$1.$2');
  if (/^(?:old|np|new|i)\.reddit\.com$/.test(host)) return 'reddit.com';
  return host === 'x.com' ? 'twitter.com' : host;
}

/** What a country gives names under, and nobody owns: `www.gov.uk` is a site, `gov.uk` is none. */
const shared = /^(?:co|com|org|net|gov|gob|gouv|edu|ac)\.[a-z]{2}$/;

/** Sites with many addresses for one page, told apart by its id alone. */
function pageById(host: string, link: URL): string | undefined {
  const { pathname } = link;
  if (/^(?:youtu\.be|(?:music\.)?youtube\.com|youtube-nocookie\.com)$/.test(host)) {
    const inPath = host === 'youtu.be' ? /^\/([\w-]{6,})\/?$/ : /^\/(?:live|shorts|embed|v)\/([\w-]{11})\/?$/;
    const id = inPath.exec(pathname)?.[1] ?? (pathname === '/watch' ? link.searchParams.get('v') : null);
    return id !== null && /^[\w-]{6,}$/.test(id) ? `https://youtube.com/watch?v=${id}${lateStart(link)}` : undefined;
  }
  if (host === 'medium.com' || host.endsWith('.medium.com')) {
    const id = /[/-]([0-9a-f]{10,12})\/?$/.exec(pathname)?.[1];
    return id === undefined ? undefined : `https://medium.com/p/${id}`;
  }
  const onSubstack = /^\/pub\/([\w-]+)(\/p\/[^/]+)/.exec(pathname);
  if (host === 'open.substack.com' && onSubstack) return `https://${onSubstack[1]}.substack.com${onSubstack[2]}`;
  if (/^(?:export\.)?arxiv\.org$/.test(host)) {
    const id = /^\/(?:abs|pdf|html)\/(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?\/\d{7})(?:v\d+)?(?:\.pdf)?\/?$/.exec(
      pathname,
    )?.[1];
    return id === undefined ? undefined : `https://arxiv.org/abs/${id}`;
  }
  return undefined;
}

const lateSeconds = 1800;

/** Where to begin in a whole day's recording, which has many talks; early on it is the same talk without its introduction. */
function lateStart({ searchParams }: URL): string {
  const begin = searchParams.get('t') ?? searchParams.get('start') ?? '';
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d{1,2})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?$/.exec(begin) ?? [];
  const at = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return at < lateSeconds ? '' : `&t=${at}`;
}

function canonicalPath(pathname: string, host: string): string {
  const path = plainEscapes(pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/;jsessionid=[^/]*/i, '')
    .replace(/\/amp(?:\/|\.html)?$/i, '/')
    .replace(/\.amp(\.html)?$/i, '$1')
    .replace(/\/(?:index|default)\.(?:html?|php|aspx?)$/i, '/')
    .replace(/\/+$/, '');
  if (host === 'github.com') return path.replace(/^(\/[^/]+\/[^/]+?)(?:\.git|\/tree\/(?:master|main))$/, '$1');
  if (host === 'twitter.com') return path.replace(/(\/status\/\d+)\/(?:photo|video)\/\d$/, '$1');
  return path;
}

function canonicalQuery(search: string, host: string): string {
  return search
    .split('&')
    .map((pair) => plainEscapes(pair).replace(/\+/g, '%20').replace(/=+$/, ''))
    .filter((pair) => pair !== '' && !isTracking(pair, host))
    .sort()
    .join('&');
}

function isTracking(pair: string, host: string): boolean {
  const [name = '', value = ''] = pair.toLowerCase().split('=');
  if (trackingNames.has(name) || trackingPrefixes.some((prefix) => name.startsWith(prefix))) return true;
  if (name === 'source' && /^(?:rss-|friends_link)/.test(value)) return true;
  const said = `${name}=${value}`;
  if (fromList.test(said) || sharedBy.test(said) || session.test(said)) return true;
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
