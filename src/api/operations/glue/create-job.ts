import type { JsonObject } from '../../../base/json.ts';
import { passRoles, toMake, type WireTags } from '../jobs/permissions.ts';
import { AlreadyExistsException } from './errors.ts';
import { checkSettings, type JobSettings, jobArn, jobKey, roleArnOf } from './glue-jobs.ts';
import { glueOperation } from './glue-operation.ts';

type CreateJobInput = JobSettings &
  JsonObject & { readonly Name: string; readonly Role: string; readonly Tags?: WireTags };

export const createJob = glueOperation<CreateJobInput>({
  name: 'CreateJob',
  permissions: ({ Name, Role, Tags }, { caller: { place } }) => [
    ...toMake('glue:CreateJob', [jobArn(place, Name)], Tags),
    ...passRoles([roleArnOf(place, Role)], 'glue.amazonaws.com', place.account),
  ],
  async run({ Name, Tags: _tags, ...settings }, { services: { store, clock }, caller: { place } }) {
    checkSettings(settings);
    const now = clock.now();
    const body = { createdAt: now, updatedAt: now, reported: settings };
    const outcome = await store.resources.write([
      { type: 'put', key: jobKey(place, Name), body, expectedRevision: 0 },
    ]);
    if (outcome === 'conflict') throw new AlreadyExistsException('Job already exists.');
    return { Name };
  },
});
