import { readClock } from '../contract/env';

/** Now, in ISO 8601: the machine's clock, or the one the host runs on. */
export const now = (): string => readClock(process.env);
