import { BadRequestError } from '../errors';
import type { Article, Outage, Sponsor } from '../issue';

/** What an editor can write about an item; an empty text takes away what was there. */
export interface Words {
  title?: string;
  author?: string;
  company?: string;
  disclosure?: string;
  service?: string;
  quote?: string;
  /** One fact a line. */
  notes?: string;
  /** Markdown. */
  comment?: string;
}

/** In UTF-16 units, as a browser counts `maxlength`. */
export const longestWords = {
  title: 300,
  author: 120,
  company: 120,
  disclosure: 300,
  service: 120,
  quote: 1000,
  notes: 2000,
  comment: 4000,
} as const satisfies Record<keyof Words, number>;
/** Why a draft was rejected. */
export const longestReason = 300;
export const longestOpening = { intro: 4000, label: 120, text: 2000, url: 2000 } as const;

/** What a text is called on the desk, and in what is said of it there. */
export const textLabels: Readonly<Record<keyof typeof longestWords | keyof typeof longestOpening, string>> = {
  title: 'Title',
  author: 'Author',
  company: 'Company',
  disclosure: 'Disclosure',
  service: 'Service',
  quote: 'Quotation',
  notes: 'Notes',
  comment: 'Your words',
  intro: 'Opening lines',
  label: 'Sponsor’s label',
  text: 'Sponsor’s message',
  url: 'Link',
};

const mostNotes = 12;
/** Deeper than any newsletter, and far from where a reader of Markdown runs out of stack. */
const deepest = 8;
const markers = /^[ \t]*(?:(?:>|[-+*]|\d{1,9}[.)])[ \t]*){9}/m;

const ofArticles = ['title', 'author', 'company', 'disclosure', 'comment'] as const;
const ofOutages = ['title', 'service', 'quote', 'comment'] as const;

/** The item with what the editor wrote; the item itself when nothing differs. Throws BadRequestError naming the field. */
export function cleanWords<T extends Article | Outage>(item: T, words: Words): T {
  const fields = 'service' in item ? ofOutages : ofArticles;
  const changed: Record<string, unknown> = { ...item };
  for (const field of fields) {
    const text = words[field];
    // A title that came longer than a person may write it is sent back as it is by the form that shows it.
    if (text === undefined || isSame(text, changed[field])) continue;
    const clean =
      field === 'comment' ? cleanMarkdown(textLabels.comment, text, longestWords.comment) : cleanLine(field, text);
    if (clean === '') delete changed[field];
    else changed[field] = clean;
    if ((field === 'title' || field === 'service') && clean === '')
      throw new BadRequestError(`“${textLabels[field]}” may not be empty.`);
  }
  if ('service' in item && words.notes !== undefined) {
    const notes = cleanNotes(words.notes);
    if (notes.length === 0) delete changed['notes'];
    else changed['notes'] = notes;
  }
  const same = JSON.stringify(changed) === JSON.stringify(item);
  return same ? item : (changed as unknown as T);
}

/** The opening as it may be stored; a sponsor without text is none. Throws BadRequestError naming the field. */
export function cleanOpening({ intro, sponsor }: { intro: string; sponsor: Sponsor }): {
  intro: string;
  sponsor?: Sponsor;
} {
  const cleanIntro = cleanMarkdown(textLabels.intro, intro, longestOpening.intro);
  const text = cleanMarkdown(textLabels.text, sponsor.text, longestOpening.text);
  const label = oneLine(limited(textLabels.label, sponsor.label, longestOpening.label));
  const url = limited('Sponsor’s link', sponsor.url.trim(), longestOpening.url);
  if (url !== '' && !isWebAddress(url))
    throw new BadRequestError('The sponsor’s link must be an address that begins with http:// or https://.');
  if (text === '' && (label !== '' || url !== ''))
    throw new BadRequestError('The sponsor has a label or a link but no text. Write the text, or empty all three.');
  return { intro: cleanIntro, ...(text !== '' && { sponsor: { label: label || 'Sponsor', text, url } }) };
}

/** Whether it can be linked to. */
export const isWebAddress = (text: string) => /^https?:\/\/[^\s/\\]/i.test(text) && URL.canParse(text);

/** Markdown of at most `most` characters that nests at most eight deep, with plain line ends. Throws BadRequestError. */
function cleanMarkdown(name: string, text: string, most: number): string {
  const clean = limited(name, text.replace(/\r\n?/g, '\n').trimEnd().replace(/^\n+/, ''), most);
  if (markers.test(clean)) throw new BadRequestError(`“${name}” nests quotations or lists more than ${deepest} deep.`);
  return clean;
}

function cleanLine(field: keyof Words, text: string): string {
  return oneLine(limited(textLabels[field], text, longestWords[field]));
}

function cleanNotes(text: string): string[] {
  const notes = limited(textLabels.notes, text, longestWords.notes).split(/\r?\n/).map(oneLine).filter(Boolean);
  if (notes.length > mostNotes) throw new BadRequestError(`There are ${notes.length} notes; at most ${mostNotes} fit.`);
  return notes;
}

function limited(name: string, text: string, most: number): string {
  if (text.length > most) throw new BadRequestError(`“${name}” has ${text.length} characters; at most ${most} fit.`);
  return text;
}

const isSame = (text: string, stored: unknown) =>
  text.replace(/\r\n?/g, '\n') === stored || (!text.includes('\n') && oneLine(text) === oneLine(String(stored ?? '')));

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
