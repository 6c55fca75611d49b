import { expect } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import {
  anIdentity,
  errorOf,
  type OperationName,
  policy,
  testStart,
  trust,
} from '../../../support/an-identity.ts';

export type Step = readonly [OperationName, JsonObject];

export interface OperationCase {
  readonly behavior: string;
  readonly given?: readonly Step[];
  readonly when: Step;
  /** The whole answer. */
  readonly answers?: unknown;
  readonly refuses?: { readonly code: string; readonly status: number; readonly message: string };
}

/** Makes the calls that are given, then the one in question, and looks at its answer. */
export async function runOperationCase({ given = [], when: [name, input], answers, refuses }: OperationCase) {
  const { invoke } = anIdentity();
  for (const [givenName, givenInput] of given) await invoke(givenName, givenInput);
  const outcome = invoke(name, input);
  if (refuses === undefined) expect(await outcome).toEqual(answers);
  else expect(await errorOf(outcome)).toEqual(refuses);
}

export const account = '111111111111';
export const statesTrust = trust({ Service: 'states.amazonaws.com' });
export const readQueue = policy({ Action: 'sqs:ReceiveMessage', Resource: '*' });
export const managedArn = `arn:aws:iam::${account}:policy/Queues`;
export const adminArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
export const role: Step = ['CreateRole', { RoleName: 'Worker', AssumeRolePolicyDocument: statesTrust }];
export const user: Step = ['CreateUser', { UserName: 'Ada' }];
export const managed: Step = ['CreatePolicy', { PolicyName: 'Queues', PolicyDocument: readQueue }];
export const encoded = (document: string) => encodeURIComponent(document).replaceAll('*', '%2A');
export const id = (prefix: string) => expect.stringMatching(new RegExp(`^${prefix}[A-Z2-7]{17}$`));
export const times = (count: number, step: (index: number) => Step) =>
  Array.from({ length: count }, (_, index) => step(index + 1));

export const noSuchRole = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The role with name Nobody cannot be found.',
};
export const noSuchUser = {
  code: 'NoSuchEntity',
  status: 404,
  message: 'The user with name Nobody cannot be found.',
};
export const workerAnswer = {
  Path: '/',
  RoleName: 'Worker',
  RoleId: id('AROA'),
  Arn: `arn:aws:iam::${account}:role/Worker`,
  CreateDate: testStart,
  AssumeRolePolicyDocument: encoded(statesTrust),
};
export const adaAnswer = {
  Path: '/',
  UserName: 'Ada',
  UserId: id('AIDA'),
  Arn: `arn:aws:iam::${account}:user/Ada`,
  CreateDate: testStart,
};
export const queuesAnswer = {
  PolicyName: 'Queues',
  PolicyId: id('ANPA'),
  Arn: managedArn,
  Path: '/',
  DefaultVersionId: 'v1',
  AttachmentCount: 0,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: testStart,
  UpdateDate: testStart,
};
export const boundaryAnswer = {
  PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: managedArn },
};
