import type { JsonObject } from '../../../base/json.ts';
import { commitChanges } from '../commit-changes.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { passRoles, toMake, type WireTags } from '../jobs/permissions.ts';
import { optional } from '../typed-operation.ts';
import { batchOperation } from './batch-operation.ts';
import { type ContainerProperties, checkContainerProperties } from './container.ts';
import { beingModified } from './errors.ts';
import { jobDefinitionKey, listRevisions } from './job-definitions.ts';
import { checkRetryStrategy, checkTimeout, type JobTimeout, type RetryStrategy } from './job-settings.ts';
import { batchArn, checkName } from './names.ts';

interface RegisterJobDefinitionInput {
  readonly jobDefinitionName: string;
  readonly type: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly schedulingPriority?: number;
  readonly containerProperties?: ContainerProperties & JsonObject;
  readonly retryStrategy?: RetryStrategy & JsonObject;
  readonly propagateTags?: boolean;
  readonly timeout?: JobTimeout & JsonObject;
  readonly platformCapabilities?: readonly string[];
  readonly tags?: WireTags;
}

export const registerJobDefinition = batchOperation<RegisterJobDefinitionInput>({
  name: 'RegisterJobDefinition',
  permissions: ({ jobDefinitionName, containerProperties, tags }, { caller: { place } }) => {
    const { jobRoleArn, executionRoleArn, image } = containerProperties ?? {};
    const [register, ...tagging] = toMake(
      'batch:RegisterJobDefinition',
      [batchArn(place, 'job-definition', jobDefinitionName)],
      tags,
    );
    const context = { ...register?.context, ...(image !== undefined && { 'batch:Image': image }) };
    return [
      ...(register === undefined ? [] : [{ ...register, context }]),
      ...tagging,
      ...passRoles([jobRoleArn, executionRoleArn], 'ecs-tasks.amazonaws.com', place.account),
    ];
  },
  async run(input, { services: { store }, caller: { place } }) {
    const { jobDefinitionName: name, type, parameters, containerProperties, retryStrategy, timeout } = input;
    checkName(name, 'jobDefinitionName');
    if (type !== 'container') {
      throw new ClientException(`This server runs jobs of type container only, not ${type}.`);
    }
    if (containerProperties === undefined) {
      throw new ClientException('Container properties should not be empty');
    }
    checkContainerProperties(containerProperties);
    checkRetryStrategy(retryStrategy);
    checkTimeout(timeout);
    const reported = {
      parameters: parameters ?? {},
      containerProperties,
      ...optional('schedulingPriority', input.schedulingPriority),
      ...optional('retryStrategy', retryStrategy),
      ...optional('timeout', timeout),
      propagateTags: input.propagateTags ?? false,
      platformCapabilities: input.platformCapabilities ?? ['EC2'],
      tags: input.tags ?? {},
    };
    return commitChanges({
      store,
      giveUp: beingModified,
      decide: async () => {
        const revision = ((await listRevisions(store, place, name)).at(-1)?.body.revision ?? 0) + 1;
        const arn = batchArn(place, 'job-definition', `${name}:${revision}`);
        const body = { arn, name, revision, status: 'ACTIVE', reported } as const;
        const key = jobDefinitionKey(place, body);
        return {
          changes: [{ type: 'put', key, body, expectedRevision: 0 }],
          result: { jobDefinitionName: name, jobDefinitionArn: arn, revision },
        };
      },
    });
  },
});
