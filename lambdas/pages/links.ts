import { domainToUnicode } from 'node:url';

const LONGEST_LINK = 2048;
const LONGEST_HOST = 40;
const ABSOLUTE_HTTP = /^https?:\/\/[^/\\]/i;
/** Scripts without letters that pass for Latin ones; a name in any other script is shown in its ASCII form. */
const READABLE_LABELS = [
  /^[a-z0-9ß-öø-ÿ-]+$/,
  /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー0-9-]+$/u,
  /^[\p{sc=Hangul}0-9-]+$/u,
  /^[\p{sc=Arabic}0-9-]+$/u,
  /^[\p{sc=Hebrew}0-9-]+$/u,
  /^[\p{sc=Devanagari}0-9-]+$/u,
  /^[\p{sc=Thai}0-9-]+$/u,
];

/** The address in its normal form (WHATWG URL), if it is absolute http(s), without a user name and at most 2,048 characters. */
export function safeLink(url: string | undefined): string | undefined {
  const written = url?.trim() ?? '';
  if (!ABSOLUTE_HTTP.test(written) || !URL.canParse(written)) return undefined;
  const parsed = new URL(written);
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:') return undefined;
  if (parsed.username || parsed.password || parsed.href.length > LONGEST_LINK) return undefined;
  return parsed.href;
}

/** The host a link leads to, as a person may read it: without www., the end kept when long, and in ASCII when its letters could deceive (UTS 39). */
export function linkHost(url: string | undefined): string | undefined {
  const link = safeLink(url);
  if (!link) return undefined;
  const ascii = new URL(link).hostname.replace(/^www\./, '');
  const unicode = domainToUnicode(ascii);
  const readable =
    unicode !== '' && unicode.split('.').every((label) => READABLE_LABELS.some((script) => script.test(label)));
  const host = readable ? unicode : ascii;
  return host.length > LONGEST_HOST ? `…${host.slice(1 - LONGEST_HOST)}` : host;
}
