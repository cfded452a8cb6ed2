import { describe, expect, test } from 'vitest';
import { disclosureLines, disclosureOf } from '../../../lambdas/domain/disclosure';

describe('the disclosure', () => {
  const lines = disclosureLines({ employer: ['www.Employer.example', 'both.example'], sponsor: ['both.example'] });

  test('is found however the host was spelled in the settings, on its subdomains too, and on no other', () => {
    const line = 'Full disclosure: www.Employer.example is my employer.';
    for (const host of ['employer.example', 'www.employer.example', 'blog.employer.example'])
      expect(disclosureOf(`https://${host}/x`, lines)).toBe(line);
    expect(disclosureOf('https://notemployer.example/x', lines)).toBeUndefined();
    expect(disclosureOf('not a link', lines)).toBeUndefined();
  });

  test('of a host that is both names the employer', () => {
    expect(disclosureOf('https://both.example/', lines)).toBe('Full disclosure: both.example is my employer.');
  });
});
