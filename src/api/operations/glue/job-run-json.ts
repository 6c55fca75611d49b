import type { JsonObject } from '../../../base/json.ts';
import type { GlueJobRunBody } from '../../../store/resources/glue.ts';
import { optional } from '../typed-operation.ts';

/** The API's JobRun. Points in time are epoch milliseconds. */
export function jobRunJson(run: GlueJobRunBody): JsonObject {
  return {
    Id: run.id,
    Attempt: run.attempt,
    ...optional('PreviousRunId', run.previousRunId),
    JobName: run.jobName,
    JobMode: 'SCRIPT',
    StartedOn: run.createdAt,
    LastModifiedOn: run.modifiedAt,
    ...optional('CompletedOn', run.completedAt),
    JobRunState: run.state,
    ...(Object.keys(run.arguments).length > 0 && { Arguments: run.arguments }),
    ...optional('ErrorMessage', run.errorMessage),
    PredecessorRuns: [],
    AllocatedCapacity: 0,
    ExecutionTime: executionSeconds(run),
    Timeout: run.timeoutMinutes,
    LogGroupName: run.commandName === 'pythonshell' ? '/aws-glue/python-jobs' : '/aws-glue/jobs',
    ...run.reported,
  };
}

function executionSeconds({ beganAt, completedAt }: GlueJobRunBody): number {
  return beganAt === undefined || completedAt === undefined ? 0 : Math.round((completedAt - beganAt) / 1000);
}
