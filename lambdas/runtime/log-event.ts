import { gunzipSync } from 'node:zlib';
import { answersFilter, deskDoors, refusedStatus } from '../contract/access-log';
import {
  accessLogName,
  anchorOf,
  doorFindings,
  errorSection,
  type Measures,
  measuredMessage,
  measures,
  receiptFindings,
  receiptMessage,
  watchFindings,
} from '../contract/measures';
import type { LogEvent } from '../contract/messages';
import type { DoorFinding, Refusal } from '../domain/door';
import type { Finding } from '../domain/finding';

interface Line extends Partial<Measures> {
  level?: unknown;
  message?: unknown;
  errorType?: unknown;
  status?: unknown;
  from?: unknown;
  route?: unknown;
  fellSilent?: unknown;
  issue?: unknown;
  kind?: unknown;
  lost?: unknown;
  complaint?: unknown;
}

/** What the lines of a lambda's log say that a person must know. A line that is none of ours says nothing. */
export function readLogEvent(event: LogEvent): Finding[] {
  const { subscriptionFilters, logEvents } = openLogEvent(event);
  // A filter is named after whose log it is on.
  const [lambda = 'a lambda'] = subscriptionFilters;
  return logEvents.flatMap(({ message }) => findingsIn(lambda, readLine(message)));
}

/** Who came to the desk without a good link, by the lines of the API's accesses; a line that says it came after `now` (ISO 8601) came then. */
export function readRefusals(event: LogEvent, now: string): Refusal[] {
  const { subscriptionFilters, logEvents } = openLogEvent(event);
  if (subscriptionFilters[0] !== answersFilter) return [];
  return logEvents.flatMap(({ timestamp = Number.POSITIVE_INFINITY, message }) => {
    const { from, route, status } = readLine(message);
    const isOurs = status === refusedStatus && deskDoors.some((door) => String(route).startsWith(door));
    if (!isOurs || typeof from !== 'string' || !/^[\da-f.:]{2,45}$/i.test(from)) return [];
    return [{ from, at: new Date(Math.min(timestamp, Date.parse(now))).toISOString() }];
  });
}

/** What the operator is told of whoever tries the desk's door. */
export function sayWhoTries(finding: DoorFinding): Finding {
  const { says, section } = doorFindings[finding.kind];
  const who = finding.kind === 'address' ? `${finding.from} ` : '';
  return { key: `door ${who}`, count: 1, says: `${who}${says}`, anchor: anchorOf(section) };
}

const openLogEvent = ({ awslogs }: LogEvent) =>
  JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString()) as {
    subscriptionFilters: string[];
    /** `timestamp` in milliseconds since 1970. */
    logEvents: { timestamp?: number; message: string }[];
  };

function readLine(text: string): Line {
  try {
    const line: unknown = JSON.parse(text);
    return typeof line === 'object' && line !== null ? line : {};
  } catch {
    return {};
  }
}

function findingsIn(lambda: string, line: Line): Finding[] {
  const findings: Finding[] = [];
  if (line.level === 'ERROR') findings.push(errorIn(lambda, line));
  if (/^5\d\d$/.test(String(line.status))) findings.push(answerOf(line));
  if (line.message === measuredMessage) findings.push(...measuredIn(line));
  if (line.message === receiptMessage) findings.push(...reportedIn(line));
  return findings;
}

/** Our own errors have a fixed name, the runtime's a type; what else they hold may be anybody's words, and stays in the log. */
function errorIn(lambda: string, { message, errorType }: Line): Finding {
  const inner = typeof message === 'object' && message !== null ? (message as Line).errorType : undefined;
  const name = [message, errorType, inner].filter((part) => typeof part === 'string').join(', ');
  const safe = name.replace(/[^\w ,.:-]+/g, ' ').slice(0, 60);
  return {
    key: `error ${lambda} ${safe}`,
    count: 1,
    says: `${lambda} logged an error: ${safe}`,
    anchor: anchorOf(errorSection),
  };
}

const answerOf = ({ status }: Line): Finding => ({
  key: `answer ${String(status)}`,
  count: 1,
  says: `${accessLogName} answered ${String(status)}`,
  anchor: anchorOf(errorSection),
});

/** Sources that fell silent are told by their names, everything else by its number. */
function measuredIn(line: Line): Finding[] {
  const names = Array.isArray(line.fellSilent)
    ? line.fellSilent.map((title) => String(title).replace(/\p{Cc}+/gu, ' '))
    : [];
  return measures.flatMap((name): Finding[] => {
    const { says, section } = watchFindings[name];
    const anchor = anchorOf(section);
    if (name === 'sourcesSilent')
      return names.map((source) => ({ key: `${name} ${source}`, count: 1, says: `${says}: ${source}`, anchor }));
    const count = Number(line[name] ?? 0);
    return count > 0 ? [{ key: name, count, says, anchor }] : [];
  });
}

const reportedIn = (line: Line): Finding[] =>
  (['lost', 'complaint'] as const).flatMap((name) => {
    if (line[name] !== true) return [];
    const { says, section } = receiptFindings[name];
    const which = `issue ${String(line.issue)}, ${String(line.kind)}`;
    return [{ key: `${name} ${which}`, count: 1, says: `${says} (${which})`, anchor: anchorOf(section) }];
  });
