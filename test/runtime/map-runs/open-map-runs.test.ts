import { describe, expect, test } from 'vitest';
import { type Admission, createOpenMapRuns } from '../../../src/runtime/map-runs/open-map-runs.ts';

const here = 'arn:aws:states:us-east-1:111111111111:mapRun:machine/each:';

/** Admits Map Runs, and knows which are open. */
function aLine(max: number) {
  const openMapRuns = createOpenMapRuns(max);
  const open = new Set<string>();
  return {
    admit(name: string, { waits = true, at = here } = {}): Admission {
      const admission = openMapRuns.admit(`${at}${name}`, { waits });
      void admission.opened.then(() => open.add(name));
      return admission;
    },
    async open(): Promise<readonly string[]> {
      await new Promise(setImmediate);
      return [...open];
    },
  };
}

describe('Map Runs of one account and region', () => {
  test('are open up to the limit, and others in the order in which they came', async () => {
    const { admit, open } = aLine(2);
    const [a, b] = [admit('a'), admit('b'), admit('c'), admit('d'), admit('e')];
    expect(await open()).toEqual(['a', 'b']);
    b.leave();
    expect(await open()).toEqual(['a', 'b', 'c']);
    a.leave();
    expect(await open()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('leave their place in the line, too', async () => {
    const { admit, open } = aLine(1);
    const [a, b] = [admit('a'), admit('b'), admit('c')];
    b.leave();
    expect(await open()).toEqual(['a']);
    a.leave();
    expect(await open()).toEqual(['a', 'c']);
  });

  test('are open beyond the limit where they wait for no room, and others wait until all of those are gone', async () => {
    const { admit, open } = aLine(1);
    const [a, b, c] = [admit('a'), admit('b', { waits: false }), admit('c'), admit('d')];
    c.letPass();
    c.letPass();
    a.letPass();
    expect(await open()).toEqual(['a', 'b', 'c']);
    a.leave();
    b.leave();
    expect(await open()).toEqual(['a', 'b', 'c']);
    c.leave();
    expect(await open()).toEqual(['a', 'b', 'c', 'd']);
  });

  test('have no part in those of another', async () => {
    const { admit, open } = aLine(1);
    admit('a');
    admit('b', { at: here.replace('us-east-1', 'eu-west-1') });
    admit('c', { at: here.replace('111111111111', '222222222222') });
    admit('d', { at: here.replace('machine', 'other') });
    expect(await open()).toEqual(['a', 'b', 'c']);
  });
});
