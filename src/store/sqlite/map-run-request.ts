import type { Cell } from '../cell.ts';
import type { Child, MapRunChange, MapRunKey, MapRunSettings } from '../map-runs.ts';
import type { RequestType } from './lane.ts';
import { requestHeadWidth, writeKind } from './wire.ts';

/** The cells of each kind of change in a turn, the kind included. */
export const changeWidth = { started: 10, ended: 4, redriven: 4 } as const;

/** What a turn says of Map Runs: of the one that starts the execution, then its changes led by how many there are. */
export function pushMapRuns(cells: Cell[], child: Child | undefined, changes: readonly MapRunChange[]): void {
  cells.push(child?.mapRunId ?? null, child?.itemCount ?? null, changes.length);
  for (const change of changes) {
    const { type, eventId, at } = change;
    cells.push(type, eventId, at);
    if (type === 'ended') cells.push(change.status);
    else if (type === 'redriven') cells.push(change.redriveCount);
    else {
      const { id, mapRunArn, executionArn, stateMachineArn } = change;
      cells.push(id, mapRunArn, executionArn, stateMachineArn, ...settingsCells(change));
    }
  }
}

function settingsCells(settings: MapRunSettings): readonly Cell[] {
  const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = settings;
  return [maxConcurrency, toleratedFailureCount ?? null, toleratedFailurePercentage ?? null];
}

interface SettingsChange {
  readonly key: MapRunKey;
  readonly settings: MapRunSettings;
}

export const settingsRequest: RequestType<SettingsChange, void> = {
  push: (cells, { key, settings }) => {
    cells.push(writeKind.mapRunSettings, requestHeadWidth + 5, ...settingsCells(settings), key.shard, key.id);
    return 0;
  },
  parse: () => {},
};

export const closeRequest: RequestType<{ readonly key: MapRunKey; readonly counts: string }, void> = {
  push: (cells, { key, counts }) => {
    cells.push(writeKind.closeMapRun, requestHeadWidth + 3, counts, key.shard, key.id);
    return counts.length;
  },
  parse: () => {},
};
