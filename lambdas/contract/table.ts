// The one table: its shape, every key in it, and who asks for what. Imports nothing.
//
// Designed for 5,000 sources, 100,000 live candidates and ten years of issues. Nothing ever scans.
//
// | who asks          | for what                                | how                                                                     |
// | ----------------- | --------------------------------------- | ----------------------------------------------------------------------- |
// | dispatch          | sources due by now                      | by-list: DUE#0…15, listOrder <= now, each with its plan; after a cold start SOURCE#id (batch get) |
// | sources list      | every source                            | by-list: DUE#0…15, all                                                   |
// | poll              | one source; entries it already brought  | SOURCE#id / SOURCE; SOURCE#id / SEEN (read only when the body changed)   |
// | poll, sources     | who is at the address a source moves to | SOURCE#id of that address / SOURCE, else / MOVED, which names who moved there |
// | poll              | is this story known?                    | CANDIDATE#id by conditional put; TITLE#hash likewise                     |
// | poll              | incidents as merged so far; their page  | INCIDENT#key (batch get); SOURCE#id / HABIT                              |
// | poll              | is it one that had another name?        | INCIDENT#key of the hundred that began last, or as many as it shows (batch get), when one is not found |
// | draft             | best candidates                         | by-list: STANDING#0…15, descending, a page of each, merged; CANDIDATE#id (batch get) |
// | draft             | sources in trouble, or wanted no more   | by-list: DUE#0…15, all; SOURCE#id for the name of one that speaks now    |
// | draft             | was what it would show printed before?  | PRINTED#hash of link or title (batch get)                               |
// | draft             | incidents of the last days              | by-list: OUTAGES#<ISO week> for each week in the period                  |
// | draft             | what a page usually goes through        | SOURCE#id / HABIT, of the pages where something goes on                  |
// | draft             | what was dropped from a draft that never went out | CANDIDATE#id by update, off the list          |
// | draft             | one draft a week                        | WEEK#<ISO week> by conditional put                                       |
// | draft, publish    | one mail                                | ISSUE#n / SEND#kind#recipient by conditional put                         |
// | draft             | outages printed in 120 days and what became of them | ISSUES, a page; ISSUE#n / ISSUE; INCIDENT#key (batch get)    |
// | desk, decide      | what became of its outages              | INCIDENT#key (batch get)                                                |
// | desk              | did the draft mail arrive?              | ISSUE#n / SEND#draft#editor (batch get)                                  |
// | desk, decide      | mails nobody is sure of                 | by-list: UNSETTLED#n, then each record by key                            |
// | publish, remind   | mails a person asked to send again      | by-list: RELEASED                                                       |
// | knock, remind     | who asked for a new link, and when      | LINK / LINK                                                             |
// | desk, decide      | one issue                               | ISSUE#n / ISSUE, saved on condition of the revision that was read        |
// | desk              | what a search may find; was it printed? | by-list: STANDING#0…15, a page of each; PRINTED#hash (batch get)         |
// | decide            | one candidate to add; a source to retire| CANDIDATE#id; SOURCE#id / SOURCE                                         |
// | decide, publish   | what the editor's decisions taught      | LEARNED / LEARNED, saved on condition of the revision that was read     |
// | draft, sources    | the same, to score and to list with     | LEARNED / LEARNED                                                       |
// | desk, publish     | newest issues and their states          | by-list: ISSUES, descending, a page                                      |
// | receipt           | one mail's record                       | ISSUE#n / SEND#kind#recipient by update                                  |
// | watch             | newest issues, their mails; day tallies | by-list: ISSUES, UNSETTLED#n; SEND#, TALLY#<day> (batch get)              |
// | tell              | was the operator told of this finding?  | TOLD#hash                                                               |
// | tell              | who tried the desk's door lately?       | DOOR / DOOR, saved on condition of the revision that was read           |
//
// Sixteen shards keep any one partition under a tenth of the writes.

export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  /** One sparse index for every list: an item is in at most one, and leaves it when `listKey` is removed. */
  index: { name: 'by-list', partitionKey: 'listKey', sortKey: 'listOrder', carries: ['card'] },
} as const;

export const shards = 16;

/** Written on every item, so that a reader of tomorrow knows how to read an item of today. */
export const itemVersion = 1;

export interface Key {
  pk: string;
  sk: string;
}

const issueNumber = (number: number) => String(number).padStart(6, '0');

export const keys = {
  source: (id: string): Key => ({ pk: `SOURCE#${id}`, sk: 'SOURCE' }),
  seen: (id: string): Key => ({ pk: `SOURCE#${id}`, sk: 'SEEN' }),
  moved: (place: string): Key => ({ pk: `SOURCE#${place}`, sk: 'MOVED' }),
  candidate: (id: string): Key => ({ pk: `CANDIDATE#${id}`, sk: 'CANDIDATE' }),
  title: (hash: string): Key => ({ pk: `TITLE#${hash}`, sk: 'TITLE' }),
  printed: (hash: string): Key => ({ pk: `PRINTED#${hash}`, sk: 'PRINTED' }),
  learned: (): Key => ({ pk: 'LEARNED', sk: 'LEARNED' }),
  incident: (key: string): Key => ({ pk: `INCIDENT#${key}`, sk: 'INCIDENT' }),
  habit: (sourceId: string): Key => ({ pk: `SOURCE#${sourceId}`, sk: 'HABIT' }),
  tally: (day: string): Key => ({ pk: `TALLY#${day}`, sk: 'TALLY' }),
  week: (week: string): Key => ({ pk: `WEEK#${week}`, sk: 'WEEK' }),
  issue: (number: number): Key => ({ pk: `ISSUE#${issueNumber(number)}`, sk: 'ISSUE' }),
  told: (hash: string): Key => ({ pk: `TOLD#${hash}`, sk: 'TOLD' }),
  door: (): Key => ({ pk: 'DOOR', sk: 'DOOR' }),
  linkRequest: (): Key => ({ pk: 'LINK', sk: 'LINK' }),
  send: (number: number, kind: string, recipient: string): Key => ({
    pk: `ISSUE#${issueNumber(number)}`,
    sk: `SEND#${kind}#${recipient}`,
  }),
} as const;

export const lists = {
  due: (shard: number) => `DUE#${shard}`,
  standing: (shard: number) => `STANDING#${shard}`,
  outages: (week: string) => `OUTAGES#${week}`,
  issues: 'ISSUES',
  issueOrder: issueNumber,
  unsettled: (number: number) => `UNSETTLED#${issueNumber(number)}`,
  released: 'RELEASED',
} as const;

/** What every partition key begins with, up to `#`; the manifest says which lambda may touch which. */
export const itemFamilies = [
  'SOURCE',
  'CANDIDATE',
  'TITLE',
  'PRINTED',
  'INCIDENT',
  'TALLY',
  'WEEK',
  'ISSUE',
  'LINK',
  'LEARNED',
  'TOLD',
  'DOOR',
] as const;
export type ItemFamily = (typeof itemFamilies)[number];

/** Likewise for the lists of the index. */
export const listFamilies = ['DUE', 'STANDING', 'OUTAGES', 'ISSUES', 'UNSETTLED', 'RELEASED'] as const;
export type ListFamily = (typeof listFamilies)[number];

/** Which shard an id lives in: FNV-1a, so that it needs no library and never changes. */
export function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return (hash >>> 0) % shards;
}
