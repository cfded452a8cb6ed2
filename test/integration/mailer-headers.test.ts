import { createServer } from 'node:http';
import { SESClient } from '@aws-sdk/client-ses';
import { simpleParser } from 'mailparser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMailer } from '../../lambdas/adapters/mail';
import type { Mail } from '../../lambdas/domain/ports';
import { listen, type Service } from '../../lib/local/service';
import { useTestAccount } from '../support/store';

const taken: { raw: Buffer; destinations: string[] }[] = [];
let ses: Service;
let client: SESClient;
beforeAll(async () => {
  ses = await listen(
    createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const fields = new URLSearchParams(Buffer.concat(parts).toString());
      taken.push({
        raw: Buffer.from(fields.get('RawMessage.Data') ?? '', 'base64'),
        destinations: [...fields].filter(([name]) => name.startsWith('Destinations')).map(([, value]) => value),
      });
      response
        .writeHead(200, { 'content-type': 'text/xml' })
        .end(
          '<SendRawEmailResponse><SendRawEmailResult><MessageId>m</MessageId></SendRawEmailResult></SendRawEmailResponse>',
        );
    }),
  );
  client = new SESClient({ endpoint: ses.url, ...useTestAccount(), maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await ses.stop();
});

async function send(mail: Partial<Mail>) {
  const mailer = createMailer(
    { sender: 'digest@example.com', senderName: 'Steady State', configurationSet: 'c' },
    client,
  );
  await mailer.send({ to: 'ada@example.com', subject: 's', html: '<p>h</p>', text: 't', ...mail });
  const { raw, destinations } = taken.at(-1) as (typeof taken)[number];
  const head = raw.toString().split('\r\n\r\n')[0] as string;
  const names = head
    .replace(/\r\n[ \t]/g, ' ')
    .split('\r\n')
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase());
  return {
    raw: raw.toString('latin1'),
    parsed: await simpleParser(raw),
    names: names.sort(),
    destinations,
    head: head.replace(/\r\n[ \t]/g, ' '),
  };
}

test('without an address to leave by there is no header that promises one', async () => {
  expect((await send({})).names).toEqual([
    'content-type',
    'date',
    'from',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ]);
});

test('every line ends as a mail’s lines do, and none is longer than a server takes (RFC 5322, 2.1.1)', async () => {
  const text = `one\ntwo\r\nthree — four\n\n${'long '.repeat(400)}\n${'x'.repeat(3000)}\n`;
  for (const body of [text, 'plain\nascii\n', `夜勤\n${text}`]) {
    const { raw, parsed } = await send({ text: body, html: `<p>${body}</p>` });
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...raw.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(parsed.text?.trim()).toBe(body.replaceAll('\r\n', '\n').trim());
  }
});

test('with an https address the way out is one click (RFC 8058); with a mailto address it is a mail (RFC 2369)', async () => {
  const both = await send({ unsubscribe: ['mailto:leave@lists.example', 'https://lists.example/leave?who=a%40b'] });
  expect(both.head).toMatch(
    /^List-Unsubscribe: <mailto:leave@lists\.example>, <https:\/\/lists\.example\/leave\?who=a%40b>$/m,
  );
  expect(both.head).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click$/m);
  const mail = await send({ unsubscribe: ['mailto:leave@lists.example'] });
  expect(mail.names).toContain('list-unsubscribe');
  expect(mail.names).not.toContain('list-unsubscribe-post');
});

test('no subject and no address to leave by can add a header, a recipient or a part', async () => {
  const clean = await send({});
  const breaks = ['\r\n', '\n', '\r', '\u0085', '\u2028', '%0d%0a', '\r\n\t', '\u0000\r\n', '=?utf-8?Q?=0D=0A?='];
  const additions = [
    'Bcc: all@evil.example',
    'Content-Type: text/html',
    'To: all@evil.example',
    '\r\n<script>',
    'List-Unsubscribe: <https://evil.example>',
  ];
  let tried = 0;
  for (const line of breaks) {
    for (const addition of additions) {
      const subject = await send({ subject: `Steady State${line}${addition}${line}${line}body` });
      expect(subject.names, subject.head).toEqual(clean.names);
      expect(subject.destinations).toEqual(['ada@example.com']);
      expect(subject.parsed.text?.trim()).toBe('t');
      const leaving = await send({
        unsubscribe: [`https://lists.example/x${line}${addition}`, `mailto:a@b.c>${line}${addition}`],
      });
      expect(
        leaving.names.filter((name) => !name.startsWith('list-unsubscribe')),
        leaving.head,
      ).toEqual(clean.names);
      expect(leaving.destinations).toEqual(['ada@example.com']);
      tried += 2;
    }
  }
  console.log(`header injection: ${tried} tries, 0 headers, recipients or parts added`);
});
