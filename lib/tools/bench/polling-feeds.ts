/** Kilobytes and entries of 291 real feeds, in tenths: the 5th, 15th … 95th of a hundred. */
const kilobytes = [2, 4, 6, 12, 24, 34, 47, 63, 77, 155];
const entries = [1, 3, 10, 10, 10, 15, 20, 20, 25, 54];

const sentence = (index: number) =>
  `<p>What we changed after incident ${index}, and <b>how</b> we know that it helped: <a href="https://runbooks.example/${index}?step=2&amp;of=9">the runbook</a>, the alerts and the drill.</p>\n`;
const escapeMarkup = (markup: string) =>
  markup.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One of many made feeds of sizes as real ones have them; every other one escapes its markup, the others have it in CDATA. */
export function makeFeed(source: number): { body: Buffer; entries: number } {
  const count = entries[source % entries.length] as number;
  const size = ((kilobytes[source % kilobytes.length] as number) * 1000) / count;
  const isEscaped = Math.floor(source / 10) % 2 === 0;
  const items = Array.from({ length: count }, (_, index) => {
    const link = `https://blog${source}.example/posts/${index}`;
    const markup = sentence(index).repeat(Math.max(1, Math.round((size - 300) / sentence(index).length)));
    const content = isEscaped
      ? `<description>${escapeMarkup(markup)
          .slice(0, size)
          .replace(/&[a-z]*$/, '')}</description>`
      : `<description>What we changed after incident ${index}.</description><content:encoded><![CDATA[${markup}]]></content:encoded>`;
    return `<item><title>How we run service ${source} &amp; its ${index} friends</title><link>${link}</link><guid>${link}</guid><pubDate>Fri, 05 Jun 2026 10:${String(index % 60).padStart(2, '0')}:00 GMT</pubDate>${content}</item>`;
  });
  const body = Buffer.from(
    `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Blog ${source}</title><link>https://blog${source}.example</link>${items.join('')}</channel></rss>`,
  );
  return { body, entries: count };
}
