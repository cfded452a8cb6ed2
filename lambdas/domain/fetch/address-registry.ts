/**
 * Every block that is not the public internet, with the words a person reads when it is refused.
 * Source: the IANA special-purpose registries for IPv4 and IPv6 (RFC 6890, updated 2025-10-09), the
 * IPv4 multicast and class E blocks (RFC 5771, RFC 1112) and the IPv6 address space (RFC 4291).
 * Blocks that IANA calls globally reachable (anycast relays, AS112, ORCHIDv2) are listed too: no feed is served there.
 */
export const IPV4_BLOCKS: readonly (readonly [cidr: string, meaning: string])[] = [
  ['0.0.0.0/8', 'unspecified'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved for protocols'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'a DNS sink (AS112)'],
  ['192.52.193.0/24', 'a multicast relay'],
  ['192.88.99.0/24', 'a 6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'a DNS sink (AS112)'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
];

/** The only part of IPv6 from which public unicast addresses have been given out (RFC 4291, RFC 3587). */
export const IPV6_GLOBAL_UNICAST = '2000::/3';

/** What is refused within it, and better words than "reserved" for well-known blocks outside it. First match wins. */
export const IPV6_BLOCKS: readonly (readonly [cidr: string, meaning: string])[] = [
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::ffff:0:0/96', 'an IPv4 address in disguise'],
  ['::/96', 'an IPv4 address in disguise'],
  ['::ffff:0:0:0/96', 'an IPv4 address in disguise'],
  ['64:ff9b::/96', 'an IPv4 address in disguise (NAT64)'],
  ['64:ff9b:1::/48', 'an IPv4 address in disguise (NAT64)'],
  ['100::/64', 'discard-only'],
  ['100:0:0:1::/64', 'reserved for protocols'],
  ['2001::/32', 'a Teredo tunnel'],
  ['2001:2::/48', 'benchmarking'],
  ['2001:10::/28', 'ORCHID'],
  ['2001:20::/28', 'ORCHID'],
  ['2001::/23', 'reserved for protocols'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', 'a 6to4 tunnel'],
  ['2620:4f:8000::/48', 'a DNS sink (AS112)'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];

/**
 * Names that lead inside and never to a public feed: special-use names (RFC 6761, 6762, 7686, 8375)
 * and the suffixes that clouds and home routers answer for themselves.
 */
export const INSIDE_SUFFIXES: readonly string[] = [
  'localhost',
  'localdomain',
  'local',
  'internal',
  'intranet',
  'private',
  'corp',
  'home',
  'lan',
  'home.arpa',
  'onion',
];
