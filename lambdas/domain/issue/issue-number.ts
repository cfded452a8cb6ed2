const marked = /#\s?(\d{1,6})\b/;
const named = /(?:\b(?:issue|edition|number|no\.|nr\.|vol\.|volume)|№)\s*[-:]?\s*#?\s?(\d{1,6})\b/i;
const leading = /^\s*(\d{1,5})\s*[:.–—]\s/;
const heading = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const bold = /^\s*(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*$/;
const underline = /^ {0,3}(?:=+|-+)\s*$/;
const link = /\[[^\]]*\]\(/;
/** A deeper heading is an issue's only if it says so: `### Issue #76`. */
const deepest = 2;

/** The number in an issue's title: `Weekly #76`, `Issue 76`, `№ 76`, `76: what broke`. Undefined when there is none. */
export function numberInTitle(title: string): number | undefined {
  const found = (marked.exec(title) ?? named.exec(title) ?? leading.exec(title))?.[1];
  return found === undefined ? undefined : Number(found);
}

/** A heading that begins an issue. */
export interface IssueHeading {
  number: number;
  /** 1 to 6; what is bold alone on its line counts as 6. */
  level: number;
}

/**
 * Reads a line of Markdown, with the one after it, as an issue's heading: `# Weekly #76`, `Issue 76` underlined, `**Issue 76**`. A heading that
 * is a link is an article's, but for a first one of all: articles too are called "issue #76".
 */
export function issueHeading(line: string, next: string): IssueHeading | undefined {
  const plain = line.replaceAll('\\', '');
  const [, marks = '', text = ''] = heading.exec(plain) ?? [];
  const isUnderlined = marks === '' && plain.trim() !== '' && underline.test(next);
  const title = isUnderlined ? plain : marks === '' ? (bold.exec(plain)?.[1] ?? '') : text;
  const level = isUnderlined ? (next.includes('=') ? 1 : 2) : marks.length || 6;
  if (title === '' || (level > 1 && link.test(title))) return undefined;
  const found = level <= deepest ? (marked.exec(title) ?? named.exec(title)) : named.exec(title);
  return found === null ? undefined : { number: Number(found[1]), level };
}

/** The number that a file's front matter gives: its own field, or in its title. Undefined without either. */
export function numberInFrontMatter(lines: readonly string[]): number | undefined {
  const fence = lines[0]?.trim();
  if (fence !== '---' && fence !== '+++') return undefined;
  const end = lines.findIndex((line, at) => at > 0 && line.trim() === fence);
  const fields = lines.slice(1, Math.max(1, end)).flatMap((line) => {
    const [, name = '', value = ''] = /^([\w-]+)\s*[:=]\s*["']?(.*?)["']?\s*$/.exec(line) ?? [];
    return name === '' ? [] : [[name.toLowerCase(), value] as const];
  });
  const own = fields.find(
    ([name, value]) => /^(?:issue|number|issue[-_]?number)$/.test(name) && /^#?\d{1,6}$/.test(value),
  );
  if (own) return Number(own[1].replace('#', ''));
  const title = fields.find(([name]) => name === 'title' || name === 'subject')?.[1];
  return title === undefined ? undefined : numberInTitle(title);
}
