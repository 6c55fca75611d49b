import type { JsonObject } from '../../../base/json.ts';
import { MalformedPolicyDocument } from '../../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../../iam/parse-policy.ts';
import {
  InvalidParameterException,
  LimitExceededException,
  ResourceNotFoundException,
} from '../../../logs/errors.ts';
import type { LogResourcePolicyBody } from '../../../store/resources/logs.ts';
import type { ResourceKey } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { logsOperation } from './logs-operation.ts';
import { cutPage, type PageInput, pageStart } from './pages.ts';

/** Of one account and region. Source: API Reference, "PutResourcePolicy". */
const policiesMax = 10;

interface PutResourcePolicyInput {
  readonly policyName?: string;
  readonly policyDocument?: string;
}

export const putResourcePolicy = logsOperation<PutResourcePolicyInput>({
  name: 'PutResourcePolicy',
  permissions: () => [{ action: 'logs:PutResourcePolicy', resource: '*' }],
  async run({ policyName: name, policyDocument: document }, call) {
    if (name === undefined || document === undefined) {
      throw new InvalidParameterException('policyName and policyDocument must be specified.');
    }
    checkPolicy(document);
    const { store, clock } = call.services;
    const others = (await policiesIn(call)).filter((policy) => policy.name !== name);
    if (others.length >= policiesMax) throw new LimitExceededException('Resource limit exceeded.');
    const body: LogResourcePolicyBody = { name, document, updatedAt: clock.now() };
    await store.resources.write([
      { type: 'put', key: policyKey(name, call), body, expectedRevision: undefined },
    ]);
    return { resourcePolicy: policyJson(body) };
  },
});

export const describeResourcePolicies = logsOperation<PageInput>({
  name: 'DescribeResourcePolicies',
  permissions: () => [{ action: 'logs:DescribeResourcePolicies', resource: '*' }],
  async run(input, call) {
    const after = pageStart(input) ?? '';
    const rest = (await policiesIn(call)).filter(({ name }) => name > after);
    const { page, token } = cutPage(rest, input, ({ name }) => name);
    return { resourcePolicies: page.map(policyJson), ...token };
  },
});

export const deleteResourcePolicy = logsOperation<{ readonly policyName?: string }>({
  name: 'DeleteResourcePolicy',
  permissions: () => [{ action: 'logs:DeleteResourcePolicy', resource: '*' }],
  async run({ policyName = '' }, call) {
    const { store } = call.services;
    const key = policyKey(policyName, call);
    if ((await store.resources.get(key)) === undefined) {
      throw new ResourceNotFoundException(`Policy with name [${policyName}] does not exist.`);
    }
    await store.resources.write([{ type: 'delete', key, expectedRevision: undefined }]);
    return {};
  },
});

function policyKey(name: string, { caller: { place } }: Call): ResourceKey<'LogResourcePolicy'> {
  return { kind: 'LogResourcePolicy', account: place.account, region: place.region, name };
}

async function policiesIn({ caller, services }: Call): Promise<readonly LogResourcePolicyBody[]> {
  const { account, region } = caller.place;
  const query = { kind: 'LogResourcePolicy', account, region, limit: policiesMax } as const;
  return (await services.store.resources.list(query)).map(({ body }) => body);
}

function policyJson({ name, document, updatedAt }: LogResourcePolicyBody): JsonObject {
  return { policyName: name, policyDocument: document, lastUpdatedTime: updatedAt };
}

function checkPolicy(text: string): void {
  try {
    parsePolicy(JSON.parse(text), 'resource');
  } catch (error) {
    if (!(error instanceof MalformedPolicyDocument) && !(error instanceof SyntaxError)) throw error;
    throw new InvalidParameterException(`Invalid policy document: ${error.message}`);
  }
}
