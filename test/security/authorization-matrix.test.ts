import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiModels } from '../../src/api/model/model.ts';
import type { Operation } from '../../src/api/operation.ts';
import { loadOperations } from '../../src/api/operations/index.ts';
import { type HeldResources, holdResources, policyOf } from './held-resources.ts';
import { sampleInput } from './sample-inputs.ts';
import type { Answer, Key } from './signed-request.ts';
import { holder, stranger, type TwoTenants, twoTenants } from './two-tenants.ts';

/** Operations that need no permission, each with the reason. What is not here is refused to whoever lacks one. */
const forAnybody: Readonly<Record<string, string>> = {
  'sts:GetCallerIdentity': 'tells callers who they are, which AWS lets nobody be denied',
  'sns:ConfirmSubscription': 'needs the token that was sent to the endpoint, which is the permission',
};

const ownPolicies = 'finds managed policies in the caller’s own account, whatever the account in the ARN';

const ownGroups = 'takes no ARN of another account';

/** Operations that are about the caller's own account even where the input names what is another's. */
const ofOwnAccount: Readonly<Record<string, string>> = {
  'iam:AttachRolePolicy': ownPolicies,
  'iam:AttachUserPolicy': ownPolicies,
  'iam:DetachRolePolicy': ownPolicies,
  'iam:DetachUserPolicy': ownPolicies,
  'iam:PutRolePermissionsBoundary': ownPolicies,
  'iam:PutUserPermissionsBoundary': ownPolicies,
  'events:ListRuleNamesByTarget': 'lists the caller’s own rules, which may have targets in other accounts',
  'logs:TagResource': ownGroups,
  'logs:UntagResource': ownGroups,
  'logs:ListTagsForResource': ownGroups,
  'ecs:StopTask': 'finds tasks in the caller’s own cluster, by the id at the end of the ARN',
  'ecs:DescribeTasks': 'finds tasks in the caller’s own cluster, by the id at the end of the ARN',
};

/** What an operation needs besides its own permission, where a role is handed over. */
const roleMembers = /"(?:Role|roleArn|RoleArn)":"arn:aws:iam::/;

/** Operations whose input names a role without handing it to a service. */
const rolesNamedOnly: Readonly<Record<string, string>> = {
  'sts:AssumeRole': 'assumes the role itself',
  'stepwell:ListRecordedCalls': 'reads what a role did',
};

const nameOf = ({ service, name }: Operation) => `${service}:${name}`;
const operations = await loadOperations();
const guarded = operations.filter((operation) => !(nameOf(operation) in forAnybody));

let tenants: TwoTenants;
let held: HeldResources;
/** Users of the holder's account. */
const users: Record<'nobody' | 'forbidden' | 'elsewhere' | 'allowed', Key> = {} as never;
/** Of the other account, allowed everything there. */
let outsider: Key;

beforeAll(async () => {
  tenants = await twoTenants();
  held = await holdResources(tenants);
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  users.nobody = await userOf(tenants.holderRoot, 'nobody');
  users.forbidden = await userOf(tenants.holderRoot, 'forbidden', policyOf(everything));
  users.elsewhere = await userOf(
    tenants.holderRoot,
    'elsewhere',
    policyOf({
      Effect: 'Allow',
      Action: '*',
      Resource: Object.keys(apiModels).map((service) => `arn:aws:${service}:*:${holder}:*other*`),
    }),
  );
  users.allowed = await userOf(tenants.holderRoot, 'allowed', policyOf(everything));
  await tenants.succeed(
    'iam',
    'CreateRole',
    { RoleName: 'held', AssumeRolePolicyDocument: held.trustPolicy },
    tenants.strangerRoot,
  );
  await tenants.succeed('iam', 'CreateUser', { UserName: 'held' }, tenants.strangerRoot);
  outsider = await userOf(tenants.strangerRoot, 'outsider', policyOf(everything));
});

afterAll(() => tenants.close());

async function userOf(root: Key, UserName: string, policy?: string): Promise<Key> {
  await tenants.succeed('iam', 'CreateUser', { UserName }, root);
  if (policy !== undefined) await putPolicy(root, UserName, policy);
  const { AccessKeyId, SecretAccessKey } = await tenants.succeed(
    'iam',
    'CreateAccessKey',
    { UserName },
    root,
  );
  return { accessKeyId: String(AccessKeyId), secretAccessKey: String(SecretAccessKey) };
}

async function putPolicy(root: Key, UserName: string, PolicyDocument: string): Promise<void> {
  await tenants.succeed('iam', 'PutUserPolicy', { UserName, PolicyName: 'inline', PolicyDocument }, root);
}

