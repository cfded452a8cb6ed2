import { Parser } from 'htmlparser2';
import { checkUrl } from '../address';
import { RefusedError } from '../errors';
import type { SourceKind } from '../source';

export interface OpmlSource {
  url: string;
  kind: SourceKind;
  title: string;
  site?: string;
}

export interface OpmlReading {
  entries: OpmlSource[];
  /** Outlines that name a feed we will not poll, each with the reason. */
  refused: { title: string; reason: string }[];
}

const largest = 5 * 1024 * 1024;

/**
 * The sources of an OPML 2.0 subscription list: every outline with an `xmlUrl`, however deep. An outline in the
 * category `status` is a status page. One bad outline costs the others nothing; a document that is not OPML is a RefusedError.
 */
export function readOpml(text: string, allowed: readonly string[] = []): OpmlReading {
  if (text.length > largest) throw new RefusedError(`The OPML file is larger than ${largest / 1024 / 1024} MiB.`);
  const reading: OpmlReading = { entries: [], refused: [] };
  let isOpml = false;
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'opml') isOpml = true;
        const url = attributes['xmlurl'];
        if (name === 'outline' && url !== undefined) readOutline(attributes, url, allowed, reading);
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
  allowed: readonly string[],
  reading: OpmlReading,
): void {
  const title = (attributes['title'] || attributes['text'] || '').trim().slice(0, 200);
  try {
    const checked = checkUrl(url.trim(), allowed);
    const site = attributes['htmlurl']?.trim();
    const kind = (attributes['category'] ?? '').split(/[,/]/).includes('status') ? 'status' : 'blog';
    reading.entries.push({ url: checked.href, kind, title, ...(site && { site }) });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    reading.refused.push({ title: title || url.slice(0, 200), reason: error.message });
  }
}
