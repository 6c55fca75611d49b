import { type ConditionOperator, type MatchValue, negated } from './operator.ts';

const ipAddress: ConditionOperator = {
  isNegated: false,
  compile: (text) => {
    const [address = '', prefix, ...others] = text.split('/');
    if (others.length > 0) return undefined;
    return address.includes(':') ? compileIpv6(address, prefix) : compileIpv4(address, prefix);
  },
};

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators", IP address condition operators. */
export const ipAddressOperators = { IpAddress: ipAddress, NotIpAddress: negated(ipAddress) };

function compileIpv4(address: string, prefix: string | undefined): MatchValue | undefined {
  const base = parseIpv4(address);
  const bits = parsePrefix(prefix, 32);
  return base === undefined || bits === undefined ? undefined : ipv4Range(base, bits);
}

function compileIpv6(address: string, prefix: string | undefined): MatchValue | undefined {
  const base = parseIpv6(address);
  const bits = parsePrefix(prefix, 128);
  if (base === undefined || bits === undefined) return undefined;
  const mapped = mappedIpv4(base);
  if (mapped !== undefined && bits >= mappingBits) return ipv4Range(mapped, bits - mappingBits);
  return (value) => {
    const groups = value.includes(':') ? parseIpv6(value) : undefined;
    return groups !== undefined && mappedIpv4(groups) === undefined && hasSamePrefix(base, groups, bits);
  };
}

function ipv4Range(base: number, bits: number): MatchValue {
  const size = 2 ** (32 - bits);
  const network = Math.floor(base / size);
  return (value) => {
    const address = value.includes(':') ? mappedIpv4(parseIpv6(value)) : parseIpv4(value);
    return address !== undefined && Math.floor(address / size) === network;
  };
}

function parsePrefix(text: string | undefined, bitsMax: number): number | undefined {
  if (text === undefined) return bitsMax;
  return /^\d{1,3}$/.test(text) && Number(text) <= bitsMax ? Number(text) : undefined;
}

const dot = 0x2e;
const zero = 0x30;

/** The address as one number; a loop, since a call is asked for its address again and again. */
function parseIpv4(text: string): number | undefined {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === dot) {
      if (digits === 0 || dots === 3) return undefined;
      address = address * 256 + part;
      part = 0;
      digits = 0;
      dots += 1;
      continue;
    }
    const digit = code - zero;
    if (digit < 0 || digit > 9 || digits === 3) return undefined;
    part = part * 10 + digit;
    digits += 1;
    if (part > 255) return undefined;
  }
  return dots === 3 && digits > 0 ? address * 256 + part : undefined;
}

/** Eight numbers of 16 bits. */
type Groups = readonly number[];

function parseIpv6(text: string): Groups | undefined {
  const [left = '', right, ...others] = text.split('::');
  if (others.length > 0) return undefined;
  const head = parseGroups(left);
  const tail = right === undefined ? [] : parseGroups(right);
  if (head === undefined || tail === undefined) return undefined;
  const gap = 8 - head.length - tail.length;
  if (right === undefined ? gap !== 0 : gap < 1) return undefined;
  return [...head, ...new Array<number>(gap).fill(0), ...tail];
}

function parseGroups(text: string): Groups | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const pieces = text.split(':');
  for (const [index, piece] of pieces.entries()) {
    const embedded = index === pieces.length - 1 ? parseIpv4(piece) : undefined;
    if (embedded !== undefined) groups.push(Math.floor(embedded / 0x10000), embedded % 0x10000);
    else if (/^[0-9a-fA-F]{1,4}$/.test(piece)) groups.push(Number.parseInt(piece, 16));
    else return undefined;
  }
  return groups;
}

/** The bits that `::ffff:` puts in front of an IPv4 address. */
const mappingBits = 96;

/** Servers that listen on both protocols report an IPv4 caller as `::ffff:203.0.113.7`. */
function mappedIpv4(groups: Groups | undefined): number | undefined {
  if (groups?.[5] !== 0xffff || groups.slice(0, 5).some((group) => group !== 0)) return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return high * 0x10000 + low;
}

function hasSamePrefix(base: Groups, groups: Groups, bits: number): boolean {
  for (let index = 0; index * 16 < bits; index += 1) {
    const differing = (base[index] ?? 0) ^ (groups[index] ?? 0);
    if (differing >>> (16 - Math.min(16, bits - index * 16)) !== 0) return false;
  }
  return true;
}
