import { Parser } from 'htmlparser2';
import { resolveLink } from './links';

/** A link of a page as it is printed: what it says and where it leads. */
export interface PrintedLink {
  title: string;
  /** Absolute http(s), or undefined when it leads nowhere that could be printed. */
  url: string | undefined;
  /** As written. */
  href: string;
  /** It begins its paragraph, heading or list item, as the title of an article does. */
  leads: boolean;
}

const blocks = new Set('p div li ul ol dd dt h1 h2 h3 h4 h5 h6 td th tr blockquote section article br'.split(' '));
const longestMarkup = 1024 * 1024;
const mostLinks = 2000;
const longestTitle = 500;

/** Every link of some HTML, in order, at most 2,000 of its first MiB. Never throws. */
export function readMarkupLinks(html: string, base?: string): PrintedLink[] {
  const links: PrintedLink[] = [];
  let open: PrintedLink | undefined;
  let before = '';
  const close = () => {
    if (open) open.title = open.title.replace(/\s+/g, ' ').trim();
    open = undefined;
  };
  const parser = new Parser(
    {
      onopentag(name, { href }) {
        if (blocks.has(name)) before = '';
        if (name !== 'a' || href === undefined || links.length >= mostLinks) return;
        close();
        open = { title: '', href, url: resolveLink(href, base), leads: before.trim() === '' };
        links.push(open);
      },
      ontext(text) {
        if (open && open.title.length < longestTitle) open.title += text;
        before = `${before}${text}`.slice(-longestTitle);
      },
      onclosetag(name) {
        if (name === 'a') close();
        if (blocks.has(name)) before = '';
      },
    },
    { decodeEntities: true },
  );
  parser.end(html.slice(0, longestMarkup));
  close();
  return links;
}
