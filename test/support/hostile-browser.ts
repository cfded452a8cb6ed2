import type { Browser, BrowserContext, Page } from 'playwright-core';
import { deskScript, deskScriptPath } from '../../lambdas/pages/desk-script';

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
    const url = request.url();
    if (url.startsWith(`${origin}/page/`) && request.isNavigationRequest() && request.frame().parentFrame() === null)
      return route.fulfill({ status: 200, headers: served.headers, body: served.body });
    if (url === origin + deskScriptPath) return route.fulfill({ contentType: 'text/javascript', body: deskScript });
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
      await page.goto(`${origin}/page/${shown++}`, { waitUntil: 'load', timeout: 600 }).catch(() => {});
      await page.evaluate(touchEverything).catch(() => {});
      // What was begun by an event comes after it.
      await page.waitForTimeout(15);
      await page.evaluate('0').catch(() => {});
      return current;
    },
    close: () => context.close(),
  };
}
