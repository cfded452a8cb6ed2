// What travels between lambdas. Imports nothing.

/** One source to poll. Messages of one host share a group, so that no host is asked twice at once by any number of pollers. */
export interface PollMessage<Leg = unknown> {
  sourceId: string;
  /** The moment it was due: part of the deduplication id, so that a slow queue holds each due poll once. */
  dueAt: string;
  /** In whose line it stands; messages of before have none. */
  host?: string;
  /** What it brings along from the lines of other hosts. */
  leg?: Leg;
}

/** What `catalogue` is invoked with; without `opml` it reads the catalogue it was bundled with. */
export interface CatalogueEvent {
  opml?: string;
}

/** What starts `draft`. The schedule says which hour it stands for, so that a late retry draws up the right week; by hand nothing means now. */
export interface DraftEvent {
  /** ISO 8601, as EventBridge Scheduler writes it. */
  time?: string;
}

/** Lines of a log, as CloudWatch Logs hands them to a subscriber: JSON in gzip in base64. */
export interface LogEvent {
  awslogs: { data: string };
}

/** What SES tells of one mail, as EventBridge delivers it: the parts of the SES event schema that we read. */
export interface MailEvent {
  time: string;
  detail: {
    eventType: string;
    mail: { destination: string[]; tags?: Record<string, string[]> };
    bounce?: { bounceType?: string; bounceSubType?: string };
    reject?: { reason?: string };
    deliveryDelay?: { delayType?: string };
    complaint?: { complaintFeedbackType?: string };
  };
}
