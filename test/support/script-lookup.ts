import type { LookupAddress } from 'node:dns';
import { isIP } from 'node:net';
import type { Lookup } from '../../lambdas/adapters/http-fetch/guarded-lookup';

function answerWith(addresses: readonly string[]): LookupAddress[] {
  return addresses.map((address) => ({ address, family: isIP(address) }));
}

/** A look-up that gives these answers one after the other, the last one ever after. */
export function scriptLookup(answers: readonly (readonly string[])[]): { lookup: Lookup; asked: string[] } {
  const asked: string[] = [];
  const lookup: Lookup = (hostname, _options, callback) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(hostname);
    process.nextTick(callback, null, answerWith(answer));
  };
  return { lookup, asked };
}
