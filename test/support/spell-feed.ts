export interface FeedItem {
  title?: string;
  link?: string;
  guid?: string;
  at?: string;
  text?: string;
}

/** An RSS 2.0 feed of these items. */
export function spellFeed(
  items: readonly FeedItem[],
  about: { title?: string; link?: string; language?: string } = {},
) {
  const tag = (name: string, text: string | undefined) =>
    text === undefined ? '' : `<${name}>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;
  const spelled = items.map(
    ({ title, link, guid, at, text }) =>
      `<item>${tag('title', title)}${tag('link', link)}${guid === undefined ? '' : `<guid isPermaLink="false">${guid}</guid>`}${tag('pubDate', at && new Date(at).toUTCString())}${tag('description', text)}</item>`,
  );
  const { title = 'A blog', link = 'https://blog.example/', language } = about;
  return `<?xml version="1.0"?><rss version="2.0"><channel>${tag('title', title)}${tag('link', link)}${tag('language', language)}${spelled.join('\n')}</channel></rss>`;
}
