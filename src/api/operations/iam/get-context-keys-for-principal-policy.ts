import { operationOf } from '../typed-operation.ts';
import { contextKeysAnswer } from './get-context-keys-answer.ts';
import { findAttachedDocuments, getPolicySource } from './simulate-policy-source.ts';

interface GetContextKeysForPrincipalPolicyInput {
  readonly PolicySourceArn: string;
  readonly PolicyInputList?: readonly string[];
}

export const getContextKeysForPrincipalPolicy = operationOf<GetContextKeysForPrincipalPolicyInput>('iam', {
  name: 'GetContextKeysForPrincipalPolicy',
  permissions: ({ PolicySourceArn }) => [
    { action: 'iam:GetContextKeysForPrincipalPolicy', resource: PolicySourceArn },
  ],
  run: async ({ PolicySourceArn, PolicyInputList = [] }, call) => {
    const source = await getPolicySource(call, PolicySourceArn);
    const attached = await findAttachedDocuments(call, source);
    return contextKeysAnswer([...attached.map(({ text }) => text), ...PolicyInputList]);
  },
});
