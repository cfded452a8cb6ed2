import { html } from 'hono/html';
import type { Article, Issue, Outage } from '../../domain/issue';
import { longestOpening, longestWords, textLabels } from '../../domain/issue/words';
import { textsFingerprint } from '../../domain/story/fingerprint';
import type { Markup } from '../markup';

interface Field {
  id: string;
  name: string;
  label: string;
  value: string | undefined;
  most: number;
  /** What is printed when the field stays empty. */
  otherwise?: string;
  required?: true;
}

/** A line of text with its label. */
export const lineField = (
  { id, name, label, value, most, otherwise, required }: Field,
  type: 'text' | 'url' = 'text',
): Markup =>
  html`<p><label for="f-${name}-${id}">${label}</label><input type="${type}" id="f-${name}-${id}" name="${name}" value="${value ?? ''}" maxlength="${most}" ${otherwise && html`placeholder="${otherwise}"`} ${required && 'required'}></p>
`;

/** Several lines of text with their label. A line end after the opening tag is dropped by browsers, so that the text's own first one stays. */
export const textField = ({ id, name, label, value, most }: Field, rows: number): Markup =>
  html`<p><label for="f-${name}-${id}">${label}</label><textarea id="f-${name}-${id}" name="${name}" rows="${rows}" maxlength="${most}" dir="auto">
${value ?? ''}</textarea></p>
`;

const markdownField = (field: Field, rows: number): Markup =>
  textField({ ...field, label: `${field.label} (Markdown)` }, rows);

/** What can be written about an article, and the two things that take it elsewhere. */
export function articleFields(article: Article): Markup {
  const field = of(article.id, longestWords);
  const never = html`<button type="submit" name="act" value="never" class="plain" aria-describedby="title-${article.id}">Never this source</button>`;
  return html`${markdownField(field('comment', article.comment), 3)}${more(
    article.id,
    'Title, author, disclosure',
    html`${lineField(field('title', article.title))}<div class="pair">${lineField(field('author', article.author))}${lineField({ ...field('company', article.company), otherwise: article.source })}</div>
${lineField(field('disclosure', article.disclosure))}<p class="row">${elsewhere(article.id, 'Move to outages')}${!article.byHand && never}</p>`,
  )}${asShown({ comment: article.comment, title: article.title, author: article.author, company: article.company, disclosure: article.disclosure })}${save}`;
}

/** What can be written about an outage. */
export function outageFields(outage: Outage): Markup {
  const field = of(outage.id, longestWords);
  return html`${markdownField(field('comment', outage.comment), 3)}${more(
    outage.id,
    'Service, quotation, notes',
    html`<div class="pair">${lineField(field('service', outage.service))}${lineField(field('title', outage.title))}</div>
${textField(field('quote', outage.quote), 3)}${textField({ ...field('notes', outage.notes?.join('\n')), label: 'Notes, one a line' }, 2)}<p class="row">${elsewhere(outage.id, 'Move to articles')}</p>`,
  )}${asShown({ comment: outage.comment, service: outage.service, title: outage.title, quote: outage.quote, notes: outage.notes?.join('\n') })}${save}`;
}

/** The lines at the top and the sponsor's message. */
export function openingForm(issue: Issue, formToken: string): Markup {
  const { intro, sponsor } = issue;
  const field = of('opening', longestOpening);
  return html`<form class="decide" method="post" action="/desk/${issue.number}/opening" autocomplete="off">
<input type="hidden" name="form" value="${formToken}">
<details class="edit" id="edit-opening"><summary>${intro || sponsor ? 'Edit' : 'Write'} opening lines and sponsor</summary>
${markdownField(field('intro', intro), 4)}<div class="pair">${lineField(field('label', sponsor?.label))}${lineField({ ...field('url', sponsor?.url), label: 'Sponsor’s link' }, 'url')}</div>
${markdownField(field('text', sponsor?.text), 3)}${asShown({ intro, label: sponsor?.label, url: sponsor?.url, text: sponsor?.text })}${save}</details>
</form>
`;
}

/** Sent along, so that a press on a page that is out of date is told from something written there. */
const asShown = (texts: Record<string, string | undefined>): Markup =>
  html`<input type="hidden" name="shown" value="${textsFingerprint(texts)}">`;

const save = html`<p class="row"><button type="submit" name="act" value="save">Save</button></p>
`;

/** What is seldom wrong, folded away so that a kept item stays short on a phone. */
const more = (id: string, what: string, fields: Markup): Markup =>
  html`<details class="more" id="more-${id}"><summary>${what}</summary>
${fields}
</details>
`;

const elsewhere = (id: string, label: string): Markup =>
  html`<button type="submit" name="act" value="section" class="plain" aria-describedby="title-${id}">${label}</button>`;

const of =
  <N extends keyof typeof textLabels>(id: string, most: Readonly<Record<N, number>>) =>
  (name: N, value: string | undefined): Field => ({ id, name, label: textLabels[name], value, most: most[name] });
