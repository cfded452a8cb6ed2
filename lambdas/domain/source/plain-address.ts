import { plainEscapes } from '../link/escapes';

/** The parameters by name; those of one name stay in their order, which may mean something. */
function sortQuery(search: string): string {
  const parameters = plainEscapes(search.slice(1))
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => ({ parameter, name: parameter.split('=', 1)[0] as string }))
    .sort((a, b) => (a.name === b.name ? 0 : a.name < b.name ? -1 : 1));
  return parameters.length === 0 ? '' : `?${parameters.map(({ parameter }) => parameter).join('&')}`;
}

/**
 * What all spellings of one feed's address (an absolute http(s) URL) have in common: it has no scheme, `www.`, dot after the host, usual
 * port, last slash or fragment, no needless escape, and its query is in order. Source: RFC 3986 §6.2.2 and §6.2.3.
 */
export function plainAddress(url: string): string {
  const { hostname, port, pathname, search } = new URL(url);
  const host = hostname.replace(/^www\./, '').replace(/\.$/, '');
  const ownPort = port === '' || port === '80' || port === '443' ? '' : `:${port}`;
  return `${host}${ownPort}${plainEscapes(pathname).replace(/\/$/, '')}${sortQuery(search)}`;
}
