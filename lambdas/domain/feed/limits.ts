/** Bytes of one feed, decompressed; more is refused before any parser sees it. */
export const MAX_FEED_BYTES = 5 * 1024 * 1024;
/** Elements inside each other. A deeper entry is left out, the others stay. */
export const MAX_DEPTH = 128;
/** Attributes of one element. An entry with more is left out, the others stay. */
export const MAX_ATTRIBUTES = 256;
/** Lists and objects of one JSON document, and members of its objects; more is refused before it is parsed. */
export const MAX_JSON_LISTS = 100_000;
export const MAX_JSON_MEMBERS = 300_000;
/** Entries looked at, so that the newest can be chosen from a feed that lists the oldest first. */
export const MAX_ITEMS_READ = 5_000;
/** Entries handed on, newest first. */
export const MAX_ENTRIES = 500;

/** Characters (UTF-16 units, never half a code point) of each field handed on. */
export const MAX_TITLE = 500;
export const MAX_SUMMARY = 600;
export const MAX_AUTHOR = 200;
export const MAX_CONTENT_BYTES = 64 * 1024;
export const MAX_LINK = 2_048;
export const MAX_ID_KEPT = 2_048;

/** Characters of one field held while reading. Identities get more room: two may differ in their last character only. */
export const MAX_FIELD = 64 * 1024;
export const MAX_IDENTITY_FIELD = 1024 * 1024;
