import { html, raw } from 'hono/html';
import { Marked, type Token, type Tokens } from 'marked';
import sanitize from 'sanitize-html';
import { stripUnprintable } from './foreign-text';
import { safeLink } from './links';
import { type Markup, printMarkup } from './markup';
import { paragraph } from './plain-text';

/** Longer than anything the desk accepts; what is longer, or nested beyond reason, is shown as it was written. */
const longest = 8000;
/** Of lists, quotations and emphasis in each other. Counted, because how deep the stack reaches differs from one Node to the next. */
const deepest = 40;

const escaped = (text: string) => printMarkup(html`${text}`);

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text, block }) => (block ? `<p>${escaped(text.trim())}</p>` : escaped(text)),
    // Nothing is loaded from anywhere: the words that stand for a picture remain.
    image: ({ text }) => escaped(text),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
    table: ({ raw }) => `<pre><code>${escaped(raw)}</code></pre>`,
    // A heading inside an article would break the page's outline.
    heading({ tokens }) {
      return `<p><strong>${this.parser.parseInline(tokens)}</strong></p>`;
    },
    link({ href, tokens }) {
      const inside = this.parser.parseInline(tokens);
      const safe = safeLink(href);
      return safe ? `<a href="${escaped(safe)}">${inside}</a>` : inside;
    },
  },
});

const tags = ['p', 'br', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a', 'hr'];

/** Attributes that an output gives to elements, by element name: ours, never the writer's. */
export type Dress = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The editor's Markdown as markup: paragraphs, lists, quotations, emphasis and links to absolute http(s); all else is text. */
export function markdownMarkup(source: string, dress: Dress = {}): Markup {
  const clean = sanitize(render(source), {
    allowedTags: tags,
    allowedAttributes: {
      ol: ['start'],
      ...Object.fromEntries(Object.entries(dress).map(([name, given]) => [name, Object.keys(given)])),
      a: ['href', ...Object.keys(dress['a'] ?? {})],
    },
    transformTags: Object.fromEntries(
      Object.entries(dress).map(([name, given]) => [name, sanitize.simpleTransform(name, { ...given })]),
    ),
    allowedSchemes: ['http', 'https'],
    allowProtocolRelative: false,
    disallowedTagsMode: 'escape',
    parseStyleAttributes: false,
  });
  return raw(clean.trim());
}

/** The same for plain text: lines of at most 76 characters, addresses in angle brackets. */
export const markdownText = (source: string, indent = ''): string => {
  const tokens = lex(source);
  return tokens ? writeBlocks(tokens, plain, indent) : paragraph(shown(source), indent);
};

/** The same as CommonMark that means the same anywhere: no markup of its own, no reference that another text could answer. */
export const markdownSource = (source: string, quote: (text: string) => string, indent = ''): string => {
  const tokens = lex(source);
  return tokens ? writeBlocks(tokens, commonMark(quote), indent) : indent + quote(shown(source).replace(/\s+/g, ' '));
};

const shown = (source: string) => stripUnprintable(source.slice(0, longest));

function render(source: string): string {
  const tokens = lex(source);
  return tokens ? marked.parser(tokens) : `<p>${escaped(shown(source))}</p>`;
}

/** Undefined for what nobody wrote by hand: too long, nested too deep, or until the reader of Markdown runs out of stack. */
function lex(source: string): Token[] | undefined {
  if (source.length > longest) return undefined;
  try {
    const tokens = marked.lexer(shown(source));
    return isDeeperThan(deepest, tokens) ? undefined : tokens;
  } catch {
    return undefined;
  }
}

function isDeeperThan(levels: number, tokens: Token[]): boolean {
  let level = tokens;
  for (let depth = 0; depth <= levels && level.length > 0; depth++) level = level.flatMap(insideOf);
  return level.length > 0;
}

function insideOf(token: Token): Token[] {
  if (token.type === 'list') return (token as Tokens.List).items;
  return 'tokens' in token ? (token.tokens ?? []) : [];
}

/** How a kind of text writes what is inside a line, and how it breaks lines. */
interface Writing {
  text(text: string): string;
  link(words: string, href: string): string;
  code(text: string): string;
  /** The lines of a block of code. */
  block(text: string): string[];
  around(mark: string, words: string): string;
  lines(text: string, indent: string, first: string): string;
}

const plain: Writing = {
  text: (text) => text,
  link: (words, href) => (words === href ? href : `${words} <${href}>`),
  code: (text) => text,
  block: (text) => text.split('\n').map((line) => `    ${line}`),
  around: (mark, words) => (mark === '*' ? `*${words}*` : words),
  lines: paragraph,
};

const commonMark = (quote: (text: string) => string): Writing => ({
  text: quote,
  link: (words, href) => `[${words}](<${href.replace(/[\\<>]/g, encodeURIComponent)}>)`,
  code(text) {
    const fence = '`'.repeat(longestRun(text) + 1);
    return fence.length > 1 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
  },
  // Between fences: what is set in by spaces alone would belong to a list before it, and be markup there.
  block(text) {
    const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
    return [fence, ...text.split('\n'), fence];
  },
  around: (mark, words) => `${mark}${words}${mark}`,
  lines: (text, _indent, first) => first + text,
});

const longestRun = (text: string) => Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));

