import { html } from 'hono/html';
import type { Article, Issue } from '../../domain/issue';
import { longestOpening, longestWords } from '../../domain/issue/words';
import { isolateText } from '../foreign-text';
import { outsideLink } from '../issue-contents';
import type { Markup } from '../markup';
import { countOf, longest, titleOf } from '../wording';
import { besideDesk } from './beside';
import { addForm, articleFacts } from './cards';
import { lineField, textField } from './fields';

interface About {
  newsletter: string;
  timeZone: string;
  styleNonce: string;
  formToken: string;
}

/** A link by hand, and the search among everything that came in. */
export function addSection(issue: Issue, formToken: string): Markup {
  return html`<section id="add">
<h2>Add or find</h2>
<form class="ask" method="post" action="/desk/${issue.number}/link" autocomplete="off">
<input type="hidden" name="form" value="${formToken}">
<label for="url-add">Add a link by hand</label>
<div class="asked"><input type="url" id="url-add" name="url" required maxlength="2000" placeholder="https://"><button type="submit">Look it up</button></div>
</form>
${findForm(issue, '')}</section>`;
}

function findForm(issue: Issue, question: string): Markup {
  return html`<form class="ask" method="get" action="/desk/${issue.number}/find" role="search">
<label for="find">Find among all candidates</label>
<div class="asked"><input type="search" id="find" name="q" value="${question}" required maxlength="200"><button type="submit">Find</button></div>
</form>
`;
}

/** One answer to a search: where it is now, if anywhere. */
export interface Found {
  article: Article;
  where: 'candidate' | 'runner-up' | 'here';
  /** The earlier issue that printed it. */
  printedIn?: number;
}

/** What a search among the candidates and runners-up found, best first. */
export interface Search {
  question: string;
  found: readonly Found[];
  more: number;
  searched: number;
  /** Whether there are candidates that were not searched: none, those a further search would look at, or more than any search does. */
  rest: 'none' | 'unsearched' | 'too many';
}

/** A search and what came of it, each with a button that adds it. */
export function findPage(issue: Issue, search: Search, about: About): string {
  const { question, found } = search;
  return besideDesk(
    issue,
    about,
    'Find',
    html`${findForm(issue, question)}
<p class="hint" role="status">${outcomeOf(search)}</p>
${found.map((each) => foundLine(each, issue, about))}
${search.rest === 'unsearched' && html`<p><a class="own" href="/desk/${issue.number}/find?${new URLSearchParams({ q: question, among: 'all' }).toString()}">Look among all the others too</a></p>`}`,
  );
}

function outcomeOf({ question, found, more, searched, rest }: Search): string {
  if (question.trim() === '') return 'Type a word of the title, the author, the source or the link.';
  const among = `among ${rest === 'none' ? '' : 'the best '}${countOf(searched, 'candidate')}`;
  if (found.length === 0) return `Nothing ${among} has all of these words. Try fewer, or shorter ones.`;
  const narrow = more > 0 ? ` The best ${found.length} are shown; add a word to narrow it down.` : '';
  return `${countOf(found.length + more, 'match', 'matches')} ${among}.${narrow}`;
}

function foundLine({ article, where, printedIn }: Found, issue: Issue, about: About): Markup {
  const said = [printedIn && `printed in #${printedIn}`, where === 'here' && 'in this draft']
    .filter(Boolean)
    .join(', ');
  return html`<article class="line">
<div><h2 id="title-${article.id}">${outsideLink(article.url, titleOf(article), true)}</h2>
${articleFacts(article, about)}
${said && html`<p class="note"><strong>${said}</strong></p>`}</div>
${where === 'here' ? undefined : addForm(article.id, { issue, ...about })}</article>
`;
}

/** What was found at an address that the editor gave, to be put right and added. */
export interface Looked {
  url: string;
  title?: string;
  author?: string;
  site?: string;
  /** Why nothing could be read there. */
  trouble?: string;
  /** What a reader may meet there, as the link check has it. */
  warning?: string;
  /** Where the address that was given led on to. */
  from?: string;
}

/** The form that adds a link by hand, filled with what its page says of itself. */
export function linkPage(issue: Issue, looked: Looked, about: About): string {
  const field = (name: 'title' | 'author' | 'company', label: string, value: string | undefined) =>
    lineField({
      id: 'link',
      name,
      label,
      value,
      most: longestWords[name],
      ...(name === 'title' && { required: true }),
    });
  return besideDesk(
    issue,
    about,
    'Add a link',
    html`<p class="facts">${outsideLink(looked.url, looked.url, true)}</p>
${looked.from !== undefined && html`<p class="hint">What you gave, <bdi>${looked.from}</bdi>, leads on to this.</p>`}
${looked.warning !== undefined && html`<p class="hint"><strong>${isolateText(looked.warning, longest.line)}</strong></p>`}
<p class="hint" role="status">${looked.trouble ? `Its page could not be read: ${looked.trouble} Write it by hand, or go back.` : 'This is what its page says of itself. Put it right, then add it.'}</p>
<form class="decide edit" method="post" action="/desk/${issue.number}/add" autocomplete="off">
<input type="hidden" name="form" value="${about.formToken}">
${lineField({ id: 'link', name: 'url', label: 'Link', value: looked.url, most: longestOpening.url, required: true }, 'url')}${field('title', 'Title', looked.title)}${field('author', 'Author', looked.author)}${field('company', 'Company or site', looked.site)}${textField({ id: 'link', name: 'comment', label: 'Your words (Markdown)', value: '', most: longestWords.comment }, 4)}<p class="row"><button type="submit" class="main">Add to issue #${issue.number}</button></p>
</form>`,
  );
}
