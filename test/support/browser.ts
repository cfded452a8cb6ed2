import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real browser, if this machine has one and CHROMIUM does not say `none`. */
export const browserPath =
  process.env['CHROMIUM'] === 'none' ? undefined : places.find((path) => path !== undefined && existsSync(path));

export function openBrowser(): Promise<Browser> {
  const quiet = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath: browserPath as string, args: ['--no-sandbox', '--disable-gpu', ...quiet] });
}

/** Says loudly that nothing was looked at. */
export function warnNoBrowser(what: string): void {
  console.warn(
    `\nSKIPPED: ${what} needs Chromium (apt-get install chromium, or set CHROMIUM to its path). NOTHING WAS LOOKED AT.\n`,
  );
}
