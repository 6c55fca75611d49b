import { BlockList, isIP } from 'node:net';

/** Which addresses requests of workflows may go to. */
export interface AddressGuard {
  /** Whether a connection to `address` may be made; one that is not encrypted only where the operator named the address. */
  allows(address: string, isEncrypted: boolean): boolean;
}

/**
 * Loopback, private, link-local and all other ranges that are not the public internet. Ranges that carry another address in
 * them, such as 6to4, lead wherever that one does.
 *
 * Source: IANA IPv4 and IPv6 Special-Purpose Address Registries.
 */
const specialRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

const special = listOf(specialRanges);

/**
 * Lets requests out to the public internet, and to the ranges that the operator names besides: `127.0.0.0/8`. Throws an Error
 * for the operator where one of them is no range of addresses.
 */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const named = listOf(allowed);
  return {
    allows(address, isEncrypted) {
      const plain = withoutMapping(address);
      const family = familyOf(plain);
      if (family === undefined) return false;
      if (named.check(plain, family)) return true;
      return isEncrypted && !special.check(plain, family);
    },
  };
}

function listOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, ...rest] = range.split('/');
    const family = familyOf(address);
    const longest = family === 'ipv6' ? 128 : 32;
    const length = bits === undefined ? longest : Number(bits);
    const isRange = family !== undefined && rest.length === 0 && bits !== '';
    if (!isRange || !Number.isInteger(length) || length < 0 || length > longest) {
      throw new Error(`${range} is not a range of addresses such as 127.0.0.0/8 or fd00::/8.`);
    }
    list.addSubnet(address, length, family);
  }
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? 'ipv4' : 'ipv6';
}

/** An IPv4 address that is written as an IPv6 one is that IPv4 address: `::ffff:7f00:1` is 127.0.0.1. */
function withoutMapping(address: string): string {
  if (isIP(address) !== 6) return address;
  const { hostname } = new URL(`http://[${address.split('%')[0]}]`);
  const [, high, low] = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/.exec(hostname) ?? [];
  if (high === undefined || low === undefined) return address;
  const bits = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return bits.flatMap((half) => [half >> 8, half & 0xff]).join('.');
}
