import { describe, expect, test } from 'vitest';
import { isStatusAddress, recogniseStatusPage } from '../../../../lambdas/domain/source/recognition';

describe('recogniseStatusPage', () => {
  test.each([
    ['https://acme.statuspage.io/incidents/abc', 'Statuspage', 'https://acme.statuspage.io/history.atom'],
    ['https://jira.status.atlassian.com/', 'Statuspage', 'https://jira.status.atlassian.com/history.atom'],
    ['https://acme.instatus.com', 'Instatus', 'https://acme.instatus.com/history.atom'],
    ['https://acme.betteruptime.com/', 'Better Stack', 'https://acme.betteruptime.com/feed.rss'],
    ['https://status.betterstack.com/', 'Better Stack', 'https://status.betterstack.com/feed.rss'],
    ['https://statuspage.incident.io/acme/incidents/1', 'incident.io', 'https://statuspage.incident.io/acme/feed.atom'],
    ['https://status.cloud.google.com/summary', 'Google Cloud', 'https://status.cloud.google.com/en/feed.atom'],
    [
      'https://www.google.com/appsstatus/dashboard/summary',
      'Google Workspace',
      'https://www.google.com/appsstatus/dashboard/en/feed.atom',
    ],
    ['https://health.aws.amazon.com/health/status', 'AWS', 'https://status.aws.amazon.com/rss/all.rss'],
    ['https://status.azure.com/en-us/status', 'Azure', 'https://azure.status.microsoft/en-us/status/feed/'],
    ['https://status.slack.com/', 'Slack', 'https://slack-status.com/feed/atom'],
    [
      'https://acme.status.io/pages/history/55957a99e800baa4470002da',
      'status.io',
      'https://acme.status.io/pages/55957a99e800baa4470002da/rss',
    ],
  ])('knows %s as %s by its address', (url, provider, feed) => {
    const page = recogniseStatusPage(url);
    expect(page?.provider).toBe(provider);
    expect(page?.feeds[0]).toBe(feed);
  });

  test.each([
    ['Statuspage', '<script src="https://dka575ofm4ao0.cloudfront.net/assets/status.js"></script>', '/history.atom'],
    ['Instatus', '<a href="https://instatus.com?utm_source=powered">Powered by Instatus</a>', '/history.atom'],
    ['Better Stack', '<a href="https://betterstack.com/status-pages">Better Stack</a>', '/feed.rss'],
    ['incident.io', '<a href="https://incident.io/?ref=status">Powered by incident.io</a>', '/feed.atom'],
    ['Cachet', '<a href="https://cachethq.io">Cachet</a>', '/atom'],
    ['status.io', '<a href="/pages/5b36dc6502d06804c08349f7/rss">RSS</a>', '/pages/5b36dc6502d06804c08349f7/rss'],
  ])("knows %s on a customer's own domain by its markup", (provider, markup, path) => {
    const page = recogniseStatusPage('https://status.harbourly.example/', `<title>Harbourly</title>${markup}`);
    expect(page).toMatchObject({ provider });
    expect(page?.feeds[0]).toBe(`https://status.harbourly.example${path}`);
  });

  test("takes a blog that shows a provider's badge for what it is", () => {
    const badge = '<title>Notes</title><script src="https://acme.statuspage.io/embed/script.js"></script>';
    expect(recogniseStatusPage('https://blog.example/', badge)).toBeUndefined();
    expect(
      recogniseStatusPage('https://www.example.com/', badge.replace('Notes', 'Acme System Status'))?.provider,
    ).toBe('Statuspage');
  });

  test.each([
    'https://www.statuspage.io/',
    'https://docs.betterstack.com/',
    'https://www.google.com/search',
    'https://evil-instatus.com/',
  ])('does not take %s for a status page', (url) => {
    expect(recogniseStatusPage(url)).toBeUndefined();
  });

  test('is not slowed down by hostile markup', () => {
    const started = performance.now();
    for (const part of ['<meta ', '<title', '/pages/', 'Powered by '])
      recogniseStatusPage('https://status.example/', part.repeat(300_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('isStatusAddress', () => {
  test('believes a provider, and the usual path on a host named status', () => {
    expect(isStatusAddress('https://www.githubstatus.com/history.atom')).toBe(true);
    expect(isStatusAddress('https://acme.instatus.com/history.rss')).toBe(true);
    expect(isStatusAddress('https://blog.example/history.atom')).toBe(false);
    expect(isStatusAddress('https://status-quo.example/feed')).toBe(false);
  });
});
