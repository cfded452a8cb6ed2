import { html, raw } from 'hono/html';
import { type Issue, isOut, issueTitle, printedArticles, printedOutages } from '../domain/issue';
import { issueContents } from './issue-contents';
import { printMarkup } from './markup';
import { contentsOf } from './wording';

export interface Feed {
  newsletter: string;
  /** Where the archive is served, without a last slash. */
  url: string;
  /** Of the times in the issues. */
  timeZone: string;
}

/** RSS 2.0 with whole issues in content:encoded. Issues that are not published are left out, so a draft passed by mistake goes nowhere. */
export function rssFeed(issues: Issue[], about: Feed): string {
  const published = newestFirst(issues);
  const body =
    printMarkup(html`<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>${about.newsletter}</title>
<link>${about.url}/issues</link>
<description>${about.newsletter}: articles and outages of the week</description>
<language>en</language>
<atom:link href="${about.url}/feed.xml" rel="self" type="application/rss+xml"/>
${
  published[0] &&
  html`<lastBuildDate>${rfc822(latest(published))}</lastBuildDate>
`
}${published.map(
  (issue) => html`<item>
<title>${issueTitle(about.newsletter, issue)}</title>
<link>${about.url}/issues/${issue.number}</link>
<guid isPermaLink="true">${about.url}/issues/${issue.number}</guid>
<pubDate>${rfc822(issue)}</pubDate>
<description>${summaryOf(issue)}</description>
<content:encoded>${contentOf(issue, about)}</content:encoded>
</item>
`,
)}</channel>
</rss>
`);
  return printMarkup(raw(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`));
}

/** Atom 1.0 (RFC 4287) with the same items. */
export function atomFeed(issues: Issue[], about: Feed): string {
  const published = newestFirst(issues);
  const body = printMarkup(html`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<title>${about.newsletter}</title>
<id>${about.url}/feed.atom</id>
<link rel="self" type="application/atom+xml" href="${about.url}/feed.atom"/>
<link rel="alternate" type="text/html" href="${about.url}/issues"/>
<updated>${published[0] ? rfc3339(latest(published)) : '1970-01-01T00:00:00Z'}</updated>
<author><name>${about.newsletter}</name></author>
${published.map(
  (issue) => html`<entry>
<title>${issueTitle(about.newsletter, issue)}</title>
<id>${about.url}/issues/${issue.number}</id>
<link rel="alternate" type="text/html" href="${about.url}/issues/${issue.number}"/>
<published>${rfc3339(issue)}</published>
<updated>${rfc3339(issue)}</updated>
<summary>${summaryOf(issue)}</summary>
<content type="html">${contentOf(issue, about)}</content>
</entry>
`,
)}</feed>
`);
  return printMarkup(raw(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`));
}

/** JSON Feed 1.1 with the same items. */
export function jsonFeed(issues: Issue[], about: Feed): string {
  const feed = {
    version: 'https://jsonfeed.org/version/1.1',
    title: about.newsletter,
    home_page_url: `${about.url}/issues`,
    feed_url: `${about.url}/feed.json`,
    language: 'en',
    items: newestFirst(issues).map((issue) => ({
      id: `${about.url}/issues/${issue.number}`,
      url: `${about.url}/issues/${issue.number}`,
      title: issueTitle(about.newsletter, issue),
      summary: summaryOf(issue),
      content_html: contentOf(issue, about),
      date_published: issue.publishedAt,
    })),
  };
  return `${JSON.stringify(feed, null, 1)}\n`;
}

const newestFirst = (issues: Issue[]) => issues.filter(isOut).sort((a, b) => b.number - a.number);

/** An issue may go out after the one that follows it. */
const latest = (issues: Issue[]) => issues.reduce((last, issue) => (rfc3339(issue) > rfc3339(last) ? issue : last));

const contentOf = (issue: Issue, about: Feed) => printMarkup(issueContents(issue, about.timeZone));

const summaryOf = (issue: Issue) => `${contentsOf(printedArticles(issue).length, printedOutages(issue).length)}.`;

const rfc822 = (issue: Issue) => new Date(issue.publishedAt ?? issue.updatedAt).toUTCString();

const rfc3339 = (issue: Issue) => new Date(issue.publishedAt ?? issue.updatedAt).toISOString();
