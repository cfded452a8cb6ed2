import fc from 'fast-check';
import { getDomain } from 'tldts';
import { describe, expect, it } from 'vitest';
import { canonicalLink, printableLink } from '../../../../lambdas/domain/link/canonical-link';

const same: [name: string, ...spellings: string[]][] = [
  [
    'scheme, www, default port, trailing slash',
    'https://example.com/a',
    'http://www.example.com/a/',
    'https://example.com:443/a',
    'HTTP://EXAMPLE.com:80/a',
  ],
  [
    'the root',
    'https://example.com',
    'https://example.com/',
    'https://www.example.com/index.html',
    'http://example.com/#top',
  ],
  [
    'tracking parameters',
    'https://example.com/a?id=7',
    'https://example.com/a?utm_source=x&id=7&utm_medium=y',
    'https://example.com/a?id=7&fbclid=abc&gclid=d',
    'https://example.com/a?mc_cid=1&mc_eid=2&id=7&ref=hn',
  ],
  [
    'parameter order and empty ones',
    'https://example.com/a?b=1&c=2',
    'https://example.com/a?c=2&b=1',
    'https://example.com/a?&c=2&&b=1',
  ],
  ['mobile hosts', 'https://example.com/a', 'https://m.example.com/a', 'https://mobile.example.com/a'],
  ['mobile Wikipedia', 'https://en.wikipedia.org/wiki/Outage', 'https://en.m.wikipedia.org/wiki/Outage'],
  [
    'AMP',
    'https://example.com/story',
    'https://example.com/story/amp/',
    'https://example.com/story/amp',
    'https://amp.example.com/story',
    'https://example.com/story?amp=1',
    'https://www.google.com/amp/s/example.com/story',
    'https://example-com.cdn.ampproject.org/c/s/example.com/story',
  ],
  ['AMP beside the page', 'https://example.com/story.html', 'https://example.com/story.amp.html'],
  [
    'what servers overlook',
    'https://example.com/a/b',
    'https://example.com//a//b',
    'https://example.com./a/b',
    'https://example.com/a/b;jsessionid=1A2B3C4D',
  ],
  [
    'fragments that are places on a page',
    'https://example.com/a',
    'https://example.com/a#comments',
    'https://example.com/a#:~:text=outage%20at',
  ],
  [
    'twitter',
    'https://twitter.com/someone/status/1',
    'https://mobile.twitter.com/someone/status/1?s=20',
    'https://x.com/someone/status/1?s=12&t=abc',
  ],
  [
    'a video',
    'https://www.youtube.com/watch?v=A0eqZujVfYU',
    'https://youtu.be/A0eqZujVfYU',
    'https://m.youtube.com/watch?v=A0eqZujVfYU&t=7m&list=PL1',
    'https://youtu.be/A0eqZujVfYU?si=abc',
  ],
  [
    'redirects that show their target',
    'https://example.com/a',
    'https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.com%2Fa&ved=1',
    'https://l.facebook.com/l.php?u=http%3A%2F%2Fwww.example.com%2Fa&h=x',
    'https://out.reddit.com/t3_abc?url=https%3A%2F%2Fexample.com%2Fa',
    'http://feedproxy.google.com/~r/feed/~3/abc/?url=https%3A%2F%2Fexample.com%2Fa',
  ],
  ['reddit', 'https://www.reddit.com/r/sre/comments/1/x/', 'https://old.reddit.com/r/sre/comments/1/x'],
  ['the case of escapes', 'https://example.com/%C3%A9?q=%C3%A9', 'https://example.com/%c3%a9?q=%c3%A9'],
  ['needless percent-encoding', 'https://example.com/a-b~c', 'https://example.com/a%2Db%7Ec'],
  ['medium', 'https://medium.com/@a/b-123', 'https://medium.com/@a/b-123?source=rss----abc---4'],
  [
    'one article of medium',
    'https://medium.com/p/4a1b2c3d4e5f',
    'https://medium.com/@ann/some-title-4a1b2c3d4e5f',
    'https://medium.com/some-publication/some-title-4a1b2c3d4e5f?gi=0123456789ab',
    'https://ann.medium.com/some-title-4a1b2c3d4e5f/',
  ],
  [
    'medium on a domain of its own',
    'https://techblog.example/some-title-4a1b2c3d4e5f',
    'https://techblog.example/some-title-4a1b2c3d4e5f?gi=0123456789ab',
    'https://techblog.example/some-title-4a1b2c3d4e5f?source=rss-94e2b4f6a1b3------2',
    'https://techblog.example/some-title-4a1b2c3d4e5f?source=collection_home---4------0-------------------',
  ],
  [
    'marks of mailers and of those who share',
    'https://a.example/p?id=7',
    'https://a.example/p?id=7&__s=abc123',
    'https://a.example/p?share=twitter&nb=1&id=7',
    'https://a.example/p?id=7&s=09',
    'https://a.example/p?utm%5Fsource=x&id=7',
    'https://a.example/p?utm-source=x&id=7&_bhlid=1&ck_subscriber_id=2',
    'https://a.example/p?elqTrackId=1&elq=2&elqaid=3&id=7&et_cid=4&WT.mc_id=5&sf123456789=1',
    'https://a.example/p?gad_source=1&gclid=x&srsltid=y&id=7&replytocom=12&source=rss',
    'https://a.example/p?id=7&outputType=amp',
  ],
  [
    'copies in archives and translations',
    'https://a.example/p?id=7',
    'https://web.archive.org/web/20200101000000/https://a.example/p?id=7',
    'http://web.archive.org/web/20200101000000if_/http:/www.a.example/p/?id=7',
    'https://web.archive.org/web/19991022233047/www.a.example/p?id=7',
    'https://archive.is/20121224205243/http://a.example/p?id=7',
    'https://archive.ph/o/abcde/https://a.example/p?id=7',
    'https://12ft.io/https://a.example/p?id=7',
    'https://a-example.translate.goog/p?id=7&_x_tr_sl=auto&_x_tr_tl=en',
    'https://translate.google.com/translate?sl=auto&u=https%3A%2F%2Fa.example%2Fp%3Fid%3D7',
  ],
  [
    'links that mailers and networks check or count',
    'https://a.example/p',
    'https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fp&data=02',
    'https://tracking.tldrnewsletter.com/CL0/https:%2F%2Fa.example%2Fp%3Futm_source=tldrdevops/1/0100019abcde1234-5678/x=1',
    'https://www.linkedin.com/safety/go?url=https%3A%2F%2Fa.example%2Fp',
    'https://l.instagram.com/?u=https%3A%2F%2Fa.example%2Fp&e=x',
    'https://href.li/?https://a.example/p',
    'https://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fa.example%2fp&c=1',
  ],
  [
    'a recording',
    'https://www.youtube.com/watch?v=A0eqZujVfYU',
    'https://www.youtube.com/live/A0eqZujVfYU?feature=share',
    'https://www.youtube.com/embed/A0eqZujVfYU?start=90',
    'https://www.youtube-nocookie.com/embed/A0eqZujVfYU',
  ],
  [
    'a talk in a recording of a day',
    'https://www.youtube.com/watch?v=xSjk2PdQm5k&t=25639',
    'https://youtu.be/xSjk2PdQm5k?t=25639s',
    'https://www.youtube.com/watch?v=xSjk2PdQm5k&t=7h7m19s',
  ],
  [
    'a paper',
    'https://arxiv.org/abs/2303.00001',
    'https://arxiv.org/pdf/2303.00001',
    'https://arxiv.org/pdf/2303.00001v2.pdf',
    'http://export.arxiv.org/abs/2303.00001v1',
  ],
  [
    'a repository',
    'https://github.com/a/b',
    'https://github.com/a/b.git',
    'https://github.com/a/b/tree/main',
    'https://github.com/a/b?tab=readme-ov-file',
  ],
  ['a picture of a message', 'https://twitter.com/a/status/1', 'https://x.com/a/status/1/photo/1'],
  ['substack', 'https://a.substack.com/p/x', 'https://open.substack.com/pub/a/p/x?r=abc&publication_id=1&post_id=2'],
  ['a space in a parameter', 'https://a.example/p?q=b%20c', 'https://a.example/p?q=b+c'],
];

