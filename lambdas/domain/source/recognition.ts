/** A status page of a provider we know, and where such a page keeps its feed: to be tried in this order. */
export interface StatusPage {
  provider: string;
  feeds: string[];
}

interface Provider {
  name: string;
  /** Tells its pages by host, and by path where the host serves other things too. */
  isAt?: (page: URL) => boolean;
  /** Tells its pages on a customer's own domain. */
  markup?: RegExp;
  /** Relative to the page's origin, or absolute. */
  feeds: (page: URL, html: string) => string[];
}

const at = (hosts: RegExp) => (page: URL) => hosts.test(page.hostname);
const fixed =
  (...feeds: string[]) =>
  () =>
    feeds;

/** Hosts, feed paths and marks as the providers' own pages and documentation give them. */
const PROVIDERS: Provider[] = [
  {
    name: 'AWS',
    isAt: at(/^(?:status|health)\.aws\.amazon\.com$/),
    feeds: fixed('https://status.aws.amazon.com/rss/all.rss'),
  },
  {
    name: 'Google Cloud',
    isAt: at(/^status\.(?:cloud|firebase|search)\.google\.com$/),
    feeds: fixed('/en/feed.atom', '/incidents.json'),
  },
  {
    name: 'Google Workspace',
    isAt: ({ hostname, pathname }) => hostname === 'www.google.com' && pathname.startsWith('/appsstatus'),
    feeds: fixed('/appsstatus/dashboard/en/feed.atom', '/appsstatus/dashboard/incidents.json'),
  },
  {
    name: 'Azure',
    isAt: at(/^(?:azure\.status\.microsoft|status\.azure\.com)$/),
    feeds: fixed('https://azure.status.microsoft/en-us/status/feed/'),
  },
  {
    name: 'Slack',
    isAt: at(/^(?:slack-status\.com|status\.slack\.com)$/),
    feeds: fixed('https://slack-status.com/feed/atom', 'https://slack-status.com/feed/rss'),
  },
  {
    name: 'incident.io',
    isAt: at(/^statuspage\.incident\.io$/),
    markup: /\bincident\.io\b/i,
    feeds: ({ hostname, pathname }) => {
      const page = hostname === 'statuspage.incident.io' ? `/${pathname.split('/')[1] ?? ''}` : '';
      return ['feed.atom', 'feed.rss', 'history.atom'].map((feed) => `${page}/${feed}`);
    },
  },
  {
    name: 'Better Stack',
    isAt: at(/^(?!(?:www|docs|uptime|logs|telemetry|errors)\.)[a-z0-9-]+\.(?:betteruptime|betterstack)\.com$/),
    markup: /\b(?:betteruptime|betterstack)\.com\b/i,
    feeds: fixed('/feed.rss', '/index.json'),
  },
  {
    name: 'Instatus',
    isAt: at(/^(?!(?:www|app|api|docs|dashboard|help)\.)[a-z0-9-]+\.instatus\.com$/),
    markup: /\binstatus\.com\b/i,
    feeds: fixed('/history.atom', '/history.rss'),
  },
  {
    name: 'status.io',
    isAt: at(/^(?!(?:www|app|api|kb)\.)[a-z0-9-]+\.status\.io$/),
    markup: /\/pages\/[0-9a-f]{24}\b/,
    feeds: ({ pathname }, html) => {
      const id = /\/pages\/(?:[a-z]+\/)?([0-9a-f]{24})\b/.exec(`${pathname} ${html}`)?.[1];
      return id === undefined ? [] : [`/pages/${id}/rss`];
    },
  },
  {
    name: 'Statuspage',
    isAt: at(
      /^(?!(?:www|manage|help|doers|support)\.)[a-z0-9-]+\.statuspage\.io$|^[a-z0-9-]+\.status\.atlassian\.com$/,
    ),
    markup: /\bstatuspage\.io\b|\bdka575ofm4ao0\.cloudfront\.net\b|Powered by (?:Atlassian )?Statuspage/i,
    feeds: fixed('/history.atom', '/history.rss', '/api/v2/incidents.json'),
  },
  {
    name: 'Cachet',
    markup: /\bcachethq\.io\b|<meta[^>]{1,200}\bCachet\b/i,
    feeds: fixed('/atom', '/rss', '/api/v1/incidents'),
  },
];

const MOST_MARKUP = 1024 * 1024;
const STATUS_WORD = /status|incident|uptime|outage/i;

/**
 * The provider of a status page by its address (http or https), or by its markup where the page also calls itself one: a blog that
 * merely shows a provider's badge is not a status page. Undefined for any other page.
 */
export function recogniseStatusPage(url: string, html = ''): StatusPage | undefined {
  const page = new URL(url);
  const text = html.slice(0, MOST_MARKUP);
  const callsItselfOne = STATUS_WORD.test(`${page.hostname}${page.pathname} ${titleOf(text)}`);
  const provider =
    PROVIDERS.find(({ isAt }) => isAt?.(page)) ?? PROVIDERS.find(({ markup }) => callsItselfOne && markup?.test(text));
  if (provider === undefined) return undefined;
  const feeds = provider.feeds(page, text).map((feed) => new URL(feed, page).href);
  return { provider: provider.name, feeds };
}

/** Whether a feed's address (http or https) alone says that it is a status page's. */
export function isStatusAddress(url: string): boolean {
  const { hostname, pathname } = new URL(url);
  return (
    recogniseStatusPage(url) !== undefined || (/status/.test(hostname) && /^\/history\.(?:atom|rss)$/.test(pathname))
  );
}

const titleOf = (html: string) => /<title[^>]{0,200}>([^<]{0,300})/i.exec(html)?.[1] ?? '';
