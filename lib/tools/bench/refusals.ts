import { DeskClient, formTokenOf, quantile } from './desk-client';
import type { BenchTable, DeskHost } from './part';

const rounds = 1000;
const warming = 20;

/** One kind of request that must be told nothing, by what it is told or by how long that takes. */
interface Refused {
  kind: string;
  /** At what time it is asked, when not at the host's own. */
  at?: string;
  path: string;
  cookies?: Record<string, string>;
  form?: Record<string, string>;
}

const flipLast = (token: string) => token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1);

/** The same token in every way that makes it bad: of one length where it can be, so that nothing takes longer to be received. */
function spoil(token: string, others: Record<string, string>): Record<string, string> {
  const [version, body = '', id = '', signature = ''] = token.split('.');
  const reissued = Buffer.from(body, 'base64url').toString().replace('"issue":1', '"issue":2');
  return {
    'with one letter changed': flipLast(token),
    'with another issue written into it': `${version}.${Buffer.from(reissued).toString('base64url')}.${id}.${signature}`,
    'with an unknown key': `${version}.${body}.${id.replace(/./g, 'z')}.${signature}`,
    'of another version': `v9.${body}.${id}.${signature}`,
    'cut short': token.slice(0, -1),
    'cut in half': token.slice(0, token.length / 2),
    'that is no token': 'x'.repeat(token.length),
    'that is empty': '',
    ...others,
  };
}

/** Every bad token at the three doors that ask for one: the link, the page and the form. */
async function refusals({ deskUrl, deskLink, later }: DeskHost): Promise<Record<string, Refused[]>> {
  const client = new DeskClient(deskUrl);
  const desk = await client.open(deskLink);
  client.close();
  const key = new URL(deskLink).searchParams.get('key') ?? '';
  const cookie = (name: string) => client.cookies.get(name) ?? '';
  const [read, act] = [cookie('desk_read'), cookie('desk_act')];
  const token = formTokenOf(desk.text);
  const link = (kind: string, given: string, issue = 1): Refused => ({ kind, path: `/open/${issue}?key=${given}` });
  const page = (kind: string, given: string, issue = 1): Refused => ({
    kind,
    path: `/desk/${issue}`,
    cookies: { desk_read: given },
  });
  const form = (kind: string, given: { act?: string; form?: string }, issue = 1): Refused => ({
    kind,
    path: `/desk/${issue}/undo`,
    cookies: { desk_act: given.act ?? act },
    form: { form: given.form ?? token },
  });
  const of = (make: (kind: string, given: string) => Refused, all: Record<string, string>) =>
    Object.entries(all).map(([kind, given]) => make(kind, given));
  return {
    'a link': [
      { kind: 'without one', path: '/open/1' },
      ...of(link, spoil(key, { 'for another purpose': read })),
      link('of another issue', key, 2),
      { ...link('that has expired', key), at: later },
    ],
    'a page': [
      { kind: 'without one', path: '/desk/1' },
      ...of(page, spoil(read, { 'for another purpose': act })),
      page('of another issue', read, 2),
      { ...page('that has expired', read), at: later },
    ],
    'a form': [
      ...of((kind, given) => form(kind, { form: given }), spoil(token, { 'for another purpose': act })),
      ...of(
        (kind, given) => form(`${kind}, for the cookie`, { act: given }),
        spoil(act, { 'for another purpose': read }),
      ),
      form('of another issue', {}, 2),
      { ...form('that has expired', {}), at: later },
    ],
  };
}

/** How long every kind of bad token is answered, in turns and in another order each round; throws when one is not refused, or by another page. */
export async function tellRefusals(host: DeskHost, tell: (line: string) => void): Promise<BenchTable> {
  const doors = await refusals(host);
  const rows: (string | number)[][] = [];
  const now = host.now();
  for (const [door, kinds] of Object.entries(doors)) {
    tell(`desk: ${kinds.length} kinds of bad tokens for ${door}, ${rounds} times each …`);
    const client = new DeskClient(host.deskUrl);
    const times = kinds.map(() => [] as number[]);
    const pages = new Set<string>();
    for (let round = 0; round < warming + rounds; round++)
      for (let turn = 0; turn < kinds.length; turn++) {
        // Steps that share no factor with the number of kinds: everybody comes after everybody else.
        const index = (turn * stepOf(kinds.length, round) + round) % kinds.length;
        const { at, path, cookies, form } = kinds[index] as Refused;
        if (at) host.setClock(at);
        const answer = await client.ask(path, form, new Map(Object.entries(cookies ?? {})));
        if (at) host.setClock(now);
        pages.add(`${answer.status} ${answer.text.replace(/nonce="[^"]+"/g, '')}`);
        if (round >= warming) times[index]?.push(answer.milliseconds);
      }
    client.close();
    if (pages.size !== 1 || ![...pages][0]?.startsWith('404'))
      throw new Error(`${door}: expected one page for every bad token, got ${pages.size}.`);
    const middles = times.map((each) => quantile(each, 0.5));
    const all = quantile(times.flat(), 0.5);
    for (const [index, { kind }] of kinds.entries()) {
      const apart = (middles[index] as number) / all - 1;
      rows.push([`${door} ${kind}`, (middles[index] as number).toFixed(3), (100 * apart).toFixed(1)]);
    }
  }
  return {
    title: 'How long it takes to be refused',
    columns: ['what', 'ms, half', '% from all at that door'],
    rows,
    note: `Each ${rounds} times over HTTP, in turns. The page is the same, byte for byte but for its nonce. A link may be used again until it expires, by design: a mail's scanner does not burn it.`,
  };
}

function stepOf(count: number, round: number): number {
  const sharesNone = (a: number, b: number): boolean => (b === 0 ? a === 1 : sharesNone(b, a % b));
  const steps = Array.from({ length: count }, (_, index) => index + 1).filter((step) => sharesNone(step, count));
  return steps[round % steps.length] ?? 1;
}
