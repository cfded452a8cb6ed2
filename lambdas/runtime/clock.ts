import { CLOCK_VARIABLE } from '../contract/env';

/** Now, in ISO 8601: the machine's clock, or the one the host runs on. */
export function now(): string {
  return process.env[CLOCK_VARIABLE] ?? new Date().toISOString();
}
