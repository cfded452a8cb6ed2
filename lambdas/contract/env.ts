// What a host must set before it may run a lambda. Imports nothing, so that the stack, the laptop and the handlers can all read it.

const text = (value: string) => value;
const list = (value: string) =>
  value
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
const optional = (value: string) => value || undefined;
const wholeNumber = (value: string) => {
  if (!/^\d{1,9}$/.test(value)) throw new Error(`expected a whole number, got "${value}"`);
  return Number(value);
};
const wholeNumbers = (value: string) => list(value).map(wholeNumber);
const webAddress = (value: string) => {
  if (!/^https?:\/\/[^\s]+[^/]$/.test(value))
    throw new Error(`expected http(s)://… without a last slash, got "${value}"`);
  return value;
};
const timeZone = (value: string) => {
  new Intl.DateTimeFormat('en', { timeZone: value });
  return value;
};

/** As EventBridge and the settings spell them, from Sunday. */
export const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const;
export type Weekday = (typeof weekdays)[number];
const weekday = (value: string) => {
  const day = weekdays.find((known) => known === value);
  if (!day) throw new Error(`expected one of ${weekdays.join(', ')}, got "${value}"`);
  return day;
};

/** Every variable with its parser. Empty is allowed only where the parser makes a list, or says that it is optional. */
export const variables = {
  TABLE_NAME: text,
  QUEUE_URL: text,
  /** Where the desk and the archive are served, without a last slash. */
  DESK_URL: webAddress,
  NEWSLETTER: text,
  EDITOR: text,
  SENDER: text,
  RECIPIENTS: list,
  /** A file shipped beside the code with more recipients than an environment holds; it takes the place of the list. */
  RECIPIENTS_FILE: optional,
  TIME_ZONE: timeZone,
  /** When the draft is due, by the clock of TIME_ZONE. */
  DRAFT_DAY: weekday,
  DRAFT_HOUR: wholeNumber,
  /** When the issue is to go out, likewise. */
  DUE_DAY: weekday,
  DUE_HOUR: wholeNumber,
  FIRST_ISSUE: wholeNumber,
  /** Hosts whose articles carry a disclosure, their subdomains included; usually empty. */
  EMPLOYER_HOSTS: list,
  SPONSOR_HOSTS: list,
  /** Most articles of one vendor, all its hosts together, in a draft. */
  ARTICLES_PER_HOST: wholeNumber,
  COOLING_OFF_MINUTES: wholeNumber,
  /** Gets the link when the hour has come and the draft is not approved; nobody when empty. */
  SECOND_EDITOR: optional,
  /** Hours before that hour at which the editor is reminded, 0 for never; and hours after it until the second editor is asked. */
  REMINDER_HOURS: wholeNumbers,
  FALLBACK_HOURS: wholeNumber,
  /** Mails a second at most, as SES allows the account. */
  SEND_RATE: wholeNumber,
  /** Where a reader leaves the list: mailto: and https: addresses; {recipient} in one is the reader's own. */
  UNSUBSCRIBE: list,
  CONFIGURATION_SET: text,
  /** The name of the parameter that holds the signing keys. */
  SIGNING_KEY_NAME: text,
  /** Where the operator is told of findings, and where they are explained. */
  ALARM_TOPIC: text,
  RUNBOOK: text,
  /** Sent in the User-Agent so that a site's owner can reach the operator. */
  CONTACT: text,
  /** host:port pairs that may be polled although they are private; empty in the cloud. */
  ALLOWED_HOSTS: list,
  /** Milliseconds between two requests to one host. */
  HOST_PAUSE_MS: wholeNumber,
} as const;

export type Variable = keyof typeof variables;

