import { describe, expect, it } from 'vitest';
import type { ReportedUpdate } from '../../../../lambdas/domain/incident/report';
import { fold, report, seenAt } from './harbourly';

describe('bad input', () => {
  it('starts an incident without any time when it was first seen', () => {
    expect(fold([report()]).startedAt).toBe(seenAt);
  });

  it('does not believe the year 2099 or 1970, and keeps the incident', () => {
    const merged = fold([
      report({
        startedAt: '1970-01-01T00:00:00Z',
        resolvedAt: '2099-01-01T00:00:00Z',
        updates: [{ at: '2026-03-04T10:00:00Z', stage: 'investigating', text: 'x' }],
      }),
    ]);
    expect(merged.startedAt).toBe('2026-03-04T10:00:00.000Z');
    expect(merged.endedAt).toBeUndefined();
  });

  it('closes an incident that ends before it starts at its last message', () => {
    const merged = fold([
      report({
        startedAt: '2026-03-04T12:00:00Z',
        resolvedAt: '2026-03-04T11:00:00Z',
        updates: [{ at: '2026-03-04T12:30:00Z', stage: 'resolved', text: 'Over.' }],
      }),
    ]);
    expect(merged).toMatchObject({ startedAt: '2026-03-04T12:00:00.000Z', endedAt: '2026-03-04T12:30:00.000Z' });
  });

  it('keeps 5,000 updates within 20 KB, with count, start and end right', () => {
    const start = Date.UTC(2026, 1, 1);
    const updates: ReportedUpdate[] = Array.from({ length: 5_000 }, (_, at) => ({
      at: new Date(start + at * 300_000).toISOString(),
      stage: at === 4_999 ? 'resolved' : 'update',
      text: `Update ${at}: ${'requests fail due to a bad route at our upstream provider '.repeat(8)}`,
    }));
    const components = Array.from({ length: 300 }, (_, at) => `Component ${at} ${'x'.repeat(200)}`);
    const whole = report({ updates, components, aliases: updates.map(({ at }) => at!) });
    const halves = [report({ updates: updates.slice(0, 2_600) }), report({ updates: updates.slice(2_400) })];
    const merged = fold([...halves, whole]);
    expect(merged.updates).toBe(5_000);
    expect(merged.startedAt).toBe(updates[0]!.at);
    expect(merged.endedAt).toBe(updates.at(-1)!.at);
    expect(JSON.stringify(merged).length).toBeLessThan(20_000);
  });

  it('shows markup and scripts as nothing but their plain text', () => {
    const merged = fold([
      report({
        title: '<b>API</b> down<script>alert(1)</script>',
        url: 'javascript:alert(1)',
        components: ['<img src=x onerror=alert(1)>API'],
      }),
    ]);
    expect(merged).toMatchObject({ title: 'API down', url: '', components: ['API'] });
  });
});
