import { operationOf } from '../typed-operation.ts';
import { contextKeysAnswer } from './get-context-keys-answer.ts';

export const getContextKeysForCustomPolicy = operationOf<{ readonly PolicyInputList: readonly string[] }>(
  'iam',
  {
    name: 'GetContextKeysForCustomPolicy',
    permissions: () => [{ action: 'iam:GetContextKeysForCustomPolicy', resource: '*' }],
    run: async ({ PolicyInputList }) => contextKeysAnswer(PolicyInputList),
  },
);
