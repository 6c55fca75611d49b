import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { apiIntegrations, createApiConnectors } from '../../src/connectors/api-integrations.ts';
import { type Answer, type Connector, ServiceError } from '../../src/connectors/connector.ts';
import {
  aConnectorTask,
  aScriptedSession,
  idempotencyKey,
  itsMetadata,
  type RecordedRequest,
  requestId,
  type ScriptedAnswer,
} from './a-connector-task.ts';
import { loadModel, violations } from './models/load-model.ts';

/** What one integration is to do, with a definition's names in parameters and results and the API's in calls. */
export interface ContractCase {
  readonly resource: string;
  readonly parameters: JsonObject;
  /** The API's action and what it is asked with. */
  readonly call: readonly [action: string, input: JsonObject];
  /** What it is asked with for a task that waits, where that is not the same. */
  readonly syncInput?: JsonObject;
  /** What the API answers. */
  readonly output: JsonObject;
  /** The result, but for what it tells of the HTTP answer. */
  readonly result: JsonObject;
  readonly job?: JobCase;
}

export interface JobCase {
  readonly poll: readonly [action: string, input: JsonObject];
  /** The poll's answer about a job that has the status, and how the task's result shows it. */
  readonly output: (status: string) => JsonObject;
  readonly result: (status: string) => JsonObject;
  readonly running: readonly string[];
  readonly succeeded: readonly string[];
  readonly failed: readonly string[];
  readonly cancel?: readonly [action: string, input: JsonObject];
  readonly completionName?: string;
  /** The refusal that says that there is no such job, and the task's result then. */
  readonly gone?: { readonly code: string; readonly result: 'failure' | JsonObject };
}

/** A service's integrations, all of which must be among the cases. */
export interface Contract {
  /** As in resources: `emr-serverless`. */
  readonly prefix: string;
  /** As sessions name it: `emrserverless`. */
  readonly service: string;
  readonly cases: readonly ContractCase[];
  /** Those that make several calls, and have tests of their own. */
  readonly others?: readonly string[];
  /** Codes of refusals, and the error and the service's name that a task's failure has for them. */
  readonly refusals: readonly (readonly [code: string, error: string, label: string])[];
}

const connectors = new Map(
  createApiConnectors(loadModel).map((connector) => [connector.resource, connector] as const),
);

export function getConnector(resource: string): Connector {
  const connector = connectors.get(resource);
  if (connector === undefined) throw new Error(`no connector for ${resource}`);
  return connector;
}

export function refusal(code: string, message = 'No.'): ServiceError {
  return new ServiceError(message, { code, status: 400, requestId });
}

