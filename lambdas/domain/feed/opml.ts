import { Parser } from 'htmlparser2';
import { RefusedError } from '../errors';
import { type AllowedHosts, checkUrl } from '../fetch/address';
import type { SourceKind } from '../source';
import { isStatusAddress } from '../source/recognition';
import { MAX_DEPTH } from './limits';
import { resolveLink } from './links';
import { cleanText } from './text';

export interface OpmlSource {
  url: string;
  kind: SourceKind;
  /** Empty when the list gives none. */
  title: string;
  site?: string;
}

export interface OpmlReading {
  entries: OpmlSource[];
  /** Outlines that name a feed we will not poll, each with the reason. */
  refused: { title: string; reason: string }[];
  /** False when the document ends before `</opml>`: it may have named more. */
  isWhole: boolean;
}

/** Bytes of one OPML document; also the most characters that are read. */
export const largestOpml = 5 * 1024 * 1024;
/** Of a source, in code points. */
export const longestTitle = 200;

/**
 * The sources of an OPML 1.0 or 2.0 subscription list: every outline with an `xmlUrl`, however deep. An outline in the category
 * `status`, or at an address of a known status page, is a status page. One bad outline costs the others nothing; a
 * document that is not OPML, too large or nested too deep is a RefusedError.
 */
export function readOpml(text: string, allowed: AllowedHosts = []): OpmlReading {
  if (text.length > largestOpml)
    throw new RefusedError(`The OPML file is larger than ${largestOpml / 1024 / 1024} MiB.`);
  const reading: OpmlReading = { entries: [], refused: [], isWhole: true };
  let isOpml = false;
  let depth = 0;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (++depth > MAX_DEPTH) throw new RefusedError(`The OPML file is nested deeper than ${MAX_DEPTH} elements.`);
        if (name === 'opml') isOpml = true;
        const url = attributes['xmlurl'];
        if (isOpml && name === 'outline' && url !== undefined) readOutline(attributes, url.trim(), allowed, reading);
      },
      onclosetag(name, isImplied) {
        depth--;
        if (name === 'opml' && isImplied) reading.isWhole = false;
      },
    },
    { xmlMode: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.write(text);
  parser.end();
  if (!isOpml) throw new RefusedError('This is not an OPML file: it has no <opml> element.');
  return reading;
}

function readOutline(
  attributes: Record<string, string>,
  url: string,
  allowed: AllowedHosts,
  reading: OpmlReading,
): void {
  const named = cleanText(attributes['title'] || attributes['text'] || '', longestTitle);
  const title = named === url ? '' : named;
  try {
    const checked = checkUrl(url, allowed);
    checked.hash = '';
    const site = resolveLink(attributes['htmlurl']);
    const kind = kindOf(attributes['category'], checked);
    reading.entries.push({ url: checked.href, kind, title, ...(site !== undefined && { site }) });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const name = title || cleanText(url, longestTitle) || 'an outline without a name';
    reading.refused.push({ title: hidePassword(name), reason: hidePassword(error.message) });
  }
}

function kindOf(category: string | undefined, url: URL): SourceKind {
  const categories = (category ?? '').split(/[,/]/).map((part) => part.trim().toLowerCase());
  if (categories.includes('status')) return 'status';
  return !categories.includes('blog') && isStatusAddress(url.href) ? 'status' : 'blog';
}

/** What was refused is shown and logged: without the password that may be why. */
const hidePassword = (text: string) => text.replace(/\/\/[^/?#\s]*@/g, '//…@');