function ask({ service, name }: Operation, key: Key): Promise<Answer> {
  return tenants.call(service, name, sampleInput(service, name, held), key);
}

/** The service's own denial; an answer to HEAD has no room to say so. */
function isDenial({ code, status, text }: Answer): boolean {
  if (text === '') return status === 403;
  // One for each object, in an answer that is a success as a whole.
  if (text.includes('<DeleteResult'))
    return text.includes('<Code>AccessDenied<') && !text.includes('<Deleted>');
  return /^(AccessDenied(Exception)?|AuthorizationError)$/.test(code ?? '');
}

function expectDenial(answer: Answer): void {
  expect(isDenial(answer), `${answer.status} ${answer.code} ${answer.message}`).toBe(true);
}

/** The action that a denial says is missing. */
function actionOf({ message }: Answer): string {
  return /is not authorized to perform: (\S+)/.exec(message)?.[1] ?? '';
}

test('every operation that needs no permission is one of the exceptions, and no other', async () => {
  const open: string[] = [];
  for (const operation of operations) {
    if (!isDenial(await ask(operation, users.nobody))) open.push(nameOf(operation));
  }
  expect(open.sort()).toEqual(Object.keys(forAnybody).sort());
});

describe.each(guarded.map((operation) => [nameOf(operation), operation] as const))(
  '%s',
  (name, operation) => {
    test('is refused to whoever has no permission, an explicit deny, or a permission for another resource', async () => {
      const before = tenants.stored();
      const unpermitted = await ask(operation, users.nobody);
      expectDenial(unpermitted);
      expectDenial(await ask(operation, users.elsewhere));
      expect(tenants.stored()).toBe(before);
      await putPolicy(
        tenants.holderRoot,
        'forbidden',
        policyOf(
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: actionOf(unpermitted) || `${operation.service}:*`, Resource: '*' },
        ),
      );
      const forbidding = tenants.stored();
      const forbidden = await ask(operation, users.forbidden);
      expectDenial(forbidden);
      if (forbidden.text !== '')
        expect(forbidden.message).toMatch(/with an explicit deny|Denied by statement/);
      expect(tenants.stored()).toBe(forbidding);
    });

    test('changes nothing of another account, and answers nothing about it', async () => {
      const heldOnly = () =>
        tenants
          .stored()
          .split('\n')
          .filter((row) => row.includes(holder) && !row.includes(`"account":"${stranger}"`))
          .join('\n');
      const before = heldOnly();
      const namesAccount = JSON.stringify(sampleInput(operation.service, operation.name, held)).includes(
        `:${holder}:`,
      );
      for (const key of [outsider, tenants.strangerRoot]) {
        const answer = await ask(operation, key);
        if (namesAccount && !(name in ofOwnAccount)) expectDenial(answer);
        expect(heldOnly()).toBe(before);
        if (answer.status < 300) expect(answer.text).not.toContain(`:${holder}:`);
      }
    });
  },
);

const passing = guarded.filter(
  (operation) =>
    !(nameOf(operation) in rolesNamedOnly) &&
    operation.service !== 'iam' &&
    roleMembers.test(
      JSON.stringify(
        sampleInput(operation.service, operation.name, { ...placeholders(), names: {} as never }),
      ),
    ),
);

function placeholders() {
  const roleArn = `arn:aws:iam::${holder}:role/held`;
  return {
    account: holder,
    roleArn,
    trustPolicy: '',
    policy: '',
    bucketPolicy: '',
    definition: '',
    code: '',
    taskToken: '',
    accessKeyId: '',
  };
}

describe('a role is handed to a service only by who may pass it', () => {
  test.each(passing.map((operation) => [nameOf(operation), operation] as const))(
    '%s',
    async (_name, operation) => {
      await putPolicy(
        tenants.holderRoot,
        'forbidden',
        policyOf(
          { Effect: 'Allow', Action: '*', Resource: '*' },
          { Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' },
        ),
      );
      const before = tenants.stored();
      const answer = await ask(operation, users.forbidden);
      expectDenial(answer);
      expect(actionOf(answer)).toBe('iam:PassRole');
      expect(tenants.stored()).toBe(before);
    },
  );
});

test('none of these inputs is refused for another reason than the missing permission', async () => {
  const misunderstood: string[] = [];
  for (const operation of guarded) {
    const { code = '', message } = await ask(operation, users.allowed);
    if (
      /^(AccessDenied|AuthorizationError|Serialization|Validation|UnknownOperation|InvalidAction|InternalFailure)/.test(
        code,
      )
    )
      misunderstood.push(`${nameOf(operation)} ${code} ${message}`);
  }
  expect(misunderstood).toEqual([]);
});
