import { html } from 'hono/html';
import type { Markup } from './markup';

const SPACE = /\s+/g;
/**
 * Control characters, the nine explicit bidirectional controls (UAX 9), the byte order mark, interlinear marks, tag characters, halves of
 * surrogate pairs and noncharacters.
 */
const UNPRINTABLE =
  /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}\p{Cs}\p{Noncharacter_Code_Point}]/gu;
/** No written language stacks more than three marks on a letter; more than that is drawn over the neighbouring lines. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu;
const LONGEST_READ = 20_000;

/** One line of foreign text without anything that could disturb its surroundings, at most `most` code points and ended by … when cut. */
export function cleanText(text: string, most: number): string {
  const line = text
    .slice(0, LONGEST_READ)
    .replace(SPACE, ' ')
    .replace(UNPRINTABLE, '')
    .replace(STACKED_MARKS, '$1')
    .trim();
  return cutText(line, most);
}

/** Text of several lines without what could disturb its surroundings. */
export const stripUnprintable = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/\t/g, '    ').replace(UNPRINTABLE, '').replace(STACKED_MARKS, '$1'))
    .join('\n');

/** The same as markup: escaped by the template and isolated, so that its direction stays its own. */
export const isolateText = (text: string, most: number): Markup => html`<bdi>${cleanText(text, most)}</bdi>`;

function cutText(line: string, most: number): string {
  const points = Array.from(line);
  if (points.length <= most) return line;
  const cut = points.slice(0, most - 1).join('');
  const lastSpace = cut.lastIndexOf(' ');
  return `${lastSpace > cut.length * 0.8 ? cut.slice(0, lastSpace) : cut}…`;
}
