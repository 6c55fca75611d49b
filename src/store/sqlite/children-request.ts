import type { Cell } from '../cell.ts';
import type { MapRunKey, MapRunProgress } from '../map-runs.ts';
import type { TurnCommit } from '../store.ts';
import type { RequestType } from './lane.ts';
import { pushTurn } from './turn-request.ts';
import { writeKind } from './wire.ts';

export interface ChildrenStart {
  readonly key: MapRunKey;
  readonly progress: MapRunProgress;
  readonly turns: readonly TurnCommit[];
}

/** The cells before the turns, each of which is a request of its own in form. */
export const childrenHeadWidth = 8;

/** First turns of children with what their Map Run has handed out then: one request, so that they are one write. */
export const childrenRequest: RequestType<ChildrenStart, void> = {
  push(cells: Cell[], { key, progress, turns }) {
    const { itemCount, childCount, isExhausted, sourceVersion } = progress;
    const start = cells.length;
    cells.push(writeKind.startChildren, childrenHeadWidth);
    cells.push(itemCount, childCount, isExhausted ? 1 : 0, sourceVersion ?? null, key.shard, key.id);
    let textLength = 0;
    for (const turn of turns) textLength += pushTurn(cells, turn);
    cells[start + 1] = cells.length - start;
    return textLength;
  },
  parse: () => {},
};
