import { assert } from '../../base/assert.ts';
import { parseInteger } from '../rows.ts';
import type { PurgeOutcome, PurgeRequest } from '../store.ts';
import type { RequestType } from './lane.ts';
import { requestHeadWidth, writeKind } from './wire.ts';

/** Where a purge's request keeps what; the executions' keys, two cells each, follow. */
export const purgeCell = { endedBefore: 2, turnsMax: 3 } as const;

export const purgeKeysStart = requestHeadWidth + 2;

export const purgeRequest: RequestType<PurgeRequest, PurgeOutcome> = {
  push: (cells, { keys, endedBefore, turnsMax }) => {
    cells.push(writeKind.purge, purgeKeysStart + 2 * keys.length, endedBefore, turnsMax);
    for (const { shard, id } of keys) cells.push(shard, id);
    return 0;
  },
  parse: (answer) => {
    assert(answer !== undefined, 'an answer to a purge');
    const [executionCount, turnCount, isLogLeft] = answer;
    return {
      executionCount: parseInteger(executionCount),
      turnCount: parseInteger(turnCount),
      isLogLeft: isLogLeft === 1,
    };
  },
};