function writeBlocks(tokens: Token[], writing: Writing, indent: string, first = indent): string {
  const blocks = tokens.filter(({ type }) => type !== 'space' && type !== 'def');
  const isTight = (index: number) => blocks[index]?.type === 'list' && blocks[index - 1]?.type === 'text';
  return blocks
    .map((token, index) => {
      const written = writeBlock(token, writing, indent, index === 0 ? first : indent);
      return index === 0 ? written : `${isTight(index) ? '\n' : `\n${indent.trimEnd()}\n`}${written}`;
    })
    .join('');
}

function writeBlock(token: Token, writing: Writing, indent: string, first: string): string {
  switch (token.type) {
    case 'list':
      return writeList(token as Tokens.List, writing, indent, first);
    case 'blockquote':
      return writeBlocks((token as Tokens.Blockquote).tokens, writing, `${indent}> `, `${first}> `);
    case 'code':
      return writing
        .block((token as Tokens.Code).text)
        .map((line, index) => `${index === 0 ? first : indent}${line}`)
        .join('\n');
    case 'hr':
      return `${first}* * *`;
    default:
      return writeInline(inside(token), writing)
        .trim()
        .split('\n')
        .map((line, index) => writing.lines(line, indent, index === 0 ? first : indent))
        .join('\n');
  }
}

function writeList({ items, ordered, start, loose }: Tokens.List, writing: Writing, indent: string, first: string) {
  return items
    .map((item, index) => {
      const marker = ordered ? `${Number(start || 1) + index}. ` : '- ';
      const rest = indent + ' '.repeat(marker.length);
      return writeBlocks(item.tokens, writing, rest, (index === 0 ? first : indent) + marker);
    })
    .join(loose ? `\n${indent.trimEnd()}\n` : '\n');
}

/** The tokens inside one line; a block that has none, such as raw markup or a table, is its own text. */
const inside = (token: Token): Token[] =>
  'tokens' in token && token.tokens ? token.tokens : [{ type: 'text', raw: token.raw, text: token.raw } as Token];

function writeInline(tokens: Token[], writing: Writing): string {
  return tokens.map((token) => writeWords(token, writing)).join('');
}

function writeWords(token: Token, writing: Writing): string {
  const words = () => writeInline(inside(token), writing);
  switch (token.type) {
    case 'br':
      return '\n';
    case 'checkbox':
      return (token as Tokens.Checkbox).checked ? '☑ ' : '☐ ';
    case 'codespan':
      return writing.code((token as Tokens.Codespan).text);
    case 'em':
      return writing.around('*', words());
    case 'strong':
      return writing.around('**', words());
    case 'del':
      return writing.around('~~', words());
    case 'link': {
      const href = safeLink((token as Tokens.Link).href);
      return href ? writing.link(words(), href) : words();
    }
    case 'image':
      return writing.text((token as Tokens.Image).text);
    case 'escape':
      return writing.text((token as Tokens.Escape).text);
    default:
      if ('tokens' in token && token.tokens) return words();
      return writing.text(decoded((token as Tokens.Text).text.replace(/\s+/g, ' ')));
  }
}

const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' };
const decoded = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39|nbsp);/g, (_whole, name: string) => signs[name] ?? '');
