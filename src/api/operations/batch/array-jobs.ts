import type { BatchJobBody, BatchJobStatus } from '../../../store/resources/batch.ts';
import type { StatusSummary } from './job-json.ts';

/** The jobs of an array, each with the status it begins with. */
export function arrayChildren(parent: BatchJobBody): readonly BatchJobBody[] {
  const size = parent.arraySize ?? 0;
  return Array.from({ length: size }, (_, index) => ({
    ...parent,
    jobId: `${parent.jobId}:${index}`,
    arraySize: undefined,
    child: { parentId: parent.jobId, index, size },
  }));
}

const noJobs: StatusSummary = {
  SUBMITTED: 0,
  PENDING: 0,
  RUNNABLE: 0,
  STARTING: 0,
  RUNNING: 0,
  SUCCEEDED: 0,
  FAILED: 0,
};

/** How many jobs of each array have which status, kept as they change. */
export class ArrayCounts {
  readonly #counts = new Map<string, Record<BatchJobStatus, number>>();

  /** `from` is undefined for a job that there was not. */
  move(parentId: string, from: BatchJobStatus | undefined, to: BatchJobStatus): void {
    let counts = this.#counts.get(parentId);
    if (counts === undefined) {
      counts = { ...noJobs };
      this.#counts.set(parentId, counts);
    }
    if (from !== undefined) counts[from] -= 1;
    counts[to] += 1;
  }

  summary(parentId: string): StatusSummary {
    return { ...(this.#counts.get(parentId) ?? noJobs) };
  }

  /** The array's own end, once each of its `size` jobs has ended. */
  endOf(parentId: string, size: number): 'SUCCEEDED' | 'FAILED' | undefined {
    const { SUCCEEDED, FAILED } = this.#counts.get(parentId) ?? noJobs;
    if (SUCCEEDED + FAILED < size) return undefined;
    return FAILED > 0 ? 'FAILED' : 'SUCCEEDED';
  }
}
