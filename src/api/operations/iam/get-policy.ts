import { operationOf, optional } from '../typed-operation.ts';
import { tagsJson } from './entity-json.ts';
import { awsPolicyJson, getPolicy as findOrThrow, listedPolicyJson } from './managed-policy.ts';
import { onPolicy } from './permissions.ts';
import { countPolicyUses } from './policy-entities.ts';

export const getPolicy = operationOf<{ readonly PolicyArn: string }>('iam', {
  name: 'GetPolicy',
  permissions: onPolicy('GetPolicy'),
  run: async ({ PolicyArn }, call) => {
    const found = await findOrThrow(call, PolicyArn);
    if (found.owner === 'aws') {
      const uses = await countPolicyUses(call);
      return { Policy: awsPolicyJson(found.policy, uses(PolicyArn)) };
    }
    const { body } = found.policy;
    return {
      Policy: {
        ...listedPolicyJson(body),
        ...optional('Description', body.description),
        ...tagsJson(body.tags),
      },
    };
  },
});
