import type { Place } from '../../../base/arn.ts';
import type { BatchDependency, BatchJobBody } from '../../../store/resources/batch.ts';
import { ClientException } from '../jobs/client-exception.ts';

export type FindJob = (jobId: string) => BatchJobBody | undefined;

/** Jobs that one job may depend on. Source: API Reference, "SubmitJob", dependsOn. */
const dependenciesMax = 20;

export interface DependencyCheck {
  /** Of the array that depends; undefined for a job that is none. */
  readonly size: number | undefined;
  readonly place: Place;
  readonly find: FindJob;
}

/** Throws ClientException for dependencies that no job can have. */
export function checkDependencies(
  dependsOn: readonly BatchDependency[],
  { size, place, find }: DependencyCheck,
): void {
  if (dependsOn.length > dependenciesMax) {
    throw new ClientException(`A job can depend on at most ${dependenciesMax} jobs`);
  }
  for (const { jobId, type } of dependsOn) {
    if (type === 'SEQUENTIAL') {
      if (size === undefined) throw new ClientException('SEQUENTIAL dependencies are for array jobs only');
      if (jobId === undefined) continue;
    }
    if (jobId === undefined) throw new ClientException('dependsOn must have a jobId');
    const job = find(jobId);
    if (job === undefined || job.place.account !== place.account || job.place.region !== place.region) {
      throw new ClientException(`Job ${jobId} that is depended on does not exist`);
    }
    if (type === 'N_TO_N' && (size === undefined || job.arraySize !== size)) {
      throw new ClientException('N_TO_N dependencies are for array jobs of the same size only');
    }
  }
}

/** The ids of the jobs that `job`, which is no array, must see succeed before it runs. */
export function requiredJobs({ dependsOn, child }: BatchJobBody): readonly string[] {
  return dependsOn.flatMap(({ jobId, type }) => {
    if (child === undefined) return jobId === undefined ? [] : [jobId];
    const before = child.index === 0 ? [] : [`${child.parentId}:${child.index - 1}`];
    if (type === 'SEQUENTIAL') return jobId === undefined ? before : [...before, jobId];
    if (jobId === undefined) return [];
    return [type === 'N_TO_N' ? `${jobId}:${child.index}` : jobId];
  });
}
