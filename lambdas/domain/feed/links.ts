import { MAX_LINK } from './limits';
import { dropForbidden } from './text';

const PLAIN_ABSOLUTE = /^https?:\/\/[a-z0-9.:-]+(?:[/?#][a-z0-9\-._~:/?#[\]!$&()*+,;=%]*)?$/i;

/** Group 1 is the host, group 2 the path, group 3 the query. */
const SIMPLE =
  /^https?:\/\/((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)((?:\/[\w\-~!$&'()*+,;=:@][\w\-.~!$&'()*+,;=:@]*)*\/?)(?:\?([\w\-.~=&]*))?$/;

/** A host without its scheme: a path of the site by RFC 3986 (4.2), and by what everybody means an address; a file's name is none. */
const BARE_HOST = /^www\.(?:[a-z0-9-]+\.)+(?!(?:x?html?|php|aspx?|pdf|xml)(?:[/?#]|$))[a-z]{2,}(?=[/?#]|$)/i;
/** A form that asks for a link and sets `http://` before it, or a part of it. */
const TWO_SCHEMES = /^https?:\/{0,2}(?=https?:\/\/)/i;

/**
 * Host, path and query of a link that URL parsing would leave as it is: no port, fragment, escape, dot segment, number or IDN for a
 * host. Undefined for any other, which says nothing against it.
 */
export function splitSimpleLink(link: string): { host: string; path: string; query: string } | undefined {
  const found = SIMPLE.exec(link);
  if (found === null || link.includes('xn--')) return undefined;
  return { host: found[1] ?? '', path: found[2] || '/', query: found[3] ?? '' };
}

/**
 * An absolute http(s) link of at most 2,048 characters from what a feed wrote, resolved against `base`; undefined for anything else.
 * A link that already is one stays as written.
 */
export function resolveLink(written: string | undefined, base?: string): string | undefined {
  const text = (written ?? '').trim().replaceAll('&amp;', '&');
  if (text === '' || text.length > MAX_LINK) return undefined;
  if (SIMPLE.test(text)) return text;
  return resolveOther(BARE_HOST.test(text) ? `http://${text}` : text.replace(TWO_SCHEMES, ''), base);
}

function resolveOther(text: string, base: string | undefined): string | undefined {
  if (PLAIN_ABSOLUTE.test(text)) return URL.canParse(text) ? text : undefined;
  try {
    // With one slash it would be a path of the base's host; nobody means that.
    const url = new URL(dropForbidden(text).replace(/^(https?:)\/(?!\/)/i, '$1//'), base);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    if (url.username !== '' || url.password !== '') {
      url.username = '';
      url.password = '';
    }
    return url.href.length > MAX_LINK ? undefined : url.href;
  } catch {
    return undefined;
  }
}

/** The base that `xml:base` makes of the base around it (XML Base 1.0); the one around it when it is no http(s) URL. */
export function resolveBase(written: string | undefined, around: string | undefined): string | undefined {
  return written === undefined ? around : (resolveLink(written, around) ?? around);
}
