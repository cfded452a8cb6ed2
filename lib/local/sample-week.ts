import { fileURLToPath } from 'node:url';

/** The invented feeds that ship with the project. */
export const sampleFolder = fileURLToPath(new URL('samples', import.meta.url));

/** What a newsroom is opened with for them: whose week it is, which issue comes next, and the Sunday on which the week ends. */
export const sampleWeek = { newsletter: 'Steady State', firstIssue: 76, now: '2026-06-07T12:00:00.000Z' } as const;
