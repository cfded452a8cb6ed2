import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { FetchFailedError, RefusedError } from '../domain/errors';
import { checkUrl } from '../domain/fetch/address';
import type { Elsewhere, FetchAnswer, FetchRequest, Line, Onward, Route } from '../domain/fetch/fetch-answer';
import { cleanValidator, isPermanentRedirect, isRedirect } from '../domain/fetch/http-answer';
import { readAnswer } from './http-fetch/answer-reader';
import { explainFault } from './http-fetch/fault';
import { createFetchGate } from './http-fetch/gate';
import { createAgents } from './http-fetch/guarded-agents';
import { createLookup, type Lookup } from './http-fetch/guarded-lookup';
import { createHostPace } from './http-fetch/host-pace';
import { type Deadline, sendRequest } from './http-fetch/send';

const MAX_REDIRECTS = 5;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, ' +
  'application/json;q=0.8, application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.5, */*;q=0.1';

export interface FetcherOptions {
  /** Names us: see `userAgent`. */
  userAgent: string;
  /** "host:port" pairs free of the port rule, which may be loopback. */
  allowed: readonly string[];
  /** From the first look-up to the last byte, redirects included; 15,000. */
  deadlineMs?: number;
  /** Of the decoded body; 5 MiB. */
  maxBytes?: number;
  /** Fetches at a time, over all hosts (50) and to one host (1); the others wait, and their deadline with them. */
  maxTotal?: number;
  maxPerHost?: number;
  /** Between the end of a request to a host and the next one to it, redirects included; 0. */
  hostPauseMs?: number;
  /** "host:port" pairs that need no pause. */
  unpaced?: readonly string[];
  /** Connections kept open after use; 64. */
  maxIdle?: number;
  lookup?: Lookup;
  /** Certificate authorities (PEM) to trust instead of Node's own. */
  ca?: string;
  now?: () => Date;
}

/** How we name ourselves to every site: for what we ask, and where whoever reads it can write to. */
export const userAgent = (purpose: string, contact: string | undefined): string =>
  `sre-digest/0.1 (${purpose}; ${contact === undefined ? 'run by hand' : `+${contact}`})`;

export interface Fetcher {
  /** Fetches one address. Never rejects: every fault is a value with a reason for a person. */
  fetch(request: FetchRequest): Promise<FetchAnswer>;
  /** Fetches it as far as one line goes: the deadline and the five redirects are those of all lines together. */
  fetch(request: FetchRequest, line: Line | undefined): Promise<FetchAnswer | Elsewhere>;
  /** Closes the connections that are kept open. */
  close(): void;
}

/** What one fetch carries from hop to hop. */
interface Journey extends Pick<Onward, 'permanent' | 'permanentUrl'> {
  request: FetchRequest;
  deadline: Deadline;
  asked: Set<string>;
}

function chooseValidators({ url, validatedUrl, etag, lastModified }: FetchRequest, hop: URL): OutgoingHttpHeaders {
  if (etag === undefined && lastModified === undefined) return {};
  const given = new URL(validatedUrl !== undefined && URL.canParse(validatedUrl) ? validatedUrl : url);
  const upgraded = given.protocol === 'http:' && hop.protocol === 'https:' && given.host === hop.host;
  if (given.origin !== hop.origin && !upgraded) return {};
  const match = cleanValidator(etag);
  const since = cleanValidator(lastModified);
  return {
    ...(match === undefined ? {} : { 'If-None-Match': match }),
    ...(since === undefined ? {} : { 'If-Modified-Since': since }),
  };
}