/** Which lambda reads which variable; both hosts must set exactly these. */
export const environment = {
  locksmith: ['SIGNING_KEY_NAME'],
  catalogue: ['TABLE_NAME', 'ALLOWED_HOSTS'],
  dispatch: ['TABLE_NAME', 'QUEUE_URL'],
  poll: ['TABLE_NAME', 'QUEUE_URL', 'CONTACT', 'ALLOWED_HOSTS', 'HOST_PAUSE_MS'],
  draft: [
    'TABLE_NAME',
    'DESK_URL',
    'NEWSLETTER',
    'EDITOR',
    'SENDER',
    'TIME_ZONE',
    'DUE_DAY',
    'DUE_HOUR',
    'FIRST_ISSUE',
    'EMPLOYER_HOSTS',
    'SPONSOR_HOSTS',
    'ARTICLES_PER_HOST',
    'CONFIGURATION_SET',
    'SIGNING_KEY_NAME',
  ],
  archive: ['TABLE_NAME', 'DESK_URL', 'NEWSLETTER', 'TIME_ZONE'],
  desk: [
    'TABLE_NAME',
    'DESK_URL',
    'NEWSLETTER',
    'EDITOR',
    'TIME_ZONE',
    'COOLING_OFF_MINUTES',
    'UNSUBSCRIBE',
    'SIGNING_KEY_NAME',
  ],
  knock: ['TABLE_NAME', 'DESK_URL', 'SIGNING_KEY_NAME'],
  decide: ['TABLE_NAME', 'DESK_URL', 'NEWSLETTER', 'TIME_ZONE', 'COOLING_OFF_MINUTES', 'SIGNING_KEY_NAME'],
  look: [
    'TABLE_NAME',
    'DESK_URL',
    'NEWSLETTER',
    'TIME_ZONE',
    'SIGNING_KEY_NAME',
    'CONTACT',
    'ALLOWED_HOSTS',
    'HOST_PAUSE_MS',
  ],
  publish: [
    'TABLE_NAME',
    'DESK_URL',
    'NEWSLETTER',
    'SENDER',
    'RECIPIENTS',
    'RECIPIENTS_FILE',
    'TIME_ZONE',
    'SEND_RATE',
    'UNSUBSCRIBE',
    'CONFIGURATION_SET',
  ],
  remind: [
    'TABLE_NAME',
    'DESK_URL',
    'NEWSLETTER',
    'EDITOR',
    'SECOND_EDITOR',
    'REMINDER_HOURS',
    'FALLBACK_HOURS',
    'SENDER',
    'TIME_ZONE',
    'CONFIGURATION_SET',
    'SIGNING_KEY_NAME',
  ],
  receipt: ['TABLE_NAME'],
  watch: ['TABLE_NAME', 'EDITOR', 'TIME_ZONE', 'DRAFT_DAY', 'DRAFT_HOUR'],
  tell: ['TABLE_NAME', 'ALARM_TOPIC', 'RUNBOOK'],
} as const satisfies Record<string, readonly Variable[]>;

export type LambdaName = keyof typeof environment;
type VariableOf<L extends LambdaName> = (typeof environment)[L][number];

/** The host's side: one string for every variable the lambda reads, no more and no fewer. */
export type EnvironmentOf<L extends LambdaName> = Record<VariableOf<L>, string>;
/** The handler's side: the same variables, parsed. */
export type Settings<L extends LambdaName> = { [V in VariableOf<L>]: ReturnType<(typeof variables)[V]> };

/** Picks from a full set of values exactly what one lambda reads. */
export function environmentFor<L extends LambdaName>(lambda: L, all: Record<Variable, string>): EnvironmentOf<L> {
  return Object.fromEntries(environment[lambda].map((name) => [name, all[name]])) as EnvironmentOf<L>;
}

/** Parses what the host set for this lambda. Throws one error that names every missing or malformed variable. */
export function readEnvironment<L extends LambdaName>(
  lambda: L,
  source: Record<string, string | undefined>,
): Settings<L> {
  const faults: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const name of environment[lambda] as readonly Variable[]) {
    const value = source[name];
    if (value === undefined || (value === '' && variables[name] !== list && variables[name] !== optional)) {
      faults.push(`${name} is not set`);
      continue;
    }
    try {
      settings[name] = variables[name](value);
    } catch (error) {
      faults.push(`${name}: ${(error as Error).message}`);
    }
  }
  if (faults.length > 0) throw new Error(`The lambda "${lambda}" cannot start: ${faults.join('; ')}.`);
  return settings as Settings<L>;
}

/** Set only by a host that runs on another clock than the machine's (ISO 8601). */
export const CLOCK_VARIABLE = 'SRE_DIGEST_NOW';

/** Now, in ISO 8601: the machine's clock, or the one the host runs on. */
export const readClock = (source: Record<string, string | undefined>): string =>
  source[CLOCK_VARIABLE] ?? new Date().toISOString();

/** Where a file lies that is shipped beside the code: in the bundle's folder, which Lambda names, or in the one the laptop runs in. */
export function shippedFile(name: string, source: Record<string, string | undefined>): string {
  return `${source['LAMBDA_TASK_ROOT'] ?? '.'}/${name}`;
}

/** Whose account a lambda acts in, and where a service of AWS answers when not where it always does. */
export interface Account {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  endpoint?: string;
}

/** The account as Lambda, and a host that stands in for AWS, tell it by the SDK's own variables. `service` as in AWS_ENDPOINT_URL_SSM. */
export function readAccount(service: string, source: Record<string, string | undefined>): Account {
  const read = (name: string) => {
    const value = source[name];
    if (!value) throw new Error(`${name} is not set: a lambda acts in the account that AWS names to it.`);
    return value;
  };
  const sessionToken = source['AWS_SESSION_TOKEN'];
  const endpoint = source[`AWS_ENDPOINT_URL_${service}`] || source['AWS_ENDPOINT_URL'];
  return {
    region: read('AWS_REGION'),
    credentials: {
      accessKeyId: read('AWS_ACCESS_KEY_ID'),
      secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken && { sessionToken }),
    },
    ...(endpoint && { endpoint }),
  };
}
