import { ConcurrentModificationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { commitChanges } from '../commit-changes.ts';
import { passRoles } from '../jobs/permissions.ts';
import { checkSettings, getGlueJob, type JobSettings, jobArn, jobKey, roleArnOf } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

interface UpdateJobInput {
  readonly JobName: string;
  /** Replaces the whole job. */
  readonly JobUpdate: JobSettings & JsonObject;
}

export const updateJob = glueOperation<UpdateJobInput>({
  name: 'UpdateJob',
  permissions: ({ JobName, JobUpdate: { Role } }, { caller: { place } }) => [
    { action: 'glue:UpdateJob', resource: jobArn(place, JobName) },
    ...passRoles(
      [Role === undefined ? undefined : roleArnOf(place, Role)],
      'glue.amazonaws.com',
      place.account,
    ),
  ],
  async run({ JobName, JobUpdate }, { services: { store, clock }, caller: { place } }) {
    checkSettings(JobUpdate);
    await commitChanges({
      store,
      giveUp: () => new ConcurrentModificationException(`Job ${JobName} was changed meanwhile.`),
      decide: async () => {
        const { body, revision } = await getGlueJob(store, place, JobName);
        const { Role = body.reported.Role ?? '' } = JobUpdate;
        const changed = { ...body, updatedAt: clock.now(), reported: { ...JobUpdate, Role } };
        return {
          changes: [{ type: 'put', key: jobKey(place, JobName), body: changed, expectedRevision: revision }],
          result: undefined,
        };
      },
    });
    return { JobName };
  },
});