/** A Location header is bytes: most are ASCII, the others UTF-8, which Node hands over as Latin-1. */
function decodeLocation(location: string): string {
  const text = Buffer.from(location, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? location : text;
}

function withoutHash(url: URL): string {
  if (url.hash === '') return url.href;
  const plain = new URL(url);
  plain.hash = '';
  return plain.href;
}

function describeRoute(journey: Journey, url: URL): Route {
  return {
    finalUrl: withoutHash(url),
    ...(journey.permanentUrl === undefined ? {} : { permanentUrl: journey.permanentUrl }),
  };
}

/** The address that was asked for only points elsewhere for now: what is gone there is not gone here (RFC 9110 §15.4.3). */
function doubtGone({ host }: URL): FetchAnswer {
  return { kind: 'failed', status: 410, reason: `The server redirects to ${host} for now, which says: gone (410).` };
}

/** Makes a fetcher: guarded against inside addresses, with one absolute deadline and bounded in every direction. */
export function createFetcher(options: FetcherOptions): Fetcher {
  const { userAgent, deadlineMs = 15_000, maxBytes = 5 * 1_048_576, maxTotal = 50, maxPerHost = 1 } = options;
  const { maxIdle = 64, ca, now = () => new Date() } = options;
  const allowed: ReadonlySet<string> = new Set(options.allowed);
  const system = createLookup();
  const lookup = options.lookup ?? system.lookup;
  const agents = createAgents({ lookup, allowed, maxIdle, ...(ca === undefined ? {} : { ca }) });
  const gate = createFetchGate(maxTotal, maxPerHost);
  const pace = createHostPace(options.hostPauseMs ?? 0, options.unpaced);

  function followRedirect(response: IncomingMessage, url: URL, journey: Journey): URL {
    const status = response.statusCode ?? 0;
    const location = response.headers.location;
    response.destroy();
    if (location === undefined) {
      throw new FetchFailedError(`The server answered ${status} without saying where the feed has moved.`, status);
    }
    const next = checkUrl(decodeLocation(location), allowed, url);
    if (journey.asked.has(withoutHash(next)))
      throw new RefusedError(`The server redirects in a circle, back to ${withoutHash(next)}`);
    const isDowngraded = url.protocol === 'https:' && next.protocol === 'http:';
    journey.permanent &&= isPermanentRedirect(status) && !isDowngraded;
    if (journey.permanent) journey.permanentUrl = withoutHash(next);
    return next;
  }

  /** One request: its answer, or where it redirects to. */
  async function ask(url: URL, journey: Journey): Promise<FetchAnswer | URL> {
    journey.asked.add(withoutHash(url));
    await pace.wait(url.host, journey.deadline);
    try {
      const validators = chooseValidators(journey.request, url);
      const accept = journey.request.accept ?? ACCEPT;
      const headers = {
        'User-Agent': userAgent,
        Accept: accept,
        'Accept-Encoding': 'gzip, deflate, br',
        ...validators,
      };
      const conditional = Object.keys(validators).length > 0;
      return await sendRequest(agents, url, headers, journey.deadline, async (response) => {
        if (isRedirect(response.statusCode ?? 0)) return followRedirect(response, url, journey);
        try {
          const { deadline } = journey;
          const route = describeRoute(journey, url);
          return await readAnswer(response, { route, conditional, maxBytes, now: now(), deadline });
        } catch (error) {
          response.destroy();
          throw error;
        }
      });
    } finally {
      pace.end(url.host);
    }
  }

  /** Its answer; or where the next request goes, when that is another line's. */
  async function travel(start: URL, journey: Journey, line: Line | undefined): Promise<FetchAnswer | URL> {
    let url = start;
    while (journey.asked.size <= MAX_REDIRECTS) {
      if (line && url.host !== line.host) return url;
      const answer = await ask(url, journey);
      if (!(answer instanceof URL)) return answer.kind === 'gone' && !journey.permanent ? doubtGone(url) : answer;
      url = answer;
    }
    throw new RefusedError(`The server redirected more than ${MAX_REDIRECTS} times.`);
  }

  async function fetchInTime(start: URL, request: FetchRequest, line?: Line): Promise<FetchAnswer | Elsewhere> {
    const onward = line?.onward ?? { to: start.href, asked: [], permanent: true, spentMilliseconds: 0 };
    const deadline: Deadline = { stop: () => {} };
    const begun = performance.now();
    let late: RefusedError | undefined;
    const timer = setTimeout(() => {
      late = new RefusedError(`The server did not finish within ${deadlineMs / 1000} seconds.`);
      deadline.stop(late);
    }, deadlineMs - onward.spentMilliseconds);
    try {
      const journey: Journey = { ...onward, request, deadline, asked: new Set(onward.asked) };
      const answer = await travel(start, journey, line);
      if (!(answer instanceof URL)) return answer;
      const spentMilliseconds = onward.spentMilliseconds + Math.ceil(performance.now() - begun);
      const { permanent, permanentUrl, asked } = journey;
      const route = { permanent, ...(permanentUrl !== undefined && { permanentUrl }) };
      return { kind: 'elsewhere', onward: { to: answer.href, asked: [...asked], ...route, spentMilliseconds } };
    } catch (error) {
      throw late ?? error;
    } finally {
      clearTimeout(timer);
    }
  }

  async function fetch(request: FetchRequest): Promise<FetchAnswer>;
  async function fetch(request: FetchRequest, line: Line | undefined): Promise<FetchAnswer | Elsewhere>;
  async function fetch(request: FetchRequest, line?: Line): Promise<FetchAnswer | Elsewhere> {
    try {
      const start = checkUrl(line?.onward?.to ?? request.url, allowed);
      return await gate.run(start.host, () => fetchInTime(start, request, line));
    } catch (error) {
      return explainFault(error);
    }
  }

  return {
    fetch,
    close() {
      agents.close();
      system.close();
    },
  };
}
