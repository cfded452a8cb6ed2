import type { Entry } from '../entry';
import { decodeEntities } from '../feed/entities';
import { type PrintedLink, readMarkupLinks } from '../feed/markup-links';
import { canonicalLink } from '../link/canonical-link';
import { issueHeading, numberInFrontMatter, numberInTitle } from './issue-number';

/** What one past issue printed. */
export interface PastIssue {
  number: number;
  links: { url: string; title?: string }[];
}

/** Past issues, and by name what could not be taken and why. */
export interface PastIssues {
  issues: PastIssue[];
  bad: { where: string; reason: string }[];
}

const inlineLink =
  /(!?)\[((?:\\.|[^\]\\])*)\]\((?:<([^>\n]*)>|((?:[^\s()]|\([^\s()]*\))*))(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/g;
const referredLink = /(!?)\[((?:\\.|[^\]\\])+)\]\[([^\]]*)\]/g;
const definition = /^ {0,3}\[([^\]]+)\]:\s*<?([^\s>]+)>?/;
const shortcutLink = /(!?)\[((?:\\.|[^\]\\])+)\](?![[(:])/g;
const image = /!\[(?:\\.|[^\]\\])*\]\((?:\\.|[^)\\])*\)/g;
const bareLink = /<(https?:\/\/[^\s>]+)>/g;
/** An address in running text, without the punctuation that follows it (GitHub Flavored Markdown 6.9). */
const writtenLink = /https?:\/\/[^\s<>"'`|[\]]*[^\s<>"'`|[\].,;:!?)*_~]/g;
/** What may stand before a link that begins its line: marks of a heading, list, table, quotation or emphasis, an emoji, a number. */
const markers = /^(?:[^\p{L}\p{N}]|\d+[.)])*$/u;
const longestLine = 20_000;

/**
 * Reads past issues in Markdown. A heading such as `#76` or `Issue 76` begins issue 76; links before any belong to the number in the
 * front matter, or to `number`, when the caller knows it. Every link is remembered, and the words of those that begin a line as titles. Bad lines
 * are named with their number.
 */
export function readIssueMarkdown(text: string, number?: number): PastIssues {
  const found: PastIssues = { issues: [], bad: [] };
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const references = new Map(lines.flatMap((line) => readDefinition(line)));
  const first = numberInFrontMatter(lines) ?? number;
  let issue = first === undefined ? undefined : openIssue(found, first);
  let highest = 6;
  let lost = 0;
  for (const [index, line] of lines.entries()) {
    const where = `line ${index + 1}`;
    if (line.length > longestLine) {
      found.bad.push({ where, reason: `has ${line.length} characters; a line may have ${longestLine}` });
      continue;
    }
    const heading = issueHeading(line, lines[index + 1] ?? '');
    // Where issues are told by a heading, what is under it may speak of an issue of its own.
    if (heading && heading.level <= Math.max(2, highest)) {
      issue = openIssue(found, heading.number);
      highest = Math.min(highest, heading.level);
    }
    for (const link of readLine(line, references)) {
      if (issue) addLink(found, issue, link, where);
      else lost += 1;
    }
  }
  if (lost > 0)
    found.bad.push({
      where: 'the lines before the first issue',
      reason: `hold ${lost} ${lost === 1 ? 'link' : 'links'} of an issue without a number; expected a heading such as "# Issue #76", or the number in the file's name`,
    });
  return withLinks(found);
}

/** Reads past issues that came as the entries of a feed: the number from the title or the link, the links from the content. */
export function readIssueEntries(entries: readonly Entry[]): PastIssues {
  const found: PastIssues = { issues: [], bad: [] };
  for (const entry of entries) {
    const where = `"${(entry.title || entry.url || entry.key).slice(0, 80)}"`;
    const number = numberInTitle(entry.title) ?? /issue[-_/](\d{1,6})\b/i.exec(entry.url)?.[1];
    if (number === undefined) found.bad.push({ where, reason: 'has no issue number such as #76 in its title' });
    else if (!entry.content) found.bad.push({ where, reason: 'has no content, so nobody can tell what it printed' });
    else {
      const issue = openIssue(found, Number(number));
      for (const link of readMarkupLinks(entry.content, entry.url)) addLink(found, issue, link, where);
    }
  }
  return withLinks(found);
}

function readDefinition(line: string): [string, string][] {
  const [, name, href] = definition.exec(line.slice(0, longestLine)) ?? [];
  return name && href ? [[name.toLowerCase(), href]] : [];
}

function readLine(whole: string, references: ReadonlyMap<string, string>): PrintedLink[] {
  if (definition.test(whole)) return [];
  const links: PrintedLink[] = [];
  // What one kind of link has taken, the next does not see; places stay what they are.
  const blank = (text: string) => ' '.repeat(text.length);
  const shown = whole.replace(image, blank);
  let line = shown;
  const add = (at: number, image: string, text: string, href: string) => {
    if (image !== '' || href.startsWith('#')) return;
    links.push({ title: plain(text), href, url: webAddress(href), leads: markers.test(shown.slice(0, at)) });
  };
  for (const { index, 1: image = '', 2: text = '', 3: pointed, 4: bare } of line.matchAll(inlineLink))
    add(index, image, text, pointed ?? bare ?? '');
  line = line.replace(inlineLink, blank);
  for (const { index, 1: image = '', 2: text = '', 3: name } of [
    ...line.matchAll(referredLink),
    ...line.replace(referredLink, blank).matchAll(shortcutLink),
  ]) {
    const href = references.get((name || text).toLowerCase());
    if (href !== undefined) add(index, image, text, href);
  }
  for (const { index, 1: href = '' } of line.matchAll(bareLink)) add(index, '', '', href);
  for (const { index, 0: href } of line.replace(/<[^>]*>/g, blank).matchAll(writtenLink)) add(index, '', '', href);
  return /<a\s/i.test(whole) ? [...links, ...readMarkupLinks(whole)] : links;
}

/** The words of a title, without emphasis; what is escaped is itself. */
const plain = (text: string) =>
  decodeEntities(text.replace(/(?<!\\)(\*\*|__|\*|`)(.+?)(?<!\\)\1/g, '$2').replace(/\\(.)/g, '$1')).trim();

function webAddress(href: string): string | undefined {
  return /^https?:\/\//i.test(href) && URL.canParse(href) ? new URL(href).href : undefined;
}

function openIssue(found: PastIssues, number: number): PastIssue {
  const known = found.issues.find((issue) => issue.number === number);
  const issue = known ?? { number, links: [] };
  if (!known) found.issues.push(issue);
  return issue;
}

function addLink(found: PastIssues, issue: PastIssue, { title, url, href, leads }: PrintedLink, where: string): void {
  if (/^(?:mailto|tel):/i.test(href)) return;
  if (url === undefined) {
    found.bad.push({
      where,
      reason: `"${title.slice(0, 60)}" leads to "${href.slice(0, 80)}", which is no web address`,
    });
    return;
  }
  // A home page shows something else every week: to have linked to it says nothing of what is there now.
  if (/^https:\/\/[^/?#]+$/.test(canonicalLink(url))) return;
  if (issue.links.some((link) => link.url === url)) return;
  issue.links.push({ url, ...(leads && title !== '' && { title }) });
}

const withLinks = ({ issues, bad }: PastIssues): PastIssues => ({
  issues: issues.filter(({ links }) => links.length > 0),
  bad: [
    ...bad,
    ...issues
      .filter(({ links }) => links.length === 0)
      .map(({ number }) => ({ where: `issue #${number}`, reason: 'printed no links' })),
  ],
});
