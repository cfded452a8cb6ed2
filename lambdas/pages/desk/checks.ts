import { html } from 'hono/html';
import { type Issue, printedArticles, printedOutages } from '../../domain/issue';
import { type Advice, theOpening } from '../../domain/issue/checks';
import type { LinkVerdict } from '../../domain/issue/link-check';
import { isolateText } from '../foreign-text';
import { linkHost } from '../links';
import type { Markup } from '../markup';
import { countOf, dot, longest, titleOf } from '../wording';
import { besideDesk } from './beside';

/** What one may want to look at before approving, and the button that looks whether the links still work. */
export function checksSection(issue: Issue, advice: readonly Advice[], formToken: string): Markup {
  const links = printedArticles(issue).length + printedOutages(issue).length;
  return html`<section id="checks">
<h2>Checks</h2>
<p class="hint">Advice only; nothing here stops an approval.</p>
${
  advice.length === 0
    ? html`<p>Nothing stands out.</p>`
    : html`<ul class="advice">${advice.map((each) => html`<li>${sentence(each)}${naming(issue, each)}</li>`)}</ul>`
}
${
  links > 0 &&
  html`<form class="decide" method="post" action="/desk/${issue.number}/check">
<input type="hidden" name="form" value="${formToken}"><div class="row"><button type="submit">Check ${countOf(links, 'link')}</button></div>
</form>
`
}</section>`;
}

function sentence(advice: Advice): Markup | string {
  const { length } = advice.items;
  switch (advice.kind) {
    case 'many-of-one-vendor':
      return html`${length} articles are from <bdi>${linkHost(`https://${advice.vendor}/`) ?? advice.vendor}</bdi>.`;
    case 'no-author':
      return `${countOf(length, 'article')} without an author.`;
    case 'no-comment':
      return `${countOf(length, 'article')} without words of yours; the source’s own stand in.`;
    case 'printed-before':
      return `${countOf(length, 'item')} in an earlier issue: ${[...new Set(advice.items.map(({ issue }) => `#${issue}`))].join(', ')}.`;
    case 'twice':
      return `${countOf(length, 'article')} twice in this issue.`;
    case 'no-link':
      return `${countOf(length, 'item')} without a link.`;
    case 'pictures':
      return `${countOf(length, 'text')} with a picture: no picture is sent, only the words in its brackets${advice.undescribed > 0 ? `, and ${advice.undescribed} ${advice.undescribed === 1 ? 'has' : 'have'} none` : ''}.`;
    case 'sponsors-own':
      return `${length} of ${countOf(advice.of, 'article')} on the sponsor’s own site${advice.undisclosed.length > 0 ? `, ${advice.undisclosed.length} without a disclosure` : ''}.`;
  }
}

const shown = 5;

function naming(issue: Issue, { items }: Advice): Markup {
  const all = [{ id: theOpening, title: 'The opening' }, ...issue.articles, ...issue.outages];
  const named = items.slice(0, shown).flatMap((item) => {
    const id = typeof item === 'string' ? item : item.id;
    return all.find((each) => each.id === id) ?? [];
  });
  const more = items.length - named.length;
  return html` <span class="facts">${named.map((item, index) => html`${index > 0 && ' · '}<a href="#${item.id === theOpening ? item.id : `item-${item.id}`}"><bdi>${titleOf(item, 50)}</bdi></a>`)}${more > 0 && ` and ${more} more`}</span>`;
}

/** One printed item and what became of its link. */
export interface CheckedLink {
  id: string;
  title: string;
  url: string;
  verdict: LinkVerdict;
}

const states: Record<LinkVerdict['state'], string> = {
  fine: 'Fine',
  dead: 'Dead',
  'looks-dead': 'Looks dead',
  paid: 'Paywall',
  unsure: 'Could not look',
};

/** "All 13 links answered with a page." */
function answered(fine: number, all: number): string {
  if (fine === all) return `${all === 1 ? 'The link' : `All ${all} links`} answered with a page.`;
  if (fine === 0) return `None of ${countOf(all, 'link')} answered with a page; perhaps it is the network.`;
  return `${fine} of ${countOf(all, 'link')} answered with a page.`;
}

/** What became of every printed link when it was asked for just now. Nothing of it is stored. */
export function linksPage(
  issue: Issue,
  checked: readonly CheckedLink[],
  about: { newsletter: string; styleNonce: string; unchecked: number },
): string {
  const bad = checked.filter(({ verdict }) => verdict.state !== 'fine');
  return besideDesk(
    issue,
    about,
    'Links',
    html`<p class="hint" role="status">${answered(checked.length - bad.length, checked.length)}${about.unchecked > 0 && ` ${about.unchecked} were not asked for: they are too many for one check, which asks each site for one link a second.`}</p>
<ul class="advice">${bad.map(({ id, title, url, verdict }) => html`<li><strong>${states[verdict.state]}</strong>: <a href="/desk/${issue.number}#item-${id}"><bdi>${titleOf({ title }, 80)}</bdi></a> <span class="facts"><bdi>${linkHost(url) ?? 'no link'}</bdi>${verdict.because && html`${dot}${isolateText(verdict.because, longest.line)}`}</span></li>`)}</ul>`,
  );
}
