import type { Browser, BrowserContext, Page } from 'playwright-core';

/** What a browser did that it should not have done. */
export interface Doings {
  executions: number;
  /** Requests to anywhere but the page's own origin: what was loaded, and where the page went by itself. */
  loads: string[];
  navigations: string[];
}

export interface Watched {
  /** Shows a page, touches everything in it, and tells what it did. */
  show(body: string, headers?: Record<string, string>): Promise<Doings>;
  close(): Promise<void>;
}

const origin = 'http://desk.test';

/** Every element gets the events that a person or a program could send it; a link to the web is not followed. */
const touchEverything = `(() => {
  const events = ['pointerdown', 'mouseover', 'mouseenter', 'mousedown', 'mouseup', 'contextmenu', 'auxclick', 'input', 'change', 'close', 'beforetoggle', 'toggle', 'submit', 'animationstart', 'transitionend', 'slotchange'];
  for (const element of Array.from(document.querySelectorAll('body, body *'))) {
    for (const name of events) element.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }));
    try { element.focus?.(); } catch {}
    const target = element.closest?.('a');
    const href = String(target?.href?.baseVal ?? target?.href ?? '');
    if (!/^https?:/i.test(href) || href.startsWith('${origin}')) element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, view: window }));
  }
})()`;

/** A browser that runs scripts, knows our own origin only, and counts. */
export async function watch(browser: Browser): Promise<Watched> {
  const context: BrowserContext = await browser.newContext();
  let doings: Doings = { executions: 0, loads: [], navigations: [] };
  let served = { body: '', headers: {} as Record<string, string> };
  await context.addInitScript(`globalThis.ran = () => { console.debug('ran-marker'); };`);
  context.on('console', (message) => {
    if (message.text() === 'ran-marker') doings.executions++;
  });
  context.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  await context.route('**/*', async (route) => {
    const request = route.request();
    const { url } = { url: request.url() };
    if (url.startsWith(`${origin}/page/`) && request.isNavigationRequest() && request.frame().parentFrame() === null)
      return route.fulfill({ status: 200, headers: served.headers, body: served.body });
    if (url.startsWith(origin)) return route.fulfill({ status: 404, body: '' });
    if (request.isNavigationRequest() && request.frame().parentFrame() === null) doings.navigations.push(url);
    else doings.loads.push(url);
    return route.abort();
  });
  let page: Page = await context.newPage();
  context.on('page', (popup) => {
    if (popup !== page) void popup.close().catch(() => {});
  });
  let shown = 0;
  return {
    async show(body, headers = {}) {
      doings = { executions: 0, loads: [], navigations: [] };
      served = { body, headers: { 'content-type': 'text/html; charset=utf-8', ...headers } };
      const current = doings;
      if (page.isClosed()) page = await context.newPage();
      await page.goto(`${origin}/page/${shown++}`, { waitUntil: 'load', timeout: 2000 }).catch(() => {});
      await page.evaluate(touchEverything).catch(() => {});
      // What was begun by an event comes after it.
      await page.waitForTimeout(15);
      await page.evaluate('0').catch(() => {});
      return current;
    },
    close: () => context.close(),
  };
}
