import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { measuredMessage, receiptMessage } from '../../../lambdas/contract/measures';
import type { ToldFinding } from '../../../lambdas/domain/finding';
import { tellFindings } from '../../../lambdas/pipeline/tell';
import { readLogEvent } from '../../../lambdas/runtime/log-event';
import { minutesPast } from '../../support/moments';

/** Lines of a log as CloudWatch Logs hands them over. */
function eventOf(lambda: string, ...lines: unknown[]) {
  const logEvents = lines.map((line) => ({ message: typeof line === 'string' ? line : JSON.stringify(line) }));
  const data = gzipSync(JSON.stringify({ messageType: 'DATA_MESSAGE', subscriptionFilters: [lambda], logEvents }));
  return { awslogs: { data: data.toString('base64') } };
}

/** An operator with an inbox, who may be out of reach. */
function openWorld() {
  const kept = new Map<string, ToldFinding>();
  const mails: { subject: string; text: string }[] = [];
  const world = {
    reachable: true,
    told: {
      read: async (key: string) => kept.get(key),
      keep: async (finding: ToldFinding) => void kept.set(finding.key, finding),
    },
    operator: {
      async tell(mail: { subject: string; text: string }) {
        if (!world.reachable) throw new Error('SNS is not there');
        mails.push(mail);
      },
    },
  };
  const hear = (lambda: string, minutes: number, ...lines: unknown[]) =>
    tellFindings(world, readLogEvent(eventOf(lambda, ...lines)), 'docs/runbook.md', minutesPast(minutes));
  return { world, mails, hear };
}

const watched = (about: object) => ({ level: 'INFO', message: measuredMessage, fellSilent: [], ...about });
const failed = { level: 'ERROR', message: 'poll failed', error: { message: 'secret words of a feed' } };

describe('the operator', () => {
  test('is told of every finding of one alarm, however long another rings: two lambdas, two kinds of late, two mails', async () => {
    const { mails, hear } = openWorld();
    for (let minutes = 0; minutes < 600; minutes += 2) {
      await hear('poll', minutes, failed);
      if (minutes === 300) await hear('remind', minutes, { level: 'ERROR', message: 'editor not mailed' });
    }
    expect(mails.map(({ subject }) => subject)).toEqual([
      'sre-digest: poll logged an error: poll failed',
      'sre-digest: remind logged an error: editor not mailed',
    ]);
    for (let minutes = 600; minutes < 900; minutes += 5)
      await hear('watch', minutes, watched({ draftsMissing: 1, issuesLate: minutes < 700 ? 0 : 1 }));
    expect(mails.slice(2).map(({ subject }) => subject.slice(12, 40))).toEqual([
      'there is no draft of this we',
      'an approved issue is not out',
    ]);
    await hear('receipt', 900, { message: receiptMessage, issue: 76, kind: 'issue', lost: true, complaint: false });
    await hear('receipt', 901, { message: receiptMessage, issue: 76, kind: 'issue', lost: true, complaint: true });
    expect(mails.slice(4).map(({ text }) => /SES reports|as spam/.exec(text)?.[0])).toEqual(['SES reports', 'as spam']);
  });

  test('is told of each source that fell silent by its name, once, also when another was told the day before', async () => {
    const { mails, hear } = openWorld();
    const silent = (minutes: number, ...fellSilent: string[]) =>
      hear('watch', minutes, watched({ sourcesSilent: fellSilent.length, fellSilent }));
    for (let minutes = 0; minutes < 1440; minutes += 5) await silent(minutes, 'Kestrel', 'Northlight');
    for (let minutes = 1440; minutes < 2880; minutes += 5) await silent(minutes, 'Saltmarsh');
    expect(mails.length).toBe(2);
    expect(mails[0]?.text.match(/habit, and the dashboard names it: (\w+)/g)).toHaveLength(2);
    expect(mails[0]?.subject).toMatch(/\(and 1 more\)$/);
    expect(mails[1]?.text).toContain('names it: Saltmarsh.');
  });

  test('is told again of what had ended for an hour, and of more of what goes on, but not of less', async () => {
    const { mails, hear } = openWorld();
    const unclear = (minutes: number, mailsUnclear: number) => hear('watch', minutes, watched({ mailsUnclear }));
    for (const [minutes, count] of [
      [0, 1],
      [5, 1],
      [10, 2],
      [15, 1],
      [74, 1],
      [134, 1],
    ] as const)
      await unclear(minutes, count);
    expect(mails.map(({ text }) => / \((\d) of them\)/.exec(text)?.[1] ?? '1')).toEqual(['1', '2', '1']);
    await hear('watch', 135, watched({}));
    expect(mails).toHaveLength(3);
  });

  test('is told once, and of the most, when one delivery of the log has several counts of one thing, in any order', async () => {
    for (const counts of [
      [3, 1],
      [1, 3],
    ]) {
      const { mails, hear } = openWorld();
      await hear('watch', 0, ...counts.map((mailsUnclear) => watched({ mailsUnclear })));
      expect(mails.map(({ text }) => / \((\d) of them\)/.exec(text)?.[1])).toEqual(['3']);
      expect(await hear('watch', 5, watched({ mailsUnclear: 3 })), 'no more than was told').toBe(0);
    }
  });

  test('hears at the next try what could not be told, and nothing is noted before', async () => {
    const { world, mails, hear } = openWorld();
    world.reachable = false;
    await expect(hear('draft', 0, failed)).rejects.toThrow('SNS');
    world.reachable = true;
    expect(await hear('draft', 1, failed)).toBe(1);
    expect(await hear('draft', 2, failed)).toBe(0);
    expect(mails).toHaveLength(1);
  });

  test('is sent to the section of the runbook, and reads no words of a feed', async () => {
    const { mails, hear } = openWorld();
    await hear('poll', 0, failed, {
      level: 'ERROR',
      message: { errorType: 'TypeError', errorMessage: 'secret words' },
    });
    expect(mails[0]?.text).toContain('docs/runbook.md#a-lambda-failed');
    expect(mails[0]?.text).toContain('Poll logged an error: TypeError.');
    expect(JSON.stringify(mails)).not.toContain('secret words');
    await hear('answers', 0, { status: '503', route: 'GET /desk/{issue}' }, { status: '404' });
    expect(mails[1]?.subject).toBe('sre-digest: the desk or the archive answered 503');
  });

  test('hears nothing of a good week, of lines that are no JSON, or of another’s', async () => {
    const { mails, hear } = openWorld();
    const good = watched({ draftsMissing: 0, issuesLate: 0, mailsUnclear: 0, sourcesSilent: 0 });
    await hear('watch', 0, good, 'REPORT RequestId: 1', '[1]', 'null', '{"level":"INFO"}', { type: 'platform.report' });
    expect(mails).toEqual([]);
  });

  test('gets subjects that SNS takes: short, printable, one line', async () => {
    const { mails, hear } = openWorld();
    const name = `Zuverlässigkeit\r\nBcc: eve@evil.example ${'x'.repeat(300)}`;
    await hear('watch', 0, watched({ sourcesSilent: 1, fellSilent: [name] }), { level: 'ERROR', message: '' });
    await hear('we\nird', 0, { level: 'ERROR', message: `a\nb${'y'.repeat(200)}` });
    for (const { subject } of mails) expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    expect(mails).toHaveLength(2);
  });
});
