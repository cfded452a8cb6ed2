import { after, minute } from '../../lambdas/domain/instant';

/** The Sunday noon at which most tests stand. */
export const noon = '2026-06-07T12:00:00.000Z';

export const minutesPast = (minutes: number, since = noon): string => after(since, minutes * minute);
