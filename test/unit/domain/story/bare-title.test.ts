import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareTitle } from '../../../../lambdas/domain/story/bare-title';

const bare = (title: string, publisher = 'acme.example') => bareTitle(title, publisher).trim();

describe('a title without the form of its list', () => {
  it.each([
    ['Sponsored: A week without alerts', 'A week without alerts'],
    ['Show HN: A tool for game days', 'A tool for game days'],
    ['Acme Engineering Blog: Our outage of May', 'Our outage of May'],
    ['12. A week without alerts', 'A week without alerts'],
    ['#3: A week without alerts', 'A week without alerts'],
    ['A week without alerts [2024]', 'A week without alerts'],
    ['[video] A week without alerts', 'A week without alerts'],
    ['A week without alerts (5 minute read)', 'A week without alerts'],
    ['A week without alerts | Some Site', 'A week without alerts'],
    ['A week without alerts – The Company Blog', 'A week without alerts'],
    ['A week without alerts - Acme', 'A week without alerts'],
  ])('%s → %s', (title, without) => {
    expect(bare(title)).toBe(without);
  });

  it.each([
    ['A week without alerts - Acme', 'elsewhere.example'],
    ['Chaos engineering - lessons learned', 'acme.example'],
    ['Running databases | part 2', 'acme.example'],
    ['2038: the clock runs out', 'acme.example'],
    ['On-call at a small company', 'acme.example'],
    ['| Acme', 'acme.example'],
    ['5 ways to page nobody', 'acme.example'],
  ])('leaves “%s” of %s as it is', (title, publisher) => {
    expect(bare(title, publisher)).toBe(title);
  });

  it('is never empty where the title has a letter beside its label and remarks, and never longer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300, size: 'max' }), fc.string(), (title, publisher) => {
        expect(bareTitle(title, publisher).length).toBeLessThanOrEqual(title.length);
        expect(bareTitle(`outage ${title}`, publisher)).toContain('outage');
      }),
    );
  });
});
