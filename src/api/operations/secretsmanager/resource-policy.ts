import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import { optional } from '../typed-operation.ts';
import { MalformedPolicyDocumentException } from './errors.ts';
import { changeSecret, getSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';

interface PolicyInput extends SecretInput {
  readonly ResourcePolicy: string;
}

export const getResourcePolicy = secretsOperation<SecretInput>({
  name: 'GetResourcePolicy',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:GetResourcePolicy', SecretId, call),
  ],
  run: async ({ SecretId }, call) => {
    const { arn, name, policy } = (await getSecret(SecretId, call)).body;
    return { ARN: arn, Name: name, ...optional('ResourcePolicy', policy) };
  },
});

export const putResourcePolicy = secretsOperation<PolicyInput>({
  name: 'PutResourcePolicy',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:PutResourcePolicy', SecretId, call),
  ],
  run: ({ SecretId, ResourcePolicy }, call) => {
    const problem = findProblem(ResourcePolicy);
    if (problem !== undefined) throw new MalformedPolicyDocumentException(problem);
    return changeSecret(SecretId, call, (body) => ({
      body: { ...body, policy: ResourcePolicy },
      result: { ARN: body.arn, Name: body.name },
    }));
  },
});

export const deleteResourcePolicy = secretsOperation<SecretInput>({
  name: 'DeleteResourcePolicy',
  permissions: async ({ SecretId }, call) => [
    await secretPermission('secretsmanager:DeleteResourcePolicy', SecretId, call),
  ],
  run: ({ SecretId }, call) =>
    changeSecret(SecretId, call, (body) => ({
      body: { ...body, policy: undefined },
      result: { ARN: body.arn, Name: body.name },
    })),
});

interface ValidateInput {
  readonly SecretId?: string;
  readonly ResourcePolicy: string;
}

export const validateResourcePolicy = secretsOperation<ValidateInput>({
  name: 'ValidateResourcePolicy',
  permissions: async ({ SecretId }, call) => [
    SecretId === undefined
      ? { action: 'secretsmanager:ValidateResourcePolicy', resource: '*' }
      : await secretPermission('secretsmanager:ValidateResourcePolicy', SecretId, call),
  ],
  run: async ({ ResourcePolicy }) => {
    const problem = findProblem(ResourcePolicy);
    return {
      PolicyValidationPassed: problem === undefined,
      ValidationErrors: problem === undefined ? [] : [{ CheckName: 'SYNTAX', ErrorMessage: problem }],
    };
  },
});

function findProblem(text: string): string | undefined {
  try {
    parsePolicy(JSON.parse(text), 'resource');
    return undefined;
  } catch (error) {
    if (error instanceof MalformedPolicyDocument || error instanceof SyntaxError) return error.message;
    throw error;
  }
}
