import { describe, expect, test } from 'vitest';
import { issuePageToken, openPageToken } from '../../../../src/api/operations/states/page-token.ts';
import type { Json } from '../../../../src/base/json.ts';

const day = 24 * 60 * 60 * 1000;
const request = ['ListExecutions', 'arn:machine', 'FAILED'];
const now = Date.UTC(2026, 0, 15);
const refused = "Invalid Token: 'Invalid token'";

describe('a token gives back the position it stands for', () => {
  test.each([
    { title: 'at once', later: 0 },
    { title: 'a day later but for a millisecond', later: day - 1 },
  ])('$title', ({ later }) => {
    for (const position of ['a name', [3, 17], []]) {
      const token = issuePageToken(position, { request, now });
      expect(openPageToken(token, { request, now: now + later })).toEqual(position);
    }
  });

  test('and no token for none', () => {
    expect(openPageToken(undefined, { request, now })).toBeUndefined();
  });

  test('and fits where it stands, however long the name', () => {
    const token = issuePageToken('\u{1f600}'.repeat(80), { request, now });
    expect(token.length).toBeLessThanOrEqual(1024);
    expect(openPageToken(token, { request, now })).toBe('\u{1f600}'.repeat(80));
  });
});

describe('a token is refused', () => {
  test.each([
    { title: 'after a day', scope: { request, now: now + day } },
    { title: 'for another operation', scope: { request: ['ListMapRuns', 'arn:machine', 'FAILED'], now } },
    { title: 'for another resource', scope: { request: ['ListExecutions', 'arn:other', 'FAILED'], now } },
    { title: 'for another filter', scope: { request: ['ListExecutions', 'arn:machine', null], now } },
  ])('$title', ({ scope }) => {
    const token = issuePageToken('a name', { request, now });
    expect(() => openPageToken(token, scope)).toThrow(refused);
  });

  const [, expiresAt, owner] = JSON.parse(
    Buffer.from(issuePageToken('a', { request, now }), 'base64').toString(),
  ) as readonly [Json, number, string];
  test.each<{ readonly title: string; readonly opened: Json | undefined }>([
    { title: 'that nobody issued', opened: undefined },
    { title: 'that is no list', opened: { position: 'a' } },
    { title: 'with a part too few', opened: ['a', expiresAt] },
    { title: 'with a part too many', opened: ['a', expiresAt, owner, 1] },
    { title: 'that never expires', opened: ['a', 'never', owner] },
    { title: 'with no expiry', opened: ['a', null, owner] },
    { title: 'of no request', opened: ['a', expiresAt, ''] },
    { title: 'whose position is an object', opened: [{ a: 1 }, expiresAt, owner] },
    { title: 'whose position counts from below 0', opened: [[-1, 0], expiresAt, owner] },
    { title: 'whose position is half a number', opened: [[0.5], expiresAt, owner] },
    { title: 'whose position is beyond all numbers', opened: [[2 ** 60], expiresAt, owner] },
    { title: 'whose position is nothing', opened: [null, expiresAt, owner] },
  ])('$title', ({ opened }) => {
    const token =
      opened === undefined ? 'no-such-page' : Buffer.from(JSON.stringify(opened)).toString('base64');
    expect(() => openPageToken(token, { request, now })).toThrow(refused);
  });
});
