import { expect, test } from 'vitest';
import { ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { accountRoot, roleSession } from '../../../src/iam/principal.ts';
import { createPresignedIdentity } from '../../../src/runtime/endpoints/presigned-identity.ts';
import type { Caller } from '../../../src/runtime/identity/identity.ts';
import { createFindTarget, type Target } from '../../../src/runtime/targets/target.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/worker`;
const session = roleSession({ roleArn, sessionName: 's', roleId: 'AROAEXAMPLE', tags: undefined });

function callerIn(region: string, partition = 'aws'): Caller {
  return { principal: session, place: { partition, account, region }, context: {} };
}

interface Settings {
  /** By service. */
  readonly targets?: Readonly<Record<string, Target>>;
  readonly atAws?: () => Promise<never>;
}

function presigning({ targets = {}, atAws }: Settings) {
  const rules = Object.entries(targets).map(([service, target]) => ({
    account: undefined,
    region: undefined,
    service,
    target,
  }));
  const issued = { accessKeyId: 'ASIAHERE', secretAccessKey: 'secret', sessionToken: 'here', expiresAt: 0 };
  const expiration = new Date(Date.UTC(2030, 0, 1));
  const given = { accessKeyId: 'ASIAAWS', secretAccessKey: 'secret', sessionToken: 'aws', expiration };
  return createPresignedIdentity({
    findTarget: createFindTarget(rules),
    chainOf: () => [{ roleArn, sessionName: 's', externalId: undefined }],
    getAwsCredentials: atAws ?? (async () => given),
    identity: { issueCredentials: () => issued },
    clock: { now: () => Date.UTC(2024, 0, 1) },
    endpoint: () => 'http://127.0.0.1:8083',
  });
}

const request = { headers: [['x-k8s-aws-id', 'main']], expiresSeconds: 60 } as const;
const aws: Target = { type: 'aws' };
const emulator: Target = {
  type: 'url',
  url: 'http://127.0.0.1:4566',
  accessKeyId: undefined,
  secretAccessKey: undefined,
};

test.each<[string, Readonly<Record<string, Target>>, Caller, string, string]>([
  ['this server', {}, callerIn('us-east-1'), 'http://127.0.0.1:8083/', 'ASIAHERE'],
  [
    'AWS, where the clusters are',
    { eks: aws },
    callerIn('us-west-2'),
    'https://sts.us-west-2.amazonaws.com/',
    'ASIAAWS',
  ],
  [
    'AWS, where STS is',
    { sts: aws },
    callerIn('eu-west-1'),
    'https://sts.eu-west-1.amazonaws.com/',
    'ASIAAWS',
  ],
  [
    'AWS in China',
    { eks: aws },
    callerIn('cn-north-1', 'aws-cn'),
    'https://sts.cn-north-1.amazonaws.com.cn/',
    'ASIAAWS',
  ],
  ['an emulator', { sts: emulator, eks: emulator }, callerIn('us-east-1'), 'http://127.0.0.1:4566/', account],
  [
    'this server beside an emulator of EKS',
    { eks: emulator },
    callerIn('us-east-1'),
    'http://127.0.0.1:8083/',
    'ASIAHERE',
  ],
])('a role shows who it is at %s', async (_, targets, caller, place, accessKeyId) => {
  const url = new URL(await presigning({ targets })(caller, request));
  expect(`${url.origin}${url.pathname}`).toBe(place);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    Action: 'GetCallerIdentity',
    Version: '2011-06-15',
    'X-Amz-Credential': `${accessKeyId}/20240101/${caller.place.region}/sts/aws4_request`,
    'X-Amz-Date': '20240101T000000Z',
    'X-Amz-Expires': '60',
    'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
  });
});

test('a role that has no session at AWS shows nothing there', async () => {
  const atAws = async () => {
    throw new ServiceUnreachable('No session.', 0);
  };
  const presigned = presigning({ targets: { eks: aws }, atAws })(callerIn('us-east-1'), request);
  await expect(presigned).rejects.toMatchObject({ name: 'EndpointUnreachable', message: 'No session.' });
});

test('only sessions of roles show who they are', async () => {
  const caller = { ...callerIn('us-east-1'), principal: accountRoot({ account, partition: 'aws' }) };
  await expect(presigning({})(caller, request)).rejects.toMatchObject({ name: 'EndpointUnreachable' });
});
