// What `watch` measures: it logs a number under each of these names, and the stack makes a metric of each. Imports nothing.

/** The `message` of the log line that carries the numbers. */
export const measuredMessage = 'watched';

/** The `message` of the line about one mail; its `lost` is true when the mail came back or is late. */
export const receiptMessage = 'receipt';

export const measures = [
  'draftsMissing',
  'issuesLate',
  'mailsUnclear',
  'mailsUndelivered',
  'candidatesDown',
  'sourcesSilent',
] as const;

export type Measures = Record<(typeof measures)[number], number>;

/** How the alarms and the mails to the operator put a finding. */
interface Words {
  /** What happened, as a clause. */
  says: string;
  /** The heading of the runbook that says what to do. */
  section: string;
}

export const watchFindings: Record<keyof Measures, Words> = {
  draftsMissing: {
    says: 'there is no draft of this week, a quarter of an hour after it was due',
    section: 'The week is late',
  },
  issuesLate: { says: 'an approved issue is not out an hour after it should have been', section: 'The week is late' },
  mailsUndelivered: {
    says: 'the draft mail was not delivered within 15 minutes, or came back',
    section: 'A mail is lost',
  },
  mailsUnclear: {
    says: 'nobody knows whether a mail went out, for SES did not answer and has reported nothing since; it is never sent again by itself',
    section: 'A mail is lost',
  },
  sourcesSilent: {
    says: 'a source has been silent for three times its habit, and the dashboard names it',
    section: 'Sources are quiet',
  },
  candidatesDown: {
    says: 'the last seven days brought fewer than half the candidates of a usual week',
    section: 'Sources are quiet',
  },
};

export const receiptFindings: Record<'lost' | 'complaint', Words> = {
  lost: { says: 'SES reports that a mail to somebody came back or is late', section: 'A mail is lost' },
  complaint: {
    says: 'a reader marked a mail as spam; when 0.1 % do, Amazon SES puts the account under review',
    section: 'A mail is lost',
  },
};

export const doorFindings: Record<'address' | 'many', Words> = {
  address: {
    says: 'tried the desk 20 times within an hour without a good link',
    section: 'Somebody tries the desk’s door',
  },
  many: {
    says: 'many addresses try the desk without a good link, and are told of together',
    section: 'Somebody tries the desk’s door',
  },
};

export const errorSection = 'A lambda failed';

/** Who answered 5xx, where a lambda would be named: the log of the API's accesses. */
export const accessLogName = 'the desk or the archive';

/** As Markdown renderers make anchors of headings. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
