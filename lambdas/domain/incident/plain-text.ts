const NAMED: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  rsquo: '’',
  lsquo: '‘',
  ldquo: '“',
  rdquo: '”',
};
const TAG_NAME = /<\/?([a-z][a-z0-9]{0,15})/iy;
const LONGEST_MARKUP = 65_536;

/** HTML as one line of plain text: scripts, styles and comments dropped whole, entities decoded once. Linear in its length. */
export function plainText(html: string): string {
  return plainLines(html).replaceAll('\n', ' ').trim();
}

/** HTML as plain text with one line for each paragraph, list item or break. Reads the first 64 KiB. */
export function plainLines(html: string): string {
  let out = '';
  let at = 0;
  const source = html.slice(0, LONGEST_MARKUP);
  let lower: string | undefined;
  while (at < source.length) {
    const open = source.indexOf('<', at);
    if (open < 0) return tidy(out + source.slice(at));
    out += source.slice(at, open);
    if (source.startsWith('<!--', open)) {
      const end = source.indexOf('-->', open + 4);
      at = end < 0 ? source.length : end + 3;
      continue;
    }
    TAG_NAME.lastIndex = open;
    const name = TAG_NAME.exec(source)?.[1]?.toLowerCase();
    if (name === undefined) {
      out += '<';
      at = open + 1;
      continue;
    }
    const close = source.indexOf('>', open);
    at = close < 0 ? source.length : close + 1;
    if ((name === 'script' || name === 'style') && source[open + 1] !== '/') {
      lower ??= source.toLowerCase();
      const end = lower.indexOf(`</${name}`, at);
      at = end < 0 ? source.length : end;
    } else if (/^(p|br|li|ul|ol|div|h[1-6]|tr|table|hr|blockquote)$/.test(name)) out += '\n';
    else if (/^(td|th)$/.test(name)) out += ' ';
  }
  return tidy(out);
}

/** Text of a title or name: plain, one line, without control or direction characters, at most `limit` code points. */
export function plainName(value: unknown, limit = 200): string {
  if (typeof value !== 'string') return '';
  const line = plainText(value);
  return Array.from(line.slice(0, limit * 4))
    .slice(0, limit)
    .join('');
}

/** The link when it is absolute http(s), or can be made so against `base`; otherwise ''. At most 2,000 characters. */
export function safeLink(value: unknown, base?: string): string {
  if (typeof value !== 'string' || value === '' || value.length > 2_000) return '';
  try {
    const url = base === undefined || base === '' ? new URL(value) : new URL(value, base);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : '';
  } catch {
    return '';
  }
}

function tidy(text: string): string {
  return decode(text)
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .split('\n')
    .map((line) => line.trim().replace(/\s{2,}|[^\S ]/g, ' '))
    .filter(Boolean)
    .join('\n');
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,8});/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return NAMED[name.toLowerCase()] ?? whole;
    const hex = name[1] === 'x' || name[1] === 'X';
    const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
  });
}
