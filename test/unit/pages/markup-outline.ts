import { Parser } from 'htmlparser2';

export interface Outline {
  /** Every element with its attribute names, in order. */
  elements: string[];
  hrefs: string[];
  text: string;
}

/** What a browser would make of a page: elements, addresses, text. */
export function outlineOf(markup: string): Outline {
  const outline: Outline = { elements: [], hrefs: [], text: '' };
  const parser = new Parser({
    onopentag(name, attributes) {
      outline.elements.push(`${name} ${Object.keys(attributes).sort().join(' ')}`.trim());
      if (attributes['href'] !== undefined) outline.hrefs.push(attributes['href']);
    },
    ontext(text) {
      outline.text += text;
    },
  });
  parser.end(markup);
  return outline;
}
