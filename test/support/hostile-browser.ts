import type { Browser, BrowserContext, Page, Request } from 'playwright-core';
import { deskScript, deskScriptPath } from '../../lambdas/pages/desk/script';

/** What a browser did that it should not have done. */
export interface Doings {
  executions: number;
  /** Requests to anywhere but the page's own origin: what was loaded, and where the page went by itself. */
  loads: string[];
  navigations: string[];
  /** The document was read to its end, and everything in it was touched. */
  isWhole: boolean;
}

export interface Watched {
  /** Shows a page, touches everything in it, and tells what it did. Several may be shown at once, as many as there are pages. */
  show(body: string, headers?: Record<string, string>): Promise<Doings>;
  close(): Promise<void>;
}

const origin = 'http://desk.test';
const pagesAtOnce = 4;
/** Milliseconds that a page may take to load, and to load and be touched. */
const longestLoad = 30_000;
const longestLook = 60_000;
/** What was begun by an event comes after it. */
const settling = 15;

/**
 * Every handler that stands in the markup gets its event, and everything that leads somewhere is followed, but for what
 * leads to the web: where no script runs, there is nothing else that a person or a program could set off.
 */
const touchEverything = `(() => {
  const leadsToTheWeb = (address) => /^https?:/i.test(address);
  for (const element of Array.from(document.querySelectorAll('*'))) {
    for (const { name } of Array.from(element.attributes))
      if (/^on/i.test(name)) element.dispatchEvent(new Event(name.slice(2).toLowerCase(), { bubbles: true, cancelable: true }));
    if (element.hasAttribute('autofocus') || element.hasAttribute('tabindex')) element.focus?.();
    let link = element;
    while (link && !link.hasAttribute('href') && !link.hasAttribute('xlink:href')) link = link.parentElement;
    const href = link && (link.href?.baseVal ?? link.href ?? link.getAttribute('href') ?? link.getAttribute('xlink:href'));
    const action = element.form && (element.hasAttribute('formaction') ? element.formAction : element.form.action);
    // A link in an SVG may have been given its address by an animation.
    const target = [href, action, element.closest('a') && 'an unknown address'].find((address) => typeof address === 'string');
    if (target && !leadsToTheWeb(target)) element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
  }
})()`;

/** Whatever a script calls to show that it runs: our own collection `ran`, those of others a dialog. */
const witnesses = `for (const name of ['ran', 'alert', 'confirm', 'prompt', 'print'])
  globalThis[name] = () => { console.debug('ran-marker'); };`;

/** One page, what it is given next, and what it did with it. */
interface Screen {
  id: number;
  page: Page;
  served: { body: string; headers: Record<string, string> };
  doings: Doings;
}

const nothingYet = (): Doings => ({ executions: 0, loads: [], navigations: [], isWhole: false });

function within<T>(milliseconds: number, work: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A browser that runs scripts, knows our own origin only, and counts. */
export async function watch(browser: Browser): Promise<Watched> {
  const context: BrowserContext = await browser.newContext({ serviceWorkers: 'block' });
  const screens: Screen[] = [];
  /** The page a request is of; none while the window it opens has no frame yet. */
  const pageOf = (request: Request): { page: Page | null; isTop: boolean } => {
    try {
      const frame = request.frame();
      return { page: frame.page(), isTop: request.isNavigationRequest() && frame.parentFrame() === null };
    } catch {
      return { page: null, isTop: request.isNavigationRequest() };
    }
  };
  const free: Screen[] = [];
  const waiting: ((screen: Screen) => void)[] = [];
  let shown = 0;

  /** The screen a page belongs to. What a window does that a page has opened counts for all that are shown: one of them opened it. */
  const screensOf = (page: Page | null): Screen[] => {
    const own = screens.filter((screen) => screen.page === page);
    return own.length > 0 ? own : screens;
  };
  await context.addInitScript(witnesses);
  context.on('console', (message) => {
    if (message.text() === 'ran-marker') for (const { doings } of screensOf(message.page())) doings.executions++;
  });
  // The desk asks before it is left with something unsaved: whoever says no stays, and nothing is ever shown on that page again.
  context.on('dialog', (dialog) => {
    void (dialog.type() === 'beforeunload' ? dialog.accept() : dialog.dismiss()).catch(() => {});
  });
  await context.route('**/*', async (route) => {
    const request = route.request();
    const url = request.url();
    const { page, isTop } = pageOf(request);
    const owner = Number(/^http:\/\/desk\.test\/page\/(\d+)\//.exec(url)?.[1] ?? Number.NaN);
    const screen = screens.find(({ id }) => id === owner);
    if (screen && isTop) return route.fulfill({ status: 200, ...screen.served });
    if (url === origin + deskScriptPath) return route.fulfill({ contentType: 'text/javascript', body: deskScript });
    if (!url.startsWith(origin))
      for (const { doings } of screensOf(page)) (isTop ? doings.navigations : doings.loads).push(url);
    // A page that goes nowhere stays, so that the rest of it can be touched.
    if (isTop) return route.fulfill({ status: 204, body: '' });
    return url.startsWith(origin) ? route.fulfill({ status: 404, body: '' }) : route.abort();
  });
  const ours = new WeakSet<Page>();
  let opening = 0;
  const openPage = async (): Promise<Page> => {
    opening++;
    const page = await context.newPage();
    ours.add(page);
    opening--;
    return page;
  };
  const closeForeign = (page: Page): void => {
    if (opening > 0) setTimeout(closeForeign, settling, page);
    else if (!ours.has(page)) void page.close().catch(() => {});
  };
  for (let id = 0; id < pagesAtOnce; id++)
    screens.push({ id, page: await openPage(), served: { body: '', headers: {} }, doings: nothingYet() });
  free.push(...screens);
  context.on('page', (page) => setTimeout(closeForeign, 0, page));

  const showOn = async (screen: Screen, body: string, headers: Record<string, string>): Promise<Doings> => {
    const doings = nothingYet();
    screen.doings = doings;
    screen.served = { body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
    if (screen.page.isClosed()) screen.page = await openPage();
    const { page } = screen;
    const look = async (): Promise<void> => {
      await page.goto(`${origin}/page/${screen.id}/${shown++}`, { waitUntil: 'load', timeout: longestLoad });
      await page.evaluate(touchEverything);
      await new Promise((resolve) => setTimeout(resolve, settling));
      await page.evaluate('0');
    };
    const looked = await within(
      longestLook,
      look().then(
        () => 'whole' as const,
        () => 'left' as const,
      ),
    );
    doings.isWhole = looked === 'whole';
    // A script that never ends keeps its page: another one takes its place. One that did anything may go on until it is left.
    if (looked === 'late') {
      void page.close().catch(() => {});
      screen.page = await openPage();
    } else if (doings.executions + doings.loads.length + doings.navigations.length > 0) {
      screen.served = { body: '', headers: { 'content-type': 'text/html' } };
      await within(
        longestLook,
        page.goto(`${origin}/page/${screen.id}/empty`).catch(() => {}),
      );
    }
    return doings;
  };

  return {
    async show(body, headers = {}) {
      const screen = free.pop() ?? (await new Promise<Screen>((resolve) => waiting.push(resolve)));
      try {
        return await showOn(screen, body, headers);
      } finally {
        const next = waiting.shift();
        if (next) next(screen);
        else free.push(screen);
      }
    },
    close: () => context.close(),
  };
}

/** Does the work for each, as many at once as there are pages, and gives the results in order. */
export async function forEachOnAPage<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, worker));
  return results;
}
