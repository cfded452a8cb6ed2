const UNRESERVED = /%(?:2d|2e|5f|7e|3[0-9]|[46][1-9a-f]|[57][0-9a])/gi;
const ESCAPE = /%[0-9a-f]{2}/gi;

/** One spelling of escapes: letters, digits and `-._~` need none, and their hex digits have no case (RFC 3986, 6.2.2.1 and 6.2.2.2). */
export function plainEscapes(text: string): string {
  if (!text.includes('%')) return text;
  return text
    .replace(UNRESERVED, (encoded) => decodeURIComponent(encoded))
    .replace(ESCAPE, (encoded) => encoded.toUpperCase());
}
