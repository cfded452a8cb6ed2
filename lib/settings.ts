import type { Construct } from 'constructs';
import { type Weekday, weekdays } from '../lambdas/contract/env';
import { skippedDraft } from './draft-hour';
import { recipientsFault } from './recipients-file';
import {
  address,
  addresses,
  certificate,
  contact,
  hostName,
  hosts,
  hoursBefore,
  type Kind,
  leaving,
  line,
  loopbackHosts,
  none,
  oneOf,
  opmlFile,
  optional,
  runbook,
  stackName,
  timeZone,
  wholeNumber,
  yesOrNo,
} from './setting-kinds';

/** What SES is asked to verify: the sender's address (SES mails it a link), its domain (DNS records), or nothing, because the account has it already. */
const verifications = ['address', 'domain', 'nothing'] as const;

/** Everything a deployment can be told, from `-c name=value` or the `context` of cdk.json. */
export interface Settings {
  stackName: string;
  /** Gets the drafts and the link to the desk. */
  editor: string;
  /** Gets the alarms and the word about spending; the editor unless said. */
  operator: string;
  /** The From address of every mail. */
  sender: string;
  verify: (typeof verifications)[number];
  recipients: readonly string[];
  /** A file in the project's folder, one address a line, instead of `recipients`; none when empty. */
  recipientsFile: string;
  newsletter: string;
  /** IANA name. The draft's hour and every date a person reads are in it. */
  timeZone: string;
  draftDay: Weekday;
  draftHour: number;
  /** The hour at which the issue is to go out: a day after the draft unless said. */
  dueDay: Weekday;
  dueHour: number;
  /** The number of the first issue made here. */
  firstIssue: number;
  /** Hosts of the editor's employer and of the newsletter's sponsors: their articles carry a disclosure. */
  employerHosts: readonly string[];
  sponsorHosts: readonly string[];
  /** Most articles of one vendor, all its hosts together, in a draft. */
  articlesPerHost: number;
  /** Minutes between approval and sending, in which an approval can be pulled back. */
  coolingOffMinutes: number;
  /** Gets the link to a draft that is due and not approved; nobody when empty. */
  secondEditor: string;
  /** Hours before the issue is due at which the editor is reminded, 0 for never; and hours after it until the second editor is asked. */
  reminderHours: readonly number[];
  fallbackHours: number;
  /** Mails a second at most; SES tells the account's own limit. */
  sendRate: number;
  /** Where a reader leaves the list, for List-Unsubscribe (RFC 2369, RFC 8058). */
  unsubscribe: readonly string[];
  /** Sent to every polled site in the User-Agent. */
  contact: string;
  /** Keep the table and the signing key when the stack is deleted, and refuse to delete the table. */
  retain: boolean;
  /** Cap each function's concurrency. Accounts that are limited to 10 concurrent executions cannot; they set false. */
  reserveConcurrency: boolean;
  /** A host name of your own for the desk and the archive, and its certificate (ACM, in the stack's region). Neither, or both. */
  domain?: string;
  certificate?: string;
  /** US dollars a month for the whole account; the operator is told at 80 % and when it is forecast to be passed. 0: no budget is made. */
  monthlyBudget: number;
  /** Where docs/runbook.md can be read; every alarm links a section of it. */
  runbook: string;
  /** The OPML file that every deployment brings in; a path from the project's folder. */
  catalogue: string;
  /** host:port pairs on this machine that may be polled: for a rehearsal in an emulator, empty anywhere else. */
  allowedHosts: readonly string[];
}

/** The settings cannot be used; the message names every fault, what was expected and what to do. */
export class SettingsError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(
      `The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}\nGive a setting as -c name=value, or under "context" in cdk.json.`,
    );
  }
}

