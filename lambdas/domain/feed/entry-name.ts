import type { Entry } from '../entry';
import { cutText } from './text';

/** Characters of a summary that stand in for a title. */
const LONGEST = 80;
/** No space follows the last sign of a sentence in Chinese and Japanese. */
const FIRST_SENTENCE = /^.{20,80}?(?:[.!?](?=\s|$)|[\u3002\uff01\uff1f])/;

/**
 * What an entry is called: its title; without one, its summary's first sentence, or the whole words that its summary begins with, marked
 * as cut; with neither, its address.
 */
export function nameEntry({ title, summary = '', url }: Pick<Entry, 'title' | 'summary' | 'url'>): string {
  if (title !== '') return title;
  if (summary === '') return url;
  if (summary.length <= LONGEST) return summary;
  const sentence = FIRST_SENTENCE.exec(summary)?.[0];
  if (sentence !== undefined) return sentence;
  const cut = cutText(summary, LONGEST);
  const end = summary[cut.length] === ' ' ? cut.length : cut.lastIndexOf(' ');
  return `${cut.slice(0, end < LONGEST / 2 ? cut.length : end).replace(/[\s,;:–—-]+$/, '')}…`;
}
