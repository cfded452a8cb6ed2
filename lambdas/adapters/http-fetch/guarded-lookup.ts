import { promises as dnsPromises, type LookupAddress, lookup as lookupBySystem } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { FetchFailedError, type RefusedError } from '../../domain/errors';
import { checkAddress } from '../../domain/fetch/address';

/** Finds every address of a host name; `dns.lookup` has this shape. */
export type Lookup = (
  hostname: string,
  options: { all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup that asks the name servers directly, IPv4 first. `dns.lookup` shares four threads with zlib, so four
 * dead name servers would hold up every other source; it is asked only for names the servers do not know (a hosts file).
 */
export function createLookup(): { lookup: Lookup; close(): void } {
  const resolver = new dnsPromises.Resolver({ timeout: 2000, tries: 2 });
  const lookup: Lookup = (hostname, options, callback) => {
    // A name without a dot (localhost) is the machine's own and never asked of name servers (RFC 6761 §6.3).
    if (!hostname.includes('.')) {
      lookupBySystem(hostname, options, callback);
      return;
    }
    Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]).then(([v4, v6]) => {
      const found = [
        ...(v4.status === 'fulfilled' ? v4.value.map((address) => ({ address, family: 4 })) : []),
        ...(v6.status === 'fulfilled' ? v6.value.map((address) => ({ address, family: 6 })) : []),
      ];
      if (found.length > 0) callback(null, found);
      else if (v4.status === 'rejected' && ['ETIMEOUT', 'ECANCELLED'].includes(v4.reason.code)) callback(v4.reason, []);
      else lookupBySystem(hostname, options, callback);
    });
  };
  return { lookup, close: () => resolver.cancel() };
}

/** The addresses to which a connection may be made, and the first refusal among the others. */
function vetAddresses(addresses: readonly LookupAddress[], listed: boolean) {
  const vetted: LookupAddress[] = [];
  let refusal: Error | undefined;
  for (const entry of addresses) {
    try {
      checkAddress(entry.address, listed);
      vetted.push(entry);
    } catch (error) {
      refusal ??= error as RefusedError;
    }
  }
  return { vetted, refusal };
}

/**
 * Wraps a lookup for `net.connect` so that it hands out vetted addresses only: the name's public ones (loopback too for a
 * listed host), or an error when it has none. What is not handed out cannot be tried, whatever the connection falls back to.
 */
export function guardLookup(lookup: Lookup, listed: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const { vetted, refusal } = vetAddresses(addresses, listed);
      const first = vetted[0];
      if (first === undefined) {
        callback(refusal ?? new FetchFailedError(`The host "${hostname}" has no address.`), []);
      } else if (options.all === true) callback(null, vetted);
      else callback(null, first.address, first.family);
    });
  };
}
