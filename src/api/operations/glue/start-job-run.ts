import type { JsonObject } from '../../../base/json.ts';
import type { GlueJobRunBody } from '../../../store/resources/glue.ts';
import { optional } from '../typed-operation.ts';
import { runNotFound } from './errors.ts';
import {
  checkTimeout,
  getGlueJob,
  jobArn,
  roleArnOf,
  settingsOf,
  timeoutMinutesDefault,
} from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

interface StartJobRunInput {
  readonly JobName: string;
  /** A run that failed, to be tried again. */
  readonly JobRunId?: string;
  readonly Arguments?: Readonly<Record<string, string>>;
  readonly Timeout?: number;
  readonly MaxCapacity?: number;
  readonly WorkerType?: string;
  readonly NumberOfWorkers?: number;
}

export const startJobRun = glueOperation<StartJobRunInput & JsonObject>({
  name: 'StartJobRun',
  permissions: ({ JobName }, { caller: { place } }) => [
    { action: 'glue:StartJobRun', resource: jobArn(place, JobName) },
  ],
  async run(input, { services: { store, jobs, clock, newId }, caller: { place } }) {
    const { JobName, JobRunId, Timeout } = input;
    const { body } = await getGlueJob(store, place, JobName);
    const settings = settingsOf(body);
    const previous = JobRunId === undefined ? undefined : jobs.glue.findRun(place, JobName, JobRunId);
    if (JobRunId !== undefined && previous === undefined) {
      throw runNotFound(JobName, JobRunId);
    }
    checkTimeout(Timeout);
    const given = { ...previous?.arguments, ...input.Arguments };
    const now = clock.now();
    const run: GlueJobRunBody = {
      place,
      id: `jr_${newId().replaceAll('-', '')}${newId().replaceAll('-', '')}`,
      jobName: JobName,
      state: 'STARTING',
      errorMessage: undefined,
      attempt: 0,
      previousRunId: JobRunId,
      createdAt: now,
      beganAt: undefined,
      modifiedAt: now,
      completedAt: undefined,
      roleArn: roleArnOf(place, settings.Role ?? ''),
      commandName: settings.Command?.Name ?? '',
      scriptLocation: settings.Command?.ScriptLocation ?? '',
      scriptArguments: { ...settings.DefaultArguments, ...given, ...settings.NonOverridableArguments },
      arguments: given,
      timeoutMinutes: Timeout ?? settings.Timeout ?? timeoutMinutesDefault,
      retriesMax: settings.MaxRetries ?? 0,
      reported: {
        ...optional('GlueVersion', body.reported.GlueVersion),
        ...optional('MaxCapacity', input.MaxCapacity ?? body.reported.MaxCapacity),
        ...optional('WorkerType', input.WorkerType ?? body.reported.WorkerType),
        ...optional('NumberOfWorkers', input.NumberOfWorkers ?? body.reported.NumberOfWorkers),
      },
    };
    await jobs.glue.run(run, settings.ExecutionProperty?.MaxConcurrentRuns ?? 1);
    return { JobRunId: run.id };
  },
});
