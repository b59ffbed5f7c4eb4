import { isIP } from 'node:net';

/** Names that Fastify knows for ranges of addresses. */
const RANGES: readonly string[] = ['loopback', 'linklocal', 'uniquelocal'];
/** A request passes through no more proxies than this. */
const MOST_HOPS = 10;

/** Which proxies may say whose request they pass on: how many there are, or their addresses. */
export type TrustedProxies = number | readonly string[];

/**
 * Reads `TRUST_PROXY`: a number of proxies, or addresses and ranges with commas between.
 * @returns null if it is neither; `true` is none, because every client could then give itself any address
 */
export function readTrustedProxies(text: string): TrustedProxies | null {
  if (/^\d+$/.test(text)) {
    const hops = Number(text);
    return hops >= 1 && hops <= MOST_HOPS ? hops : null;
  }
  const addresses = text.split(',').map((address) => address.trim());
  return addresses.every((address) => RANGES.includes(address) || isRange(address)) ? addresses : null;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // Without a prefix of one bit or more, every address would be trusted.
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}
