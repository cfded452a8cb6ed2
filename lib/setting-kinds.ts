import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('..', import.meta.url));

/** A parser says what it expected by returning undefined for anything else. */
export interface Kind<T> {
  expected: string;
  parse(given: string): T | undefined;
}

export const address: Kind<string> = {
  expected: 'one mail address such as name@your-domain.org',
  parse: (given) => (/^[^\s@,<>"]+@[^\s@,<>"]+\.[^\s@,<>".]+$/.test(given) ? given : undefined),
};
/** 2,000 characters keep the recipients inside Lambda's 4 KB of environment and IAM's 10 KB of role policy. */
export const addresses: Kind<string[]> = {
  expected:
    'mail addresses with commas between them, each once, 2000 characters at most (for more readers, set recipientsFile, or give the address of a mailing list)',
  parse(given) {
    const list = given.split(',').map((part) => part.trim());
    const good =
      list.every((part) => address.parse(part)) && new Set(list.map((part) => part.toLowerCase())).size === list.length;
    return good && list.join(',').length <= 2000 ? list : undefined;
  },
};
export const none = '';
export const optional = <T>(kind: Kind<T>): Kind<T | typeof none> => ({
  expected: `${kind.expected}, or nothing`,
  parse: (given) => (given === none ? none : kind.parse(given)),
});
export const leaving: Kind<string[]> = {
  expected:
    'at most one mailto:… and one https://… address with a comma between them, without <, > and spaces; {recipient} in one becomes the reader’s address',
  parse(given) {
    const list = given.split(',').filter(Boolean);
    const good = list.every((part) => /^(mailto:[^\s<>,@]+@[^\s<>,@]+|https:\/\/[^\s<>,/]+\.[^\s<>,]+)$/.test(part));
    return good && new Set(list.map((part) => part.slice(0, 6))).size === list.length ? list : undefined;
  },
};
export const line = (longest: number): Kind<string> => ({
  expected: `one line of 1 to ${longest} characters`,
  parse: (given) => (/^[^\p{Cc}\u2028\u2029]+$/u.test(given) && given.length <= longest ? given : undefined),
});
export const wholeNumber = (from: number, to: number): Kind<number> => ({
  expected: `a whole number from ${from} to ${to}`,
  parse: (given) =>
    /^\d{1,9}$/.test(given) && Number(given) >= from && Number(given) <= to ? Number(given) : undefined,
});
export const hoursBefore: Kind<number[]> = {
  expected: 'at most three different whole numbers of hours from 1 to 144 with commas between them, or 0 for never',
  parse(given) {
    const list = given.split(',').map((part) => wholeNumber(0, 144).parse(part.trim()));
    if (list.length === 1 && list[0] === 0) return [0];
    const hours = list.filter((each) => each !== undefined && each > 0);
    return hours.length === list.length && list.length <= 3 && new Set(list).size === list.length
      ? (hours as number[])
      : undefined;
  },
};
export const oneOf = <T extends string>(...values: readonly T[]): Kind<T> => ({
  expected: `one of ${values.join(', ')}`,
  parse: (given) => values.find((value) => value.toLowerCase() === given.toLowerCase()),
});
export const yesOrNo: Kind<boolean> = {
  expected: 'true or false',
  parse: (given) => (given === 'true' ? true : given === 'false' ? false : undefined),
};
export const timeZone: Kind<string> = {
  expected: 'an IANA time zone such as Europe/Berlin or Etc/UTC',
  parse(given) {
    if (!/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+){1,2}$/.test(given)) return undefined;
    try {
      new Intl.DateTimeFormat('en', { timeZone: given });
      return given;
    } catch {
      return undefined;
    }
  },
};
export const contact: Kind<string> = {
  expected: 'mailto:… or https://…',
  parse: (given) => (/^(mailto:[^\s@()]+@[^\s@()]+|https:\/\/[^\s()]+)$/.test(given) ? given : undefined),
};
export const hostName: Kind<string> = {
  expected: 'a host name such as digest.your-domain.org',
  parse: (given) =>
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/.test(given) ? given : undefined,
};
export const hosts: Kind<string[]> = {
  expected: 'host names such as example.org with commas between them, at most ten',
  parse(given) {
    const list = given === '' ? [] : given.split(',').map((part) => part.trim().toLowerCase());
    const good = list.every((host) => host.length <= 253 && /^(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{1,62}$/.test(host));
    return good && list.length <= 10 ? list : undefined;
  },
};
export const certificate: Kind<string> = {
  expected: 'the ARN of an ACM certificate, arn:aws:acm:REGION:ACCOUNT:certificate/…',
  parse: (given) =>
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9A-Za-z-]+$/.test(given) ? given : undefined,
};
export const runbook: Kind<string> = {
  expected: 'the https://… address of docs/runbook.md, without a # part, or docs/runbook.md',
  parse: (given) => (given === 'docs/runbook.md' || /^https:\/\/[^\s#]+$/.test(given) ? given : undefined),
};
/** The catalogue's own reader looks closer; a file that cannot be one would fail the deployment half-way. */
export const opmlFile: Kind<string> = {
  expected: 'the path of an OPML file of at most 5 MiB, without quotes or line breaks',
  parse(given) {
    const about = /^[^"$`\\\p{Cc}]+$/u.test(given)
      ? statSync(resolve(projectRoot, given), { throwIfNoEntry: false })
      : undefined;
    if (!about?.isFile() || about.size > 5 * 1024 * 1024) return undefined;
    return /<opml[\s>]/i.test(readFileSync(resolve(projectRoot, given), 'utf8')) ? given : undefined;
  },
};
export const loopbackHosts: Kind<string[]> = {
  expected: 'host:port pairs of this machine such as 127.0.0.1:8080, with commas between them, or nothing',
  parse(given) {
    const list = given.split(',').flatMap((part) => part.trim() || []);
    const isPort = (text = '') => /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
    return list.every((part) => isPort(/^(?:127\.0\.0\.1|localhost|\[::1\]):(\d+)$/.exec(part)?.[1]))
      ? list
      : undefined;
  },
};
export const stackName: Kind<string> = {
  expected: 'a stack name: a letter, then letters, digits and hyphens, 60 characters at most',
  parse: (given) => (/^[A-Za-z][A-Za-z0-9-]{0,59}$/.test(given) ? given : undefined),
};