export function testContract(contract: Contract): void {
  const { prefix, service, cases, others = [], refusals } = contract;

  test(`every integration of ${prefix} is among the cases`, () => {
    const known = apiIntegrations.filter((each) => each.service.name === service);
    const covered = [...cases.map(({ resource }) => resource), ...others];
    expect(covered.sort()).toEqual(known.map(({ resource }) => resource).sort());
    expect(known.filter(({ resource }) => !resource.startsWith(`${prefix}:`))).toEqual([]);
    const waiting = known.filter(({ job }) => job !== undefined).map(({ resource }) => resource);
    const covering = cases.filter(({ job }) => job !== undefined).map(({ resource }) => resource);
    expect(covering.sort()).toEqual(waiting.sort());
  });

  describe.each(cases)('$resource', (contractCase) => {
    const { resource, parameters, call, output, result, syncInput, job } = contractCase;
    const connector = getConnector(resource);
    const [action, input] = call;

    test('asks the API with its own names and shows what it answered', async () => {
      const { session, requests } = aScriptedSession(output);
      const answer = await connector.call(aConnectorTask({ session, parameters }));
      await expectModelled(service, requests, [output]);
      expect(requests).toEqual([{ service, action, input }]);
      expect(answer).toEqual({ type: 'Result', result: { ...result, ...itsMetadata } });
      expectOrdered(answer);
    });

    test.each(refusals)('a refusal with %s is %s', async (code, error, label) => {
      const { session } = aScriptedSession(refusal(code));
      const answer = await connector.call(aConnectorTask({ session, parameters }));
      const cause = `No. (Service: ${label}; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
      expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
    });

    if (connector.patterns.includes('WaitForTaskToken'))
      test('.waitForTaskToken asks the API the same and leaves no job to poll', async () => {
        const { session, requests } = aScriptedSession(output);
        const answer = await connector.call(
          aConnectorTask({ session, parameters, pattern: 'WaitForTaskToken' }),
        );
        expect(requests).toEqual([{ service, action, input }]);
        const shown = { ...result, ...itsMetadata };
        expect(answer).toEqual({ type: 'Submitted', output: shown, job: undefined });
      });

    if (job !== undefined) testJob(service, connector, contractCase, job, syncInput ?? input);
  });
}

function testJob(
  service: string,
  connector: Connector,
  { parameters, call: [action], output, result }: ContractCase,
  job: JobCase,
  input: JsonObject,
): void {
  const submit = async (...script: ScriptedAnswer[]) => {
    const { session, requests } = aScriptedSession(output, ...script);
    const task = aConnectorTask({ session, parameters, pattern: 'Sync', syncVersion: 1 });
    const answer = await connector.call(task);
    if (answer.type !== 'Submitted') throw new Error(`submitted, not ${JSON.stringify(answer)}`);
    // Only its JSON is kept between the calls.
    return { task, answer, job: JSON.parse(JSON.stringify(answer.job)) as Json, requests };
  };
  const poll = async (...script: ScriptedAnswer[]) => {
    const { task, job: named, requests } = await submit(...script);
    return { result: await connector.poll?.(task, named), requests };
  };

  test('.sync submits the job and shows the answer', async () => {
    const { answer, requests } = await submit();
    await expectModelled(service, requests, [output]);
    expect(requests).toEqual([{ service, action, input }]);
    expect(answer.output).toEqual({ ...result, ...itsMetadata });
  });

  test.each(job.running)('.sync goes on while the job is %s', async (status) => {
    const described = job.output(status);
    const { result: found, requests } = await poll(described);
    await expectModelled(service, requests, [output, described]);
    expect(requests[1]).toEqual({ service, action: job.poll[0], input: job.poll[1] });
    expect(found).toBeUndefined();
  });

  if (job.succeeded.length > 0)
    test.each(job.succeeded)('.sync ends with the description of a job that is %s', async (status) => {
      const { result: found } = await poll(job.output(status));
      expect(JSON.stringify(found)).toBe(JSON.stringify(job.result(status)));
    });

  if (job.failed.length > 0)
    test.each(job.failed)('.sync fails with the description of a job that is %s', async (status) => {
      const { result: found } = await poll(job.output(status));
      expect(found).toEqual(new Failure('States.TaskFailed', JSON.stringify(job.result(status))));
    });

  test('.sync goes on where the service does not say how the job is', async () => {
    await expect(poll(refusal('AccessDeniedException'))).rejects.toThrow('No.');
  });

  const { gone, cancel } = job;
  if (gone !== undefined)
    test(`.sync ends where the service answers ${gone.code}`, async () => {
      const { result: found } = await poll(refusal(gone.code));
      if (gone.result === 'failure') expect(found).toBeInstanceOf(Failure);
      else expect(found).toEqual(gone.result);
    });

  test(`.sync ${cancel === undefined ? 'leaves its job' : `ends its job by ${cancel[0]}`} when stopped`, async () => {
    const { task, job: named, requests } = await submit({});
    await connector.cancel?.(task, named);
    await expectModelled(service, requests, [output]);
    const expected = cancel === undefined ? [] : [{ service, action: cancel[0], input: cancel[1] }];
    expect(requests.slice(1)).toEqual(expected);
  });

  test('the end of the job goes by the name it is announced under', async () => {
    const { job: named } = await submit();
    expect(connector.completionName?.(named)).toBe(job.completionName);
  });
}

/** Requests, and the answers scripted for them, are what the API's model says. */
async function expectModelled(
  service: string,
  requests: readonly RecordedRequest[],
  outputs: readonly JsonObject[],
): Promise<void> {
  const model = await loadModel(service);
  if (model === undefined) throw new Error(`no model of ${service}`);
  const found = requests.flatMap(({ action, input }, index) => {
    const operation = model.operations[action];
    if (operation === undefined) return [`no operation ${action}`];
    const output = outputs[index];
    return [
      ...(operation.input === undefined ? [] : violations(model, operation.input, input)),
      ...(operation.output === undefined || output === undefined
        ? []
        : violations(model, operation.output, output).filter((each) => !each.endsWith('missing'))),
    ];
  });
  expect(found).toEqual([]);
}

/** Members come in the order of their names. */
function expectOrdered(answer: Answer): void {
  if (answer.type !== 'Result' || answer.result instanceof Failure) throw new Error('a result');
  const names = Object.keys(answer.result as JsonObject);
  expect(names).toEqual([...names].sort());
}

export { idempotencyKey };
