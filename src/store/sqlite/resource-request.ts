import { assert } from '../../base/assert.ts';
import type { Cell } from '../cell.ts';
import type { ResourceChange } from '../store.ts';
import { cacheKey } from './resource-cache.ts';
import { requestHeadWidth, writeKind } from './wire.ts';

/** A change and its body's JSON; the text is empty for a deletion. */
export interface WrittenChange {
  readonly change: ResourceChange;
  readonly bodyText: string;
}

export function writtenChange(change: ResourceChange): WrittenChange {
  return { change, bodyText: change.type === 'put' ? JSON.stringify(change.body) : '' };
}

/** Where one change of a request keeps what. */
export const changeCell = {
  kind: 0,
  account: 1,
  region: 2,
  name: 3,
  /** Null: whatever is there. */
  expectedRevision: 4,
  /** Null: delete it. */
  body: 5,
} as const;

export const changeWidth = 6;

export function pushChanges(cells: Cell[], changes: readonly WrittenChange[]): number {
  const keys = new Set(changes.map(({ change }) => cacheKey(change.key)));
  assert(keys.size === changes.length, `one change for each resource, not ${[...keys].join()}`);
  cells.push(writeKind.resources, requestHeadWidth + changes.length * changeWidth);
  let textLength = 0;
  for (const { change, bodyText } of changes) {
    const { kind, account, region, name } = change.key;
    const body = change.type === 'put' ? bodyText : null;
    cells.push(kind, account, region, name, change.expectedRevision ?? null, body);
    textLength += bodyText.length;
  }
  return textLength;
}

/** The revision each change led to, 0 for a deletion; undefined where an expected one no longer held. */
export function parseRevisions(answer: readonly Cell[] | undefined): readonly Cell[] | undefined {
  assert(answer !== undefined, 'an answer to a write of resources');
  const [type, ...revisions] = answer;
  return type === 'written' ? revisions : undefined;
}
