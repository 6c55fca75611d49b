import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, onTestFinished, test } from 'vitest';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import { aLargeObject } from './a-large-object.ts';
import { aRemoteSession } from './a-remote-session.ts';
import { aRequest } from './reading.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Bytes of the JavaScript heap and of buffers that are in use. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

test.each([
  { rowCount: 2_000_000, skipped: 0 },
  { rowCount: 600_000, skipped: 500_000 },
])(
  'a CSV of $rowCount rows of 100 bytes is read in less than 50 MB, after the first $skipped rows',
  async ({ rowCount, skipped }) => {
    const large = await aLargeObject(rowCount);
    onTestFinished(() => large.close());
    const request = aRequest({ InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' });
    const opened = await openItems(request, aRemoteSession(large.url));
    const before = bytesInUse();
    let mostInUse = 0;
    let count = 0;
    for await (const { value } of opened.read(skipped)) {
      count += 1;
      if (count % 250_000 !== 1) continue;
      expect(Object(value).number).toBe(String(skipped + count));
      mostInUse = Math.max(mostInUse, bytesInUse() - before);
    }
    expect(count).toBe(rowCount - skipped);
    expect(mostInUse).toBeLessThan(50 * 1024 * 1024);
  },
  60_000,
);
