import type { Store } from '../../store/store.ts';
import { type Patience, untilAvailable } from '../until-available.ts';

/** What a Map Run has to do with the store. */
export interface PatientStore {
  readonly mapRuns: Pick<Store['mapRuns'], 'listChildren' | 'countChildren' | 'close'>;
  readonly executions: Pick<Store['executions'], 'readTurns'>;
}

/**
 * The store as a Map Run has it: waited for where it is unavailable, so that the Map Run and its children go on where they
 * were. Only when the server closes it may still be unavailable.
 */
export function patientStore({ mapRuns, executions }: Store, patience: Patience): PatientStore {
  return {
    mapRuns: {
      listChildren: (query) => untilAvailable(() => mapRuns.listChildren(query), patience),
      countChildren: (mapRun) => untilAvailable(() => mapRuns.countChildren(mapRun), patience),
      close: (mapRun, counts) => untilAvailable(() => mapRuns.close(mapRun, counts), patience),
    },
    executions: {
      readTurns: (key, from, limit) => untilAvailable(() => executions.readTurns(key, from, limit), patience),
    },
  };
}
