import { isIPv6 } from 'node:net';

/** How many groups of an IPv6 address belong to a network (/64): a client may take any address of its own. */
const NETWORK_GROUPS = 4;
const GROUPS = 8;
/** What clients count under that have left before they were counted. */
const GONE = 'gone';

/**
 * What limits by address count under: an IPv4 address, or the /64 network of an IPv6 address.
 * @param address as Fastify tells it: of the connection, or what a trusted proxy says; undefined once that is closed,
 *   whatever its type says
 * @example addressKey('::ffff:192.0.2.1') // 192.0.2.1
 * @example addressKey('2001:db8::1') // 2001:db8:0:0
 */
export function addressKey(address: string | undefined): string {
  if (address === undefined) return GONE;
  if (!address.includes(':')) return address;
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? [];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').toLowerCase().split('::');
  const groupsOf = (part: string) => (part === '' ? [] : part.split(':'));
  const [first, last] = [groupsOf(head), groupsOf(tail ?? '')];
  // An IPv4 address at the end stands for two groups; they are not of the network.
  const length = first.length + last.length + (address.includes('.') ? 1 : 0);
  const zeros = tail === undefined ? 0 : Math.max(0, GROUPS - length);
  return [...first, ...Array<string>(zeros).fill('0'), ...last]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
