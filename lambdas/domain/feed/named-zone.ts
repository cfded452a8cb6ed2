const NAME =
  /\b(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc|US)\/[A-Za-z_+\-/0-9]{2,30}/;
const MAX_REMEMBERED = 600;
const MINUTE = 60_000;

const remembered = new Map<string, Intl.DateTimeFormat | undefined>();

function formatIn(zone: string): Intl.DateTimeFormat | undefined {
  if (remembered.has(zone)) return remembered.get(zone);
  let format: Intl.DateTimeFormat | undefined;
  try {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', ...parts });
  } catch {
    format = undefined;
  }
  if (remembered.size < MAX_REMEMBERED) remembered.set(zone, format);
  return format;
}

/** The name of a zone of the IANA database that stands in the text (`Europe/Brussels`), or undefined. */
export function findZoneName(text: string): string | undefined {
  return text.includes('/') ? NAME.exec(text)?.[0] : undefined;
}

/** Minutes east of UTC in the zone when its clocks show `local`, in milliseconds as if they were UTC's; undefined when there is no such zone. */
export function offsetAt(zone: string, local: number): number | undefined {
  const format = formatIn(zone);
  if (format === undefined) return undefined;
  const offsetOf = (instant: number): number => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = ['year', 'month', 'day', 'hour', 'minute'].map(
      (name) => parts.get(name as Intl.DateTimeFormatPartTypes),
    );
    return Math.round((Date.UTC(year, month - 1, day, hour, minute) - instant) / MINUTE);
  };
  return offsetOf(local - offsetOf(local) * MINUTE);
}
