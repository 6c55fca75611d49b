import type { Complain, MatchValue } from './match-expression.ts';
import type { PatternNode } from './pattern-text.ts';

/** An address of either version: its bytes. */
type Address = readonly number[];

/** A block of IPv4 or IPv6 addresses: `10.0.0.0/24`, `2001:db8::/32`. */
export function compileCidr(node: PatternNode, complain: Complain): MatchValue {
  if (node.kind !== 'Scalar' || typeof node.value !== 'string') {
    throw complain('cidr match pattern must be a string', node);
  }
  const [text = '', maskText, more] = node.value.split('/');
  if (maskText === undefined || more !== undefined) throw complain("Malformed CIDR, one '/' required", node);
  if (!/^\d{1,3}$/.test(maskText)) throw complain('Malformed CIDR, mask bits must be an integer', node);
  const base = parseAddress(text);
  if (base === undefined) throw complain(`Nonstandard IP address: ${text}`, node);
  const maskBits = Number(maskText);
  // A block of one address is that address, which AWS asks to be written as such.
  const bitsMax = base.length * 8 - 1;
  if (maskBits > bitsMax) throw complain(`IP mask bits must be < ${base.length * 8}`, node);
  return (value) => {
    if (typeof value !== 'string') return false;
    const address = parseAddress(value);
    return address !== undefined && address.length === base.length && sharesBits(address, base, maskBits);
  };
}

function sharesBits(left: Address, right: Address, bits: number): boolean {
  const bytes = bits >> 3;
  for (let index = 0; index < bytes; index += 1) {
    if (left[index] !== right[index]) return false;
  }
  const rest = 8 - (bits & 7);
  return rest === 8 || (left[bytes] ?? 0) >> rest === (right[bytes] ?? 0) >> rest;
}

function parseAddress(text: string): Address | undefined {
  return text.includes(':') ? parseVersion6(text) : parseVersion4(text);
}

function parseVersion4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255)) {
    return undefined;
  }
  return parts.map(Number);
}

function parseVersion6(text: string): Address | undefined {
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return undefined;
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  if (before === undefined || after === undefined) return undefined;
  const missing = 16 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...before, ...Array<number>(missing).fill(0), ...after];
}

/** The bytes of groups of hexadecimal digits, the last of which may be written as an IPv4 address. */
function groupsOf(text: string): Address | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const embedded = index === groups.length - 1 && group.includes('.') ? parseVersion4(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else if (/^[\da-f]{1,4}$/i.test(group)) {
      const bits = Number.parseInt(group, 16);
      bytes.push(bits >> 8, bits & 255);
    } else return undefined;
  }
  return bytes;
}