const different: [name: string, left: string, right: string][] = [
  [
    'a parameter that names the page',
    'https://azure.microsoft.com/updates?id=557907',
    'https://azure.microsoft.com/updates?id=559322',
  ],
  [
    'parameters in the fragment',
    'https://www.google.com/appsstatus#hl=en&v=issue&sid=10&iid=1',
    'https://www.google.com/appsstatus#hl=en&v=issue&sid=22&iid=2',
  ],
  [
    'pages of script',
    'https://groups.google.com/forum/#!topic/golang-nuts/tr2',
    'https://groups.google.com/forum/#!topic/golang-announce/UHW',
  ],
  ['videos', 'https://www.youtube.com/watch?v=A0eqZujVfYU', 'https://www.youtube.com/watch?v=B0eqZujVfYU'],
  ['subdomains that are other sites', 'https://alice.example.com/a', 'https://bob.example.com/a'],
  ['ports', 'https://example.com:8080/a', 'https://example.com/a'],
  ['case in the path', 'https://example.com/A', 'https://example.com/a'],
  ['a path that only begins alike', 'https://example.com/amp-hours', 'https://example.com/'],
  [
    'feed proxies that hide their target',
    'http://feedproxy.google.com/~r/x/~3/abc/a.html',
    'http://feedproxy.google.com/~r/x/~3/abd/a.html',
  ],
  ['a site right under what a country shares', 'https://www.gov.uk/a', 'https://gov.uk/a'],
  ['a page number that only looks like a list', 'https://example.com/a?s=12', 'https://example.com/a?s=13'],
  ['messages of an archive', 'https://marc.example/?l=misc&m=1', 'https://marc.example/?l=misc&m=0'],
  [
    'two talks in a recording of a day',
    'https://www.youtube.com/watch?v=xSjk2PdQm5k&t=25639',
    'https://youtu.be/xSjk2PdQm5k?t=3h2m1s',
  ],
  ['playlists', 'https://www.youtube.com/playlist?list=PL1', 'https://www.youtube.com/playlist?list=PL2'],
  ['authors of medium', 'https://medium.com/@ann', 'https://medium.com/@ben'],
  ['articles of medium', 'https://medium.com/@ann/a-4a1b2c3d4e5f', 'https://medium.com/@ann/a-4a1b2c3d4e50'],
  ['papers', 'https://arxiv.org/abs/2303.00001', 'https://arxiv.org/pdf/2303.00002'],
  ['a paper and a file that is called as one', 'https://arxiv.org/abs/2303.00001', 'https://a.example/pdf/2303.00001'],
  ['a page of Substack and a path like its', 'https://ann.substack.com/p/x', 'https://a.example/pub/ann/p/x'],
  ['pictures of another site', 'https://a.example/status/1/photo/1', 'https://a.example/status/1/photo/2'],
  ['lists of papers', 'https://arxiv.org/list/cs.DC/recent', 'https://arxiv.org/list/cs.SE/recent'],
  ['a repository and a folder', 'https://github.com/a/b', 'https://github.com/a/b/tree/main/docs'],
  ['a repository and another version', 'https://github.com/a/b', 'https://github.com/a/b/tree/v2'],
  ['two pages in an archive', 'https://archive.is/AbCdE', 'https://archive.is/abcde'],
  [
    'copies of two pages',
    'https://web.archive.org/web/2020/https://a.example/p?id=1',
    'https://web.archive.org/web/2020/https://a.example/p?id=2',
  ],
  ['numbered links', 'https://go.microsoft.com/fwlink/?LinkId=1', 'https://go.microsoft.com/fwlink/?LinkId=2'],
  ['a parameter with a meaning of its own', 'https://a.example/x?source=a', 'https://a.example/x?source=b'],
  ['another shared thing', 'https://a.example/x?share=1', 'https://a.example/x?share=2'],
  ['other tabs', 'https://a.example/x?tab=api', 'https://a.example/x?tab=guide'],
  ['a plus that is one', 'https://a.example/x?lang=c%2B%2B', 'https://a.example/x?lang=c++'],
  ['hyphens of a translated host', 'https://a--b-example.translate.goog/p', 'https://a-b-example.translate.goog/p'],
  [
    'counted links',
    'https://m.example/CL0/https:%2F%2Fb.example%2Fp/1/01000199aaaabbbbcccc',
    'https://m.example/CL0/https:%2F%2Fb.example%2Fq/1/01000199aaaabbbbcccc',
  ],
  ['a short name that is a site', 'https://m.co/a', 'https://co/a'],
];

