import { describe, expect, test } from 'vitest';
import { createAddressGuard } from '../../../src/runtime/endpoints/address-guard.ts';

describe('without further words, requests go to the public internet only, and encrypted', () => {
  const guard = createAddressGuard([]);
  test.each([
    ['127.0.0.1', false],
    ['127.255.255.254', false],
    ['0.0.0.0', false],
    ['10.1.2.3', false],
    ['100.64.0.1', false],
    ['169.254.169.254', false],
    ['172.16.0.1', false],
    ['172.31.255.255', false],
    ['192.168.1.1', false],
    ['198.18.0.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::', false],
    ['::1', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:a9fe:a9fe', false],
    ['0:0:0:0:0:ffff:10.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['2002:7f00:1::', false],
    ['fd00:ec2::254', false],
    ['fe80::1', false],
    ['fe80::1%eth0', false],
    ['ff02::1', false],
    ['not an address', false],
    ['', false],
    ['1.1.1.1', true],
    ['172.32.0.1', true],
    ['100.128.0.1', true],
    ['::ffff:1.1.1.1', true],
    ['2606:4700:4700::1111', true],
  ])('%s: %s', (address, isAllowed) => {
    expect(guard.allows(address, true)).toBe(isAllowed);
    expect(guard.allows(address, false)).toBe(false);
  });
});

test.each([
  ['127.0.0.0/8', '127.0.0.1', true],
  ['127.0.0.0/8', '::ffff:127.0.0.1', true],
  ['127.0.0.0/8', '::1', false],
  ['::1', '::1', true],
  ['10.0.0.7', '10.0.0.7', true],
  ['10.0.0.7', '10.0.0.8', false],
  ['fd00::/8', 'fd12::1', true],
])('%s lets requests to %s out, encrypted or not: %s', (range, address, isAllowed) => {
  const guard = createAddressGuard([range]);
  expect([guard.allows(address, true), guard.allows(address, false)]).toEqual([isAllowed, isAllowed]);
});

test.each([
  'localhost',
  '127.0.0.1/33',
  '::1/129',
  '10.0.0.0/',
  '10.0.0.0/8/8',
  '10.0.0.0/x',
  '',
  '10.0.0/8',
])('"%s" is no range of addresses', (range) => {
  expect(() => createAddressGuard([range])).toThrow('is not a range of addresses');
});