/** Reads and checks every setting from the CDK context. Throws one SettingsError that names all faults, also names it does not know. */
export function readSettings(scope: Construct, today = new Date()): Settings {
  const faults: string[] = [];
  const known = new Set<string>();
  const find = (name: keyof Settings): unknown => {
    known.add(name);
    return scope.node.tryGetContext(name);
  };
  const read = <T>(name: keyof Settings, kind: Kind<T>, otherwise?: T): T => {
    const given = find(name);
    if (given === undefined && otherwise !== undefined) return otherwise;
    const text = (Array.isArray(given) ? given.join(',') : String(given ?? '')).trim();
    const value = kind.parse(text);
    if (value === undefined)
      faults.push(`${name}: expected ${kind.expected}; got ${given === undefined ? 'nothing' : `"${text}"`}`);
    return value as T;
  };
  const isGiven = (name: keyof Settings) => find(name) !== undefined;

  const named = read('stackName', stackName, 'sre-digest');
  const editor = read('editor', address);
  const operator = isGiven('operator') ? read('operator', address) : editor;
  const sender = read('sender', address);
  const settings: Settings = {
    stackName: named,
    editor,
    operator,
    sender,
    verify: read('verify', oneOf(...verifications), 'address'),
    recipients: read('recipients', addresses, [editor]),
    recipientsFile: read('recipientsFile', optional(line(100)), none),
    newsletter: read('newsletter', line(100), 'SRE Digest'),
    timeZone: read('timeZone', timeZone, 'Etc/UTC'),
    draftDay: read('draftDay', oneOf(...weekdays), 'SUN'),
    draftHour: read('draftHour', wholeNumber(0, 23), 12),
    dueDay: read('dueDay', oneOf(...weekdays), 'MON'),
    dueHour: read('dueHour', wholeNumber(0, 23), 12),
    firstIssue: read('firstIssue', wholeNumber(1, 999_999), 1),
    employerHosts: read('employerHosts', hosts, []),
    sponsorHosts: read('sponsorHosts', hosts, []),
    articlesPerHost: read('articlesPerHost', wholeNumber(1, 10), 2),
    coolingOffMinutes: read('coolingOffMinutes', wholeNumber(0, 1440), 30),
    secondEditor: read('secondEditor', optional(address), none),
    reminderHours: read('reminderHours', hoursBefore, [16, 3]),
    fallbackHours: read('fallbackHours', wholeNumber(0, 144), 0),
    sendRate: read('sendRate', wholeNumber(1, 500), 10),
    unsubscribe: read('unsubscribe', leaving, []),
    contact: read('contact', contact, `mailto:${sender}`),
    retain: read('retain', yesOrNo, true),
    reserveConcurrency: read('reserveConcurrency', yesOrNo, true),
    ...(isGiven('domain') && { domain: read('domain', hostName) }),
    ...(isGiven('certificate') && { certificate: read('certificate', certificate) }),
    monthlyBudget: read('monthlyBudget', wholeNumber(0, 1_000_000), 10),
    runbook: read('runbook', runbook, 'docs/runbook.md'),
    catalogue: read('catalogue', opmlFile, 'sources.opml'),
    allowedHosts: read('allowedHosts', loopbackHosts, []),
  };
  // A day after the draft, wherever that is.
  if (!isGiven('dueDay')) settings.dueDay = weekdays[(weekdays.indexOf(settings.draftDay) + 1) % 7] as Weekday;
  if (!isGiven('dueHour')) settings.dueHour = settings.draftHour;
  const fault = settings.recipientsFile ? recipientsFault(settings.recipientsFile) : undefined;
  if (fault) faults.push(`recipientsFile: ${fault}`);
  if (isGiven('domain') !== isGiven('certificate')) {
    const [missing, other] = isGiven('domain') ? ['certificate', 'domain'] : ['domain', 'certificate'];
    faults.push(`${missing}: expected, because ${other} is given; got nothing`);
  }
  // Names with : / @ or - are the toolkit's own.
  const unknown = Object.keys(scope.node.getAllContext()).filter((name) => !/[:/@-]/.test(name) && !known.has(name));
  faults.unshift(...unknown.map((name) => `${name}: not a setting; the settings are ${[...known].join(', ')}`));
  if (faults.length > 0) throw new SettingsError(faults);

  const skipped = skippedDraft(settings, today);
  if (skipped) {
    throw new SettingsError([
      `draftHour: ${settings.draftHour}:00 on ${settings.draftDay} does not exist on ${skipped} in ${settings.timeZone}, when the clocks go forward, and the schedule would skip that draft; choose another hour or day`,
    ]);
  }
  return settings;
}

/** The settings that still name the example domains of RFC 2606, to which no mail can ever be delivered. */
export function exampleAddresses(settings: Settings): string[] {
  const recipients = settings.recipients.filter((recipient) => recipient !== settings.editor).join(',');
  const given = { editor: settings.editor, sender: settings.sender, recipients };
  return Object.entries(given).flatMap(([name, value]) => (/@example\.(com|net|org)\b/i.test(value) ? [name] : []));
}
