const WIDTH = 76;

/** Words broken into lines of at most 76 characters; a longer word, such as an address, keeps its line. */
export function paragraph(text: string, indent = '', firstIndent = indent): string {
  const lines: string[] = [];
  let line = firstIndent;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n');
}

/** A title with a rule of the same length below it. */
export const underline = (title: string, rule: string) => `${title}\n${rule.repeat(Math.min(title.length, WIDTH))}`;

/** A quotation, every line marked as mail programs mark them; empty for no text. */
export const quoteLines = (text: string, indent = '') => (text ? paragraph(text, `${indent}> `) : '');

/** A heading and its paragraphs, an empty line between them; the empty ones are left out. */
export const sectionText = (title: string, paragraphs: string[]) =>
  [underline(title.toUpperCase(), '-'), ...paragraphs].filter(Boolean).join('\n\n');
