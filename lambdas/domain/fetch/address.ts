import { RefusedError } from '../errors';
import { INSIDE_SUFFIXES, IPV4_BLOCKS, IPV6_BLOCKS, IPV6_GLOBAL_UNICAST } from './address-registry';

const MAX_URL_LENGTH = 2048;

interface Address {
  version: 4 | 6;
  value: bigint;
}

interface Block {
  version: 4 | 6;
  first: bigint;
  last: bigint;
  meaning: string;
}

function parseIpv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    // A leading zero means octal to some resolvers: such a spelling has no single meaning.
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return BigInt(value);
}

function parseGroups(text: string): bigint[] | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part)) ? parts.map((part) => BigInt(`0x${part}`)) : undefined;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] ?? '');
  const tail = parseGroups(halves[1] ?? '');
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...new Array<bigint>(missing).fill(0n), ...tail];
  return groups.reduce((value, group) => (value << 16n) | group, 0n);
}

function parseAddress(text: string): Address | undefined {
  const version = text.includes(':') ? 6 : 4;
  const value = version === 6 ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { version, value };
}

function parseBlock(cidr: string, meaning: string): Block {
  const [network = '', length = ''] = cidr.split('/');
  const address = parseAddress(network);
  if (address === undefined) throw new TypeError(`${cidr} is not a block of addresses`);
  const hostBits = BigInt((address.version === 4 ? 32 : 128) - Number(length));
  return { version: address.version, first: address.value, last: address.value + (1n << hostBits) - 1n, meaning };
}

const BLOCKS = [...IPV4_BLOCKS, ...IPV6_BLOCKS].map(([cidr, meaning]) => parseBlock(cidr, meaning));
const GLOBAL_UNICAST = parseBlock(IPV6_GLOBAL_UNICAST, 'public');

function isWithin({ version, value }: Address, block: Block): boolean {
  return version === block.version && value >= block.first && value <= block.last;
}

/**
 * Says in a word or two what kind of non-public address this is (v4 dotted, v6 in groups and without zone, or no address at all);
 * undefined for one on the public internet. Source: IANA special-purpose registries, see `address-registry`.
 */
function explainBlocked(ip: string): string | undefined {
  const address = parseAddress(ip);
  if (address === undefined) return 'not an address we can read';
  const block = BLOCKS.find((candidate) => isWithin(address, candidate));
  if (block !== undefined) return block.meaning;
  return address.version === 4 || isWithin(address, GLOBAL_UNICAST) ? undefined : 'reserved';
}

function hostAndPort(host: string, port: string | number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** The operator's list of "host:port" pairs that may be reached although loopback or on another port. */
export type AllowedHosts = readonly string[] | ReadonlySet<string>;

/** Tells whether the operator listed exactly this host and port ("127.0.0.1:8080", "[::1]:8080", "feeds.test:8080"). */
export function isListed(host: string, port: string | number, allowed: AllowedHosts): boolean {
  const pair = hostAndPort(host, port);
  return 'has' in allowed ? allowed.has(pair) : allowed.includes(pair);
}

/**
 * Refuses an address to which no connection may be made: anything not public, except that a listed host may be loopback.
 * A list never opens private or link-local networks. Throws RefusedError.
 */
export function checkAddress(ip: string, listed: boolean): void {
  const meaning = explainBlocked(ip);
  if (meaning === undefined || (listed && meaning === 'loopback')) return;
  throw new RefusedError(`The address ${ip} is ${meaning}; only public addresses are fetched.`);
}

function checkName(hostname: string): void {
  const name = hostname.replace(/\.$/, '');
  if (!name.includes('.') || INSIDE_SUFFIXES.some((suffix) => name === suffix || name.endsWith(`.${suffix}`))) {
    throw new RefusedError(`The host "${hostname}" is a local name; only public hosts are fetched.`);
  }
}

function isIpLiteral(hostname: string): boolean {
  return hostname.startsWith('[') || parseIpv4(hostname) !== undefined;
}

function parseUrl(text: string, base: URL | undefined): URL {
  try {
    return new URL(text, base);
  } catch {
    throw new RefusedError(`"${text.slice(0, 100)}" is not a web address, such as https://blog.example/feed.`);
  }
}

/**
 * Reads a URL (a redirect's target: relative to `base`) and refuses what may not be fetched: schemes but http and https,
 * credentials, more than 2048 characters, ports but 80 and 443, IP literals and names that are not public.
 * `allowed` lists "host:port" pairs free of the port rule, which may be loopback. Throws RefusedError. Source: WHATWG URL.
 */
export function checkUrl(text: string, allowed: AllowedHosts, base?: URL): URL {
  if (text.length > MAX_URL_LENGTH) {
    throw new RefusedError(`The address is ${text.length} characters long; at most ${MAX_URL_LENGTH} are fetched.`);
  }
  const url = parseUrl(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new RefusedError(`The scheme "${url.protocol.slice(0, -1)}" is not fetched; only http and https are.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new RefusedError('The address contains a user name or password; feeds are fetched without credentials.');
  }
  if (url.href.length > MAX_URL_LENGTH) {
    throw new RefusedError(`The address is ${url.href.length} characters long; at most ${MAX_URL_LENGTH} are fetched.`);
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const listed = isListed(url.hostname, port, allowed);
  if (isIpLiteral(url.hostname)) checkAddress(url.hostname.replace(/^\[|\]$/g, ''), listed);
  else if (!listed) checkName(url.hostname);
  if (!listed && port !== 80 && port !== 443) {
    throw new RefusedError(`Port ${port} is not fetched; only ports 80 and 443 are.`);
  }
  return url;
}