describe('canonicalLink', () => {
  it.each(same)('spells %s in one way', (_name, first, ...others) => {
    for (const other of others) expect(canonicalLink(other)).toBe(canonicalLink(first));
  });

  it.each(different)('keeps apart %s', (_name, left, right) => {
    expect(canonicalLink(left)).not.toBe(canonicalLink(right));
  });

  it.each([
    ['the list that linked it', 'https://a.example/p?s=lob', 'https://a.example/p?r=hn', 'https://a.example/p'],
    ['Blogger on a phone', 'https://a.example/2016/12/x.html?m=1', 'https://a.example/2016/12/x.html'],
    ['a session in a forum', 'https://a.example/t?t=2&sid=c6fbcf62fd5d3472562540a7e608ce4e', 'https://a.example/t?t=2'],
    ['a share of a list', 'https://open.spotify.com/playlist/6V?si=--q', 'https://open.spotify.com/playlist/6V'],
  ])('spells in one way, as real links showed: %s', (_name, ...spellings) => {
    expect(new Set(spellings.map(canonicalLink)).size).toBe(1);
  });

  it('stays on the domain of the link, but for short names and links that show their target', () => {
    const owner = (link: string) => getDomain(link);
    const suffix = fc.constantFrom('com', 'co.uk', 'gov.uk', 'com.br', 'github.io', 'org', 'blogspot.com', 'gouv.fr');
    const name = fc.constantFrom('a', 'www', 'm', 'mobile', 'amp', 'blog', 'example', 'x1', 'cdn');
    const path = fc.constantFrom(
      '',
      '/amp',
      '/url?q=https%3A%2F%2Fb.example%2F',
      '/2016/12/x.html?m=1',
      '//b.example/',
    );
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), suffix, path, (names, end, rest) => {
        const link = `https://${names.join('.')}.${end}${rest}`;
        expect(owner(canonicalLink(link))).toBe(owner(link));
      }),
    );
    expect(owner(canonicalLink('https://youtu.be/STU3Or6ZU60'))).toBe('youtube.com');
    expect(owner(canonicalLink('https://x.com/a/status/1'))).toBe('twitter.com');
    expect(owner(canonicalLink('https://www.google.com/url?q=https%3A%2F%2Fb.example%2F'))).toBe('b.example');
  });

  it('leaves what is not a web link as it is', () => {
    expect(canonicalLink(' not a link ')).toBe('not a link');
    expect(canonicalLink('mailto:a@example.com')).toBe('mailto:a@example.com');
    expect(canonicalLink('javascript:alert(1)')).toBe('javascript:alert(1)');
    expect(canonicalLink('')).toBe('');
  });

  it.each(['__proto__', 'constructor', 'hasownproperty', 'tostring', 'valueof'])(
    'takes a host called %s for a host, not for something that every object has',
    (host) => expect(canonicalLink(`http://${host}/a`)).toBe(`https://${host}/a`),
  );

  it('stops at redirects that point at themselves or at each other', () => {
    const inner = 'https://www.google.com/url?q=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dx';
    expect(canonicalLink(inner)).toContain('google.com/url');
  });

  it('changes nothing the second time, on any web address', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = canonicalLink(url);
        expect(canonicalLink(once)).toBe(once);
      }),
    );
  });

  it('never throws, and never changes its mind, on any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((tail) => `https://example.com/${tail}`),
          fc.string().map((tail) => `http://${tail}`),
        ),
        (text) => {
          const once = canonicalLink(text);
          expect(canonicalLink(once)).toBe(once);
        },
      ),
    );
  });
});

describe('the link as it is printed', () => {
  it.each([
    ['https://a.example/p?utm_source=x&utm_medium=rss', 'https://a.example/p'],
    ['https://a.example/p?id=7&utm_campaign=2026-23#part', 'https://a.example/p?id=7#part'],
    ['http://www.a.example/p/?gift=abc&fbclid=1', 'http://www.a.example/p/?gift=abc'],
  ])('loses the marks of whoever linked it: %s', (url, printed) => {
    expect(printableLink(url)).toBe(printed);
  });

  it('is otherwise left exactly as it was written', () => {
    for (const url of ['https://a.example/p?b=2&a=1', 'HTTP://A.example:80/', 'not a link', ''])
      expect(printableLink(url)).toBe(url);
  });
});
