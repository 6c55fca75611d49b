import { Failure } from '../../../src/base/failure.ts';
import { runJob } from '../../../src/connectors/eks/run-job.ts';
import type { HttpRequest } from '../../../src/connectors/http/endpoint-session.ts';
import { aConnectorTask, aScriptedSession } from '../a-connector-task.ts';
import { anEndpointSession, aResponse } from '../http/an-endpoint-session.ts';
import { aJob } from './a-cluster.ts';
import { createCertificates } from './certificates.ts';

/** What a task that waits for a Kubernetes job asks of the cluster, and what it makes of the answers. */
export async function jobAsked() {
  const Job = aJob('{name}');
  const parameters = {
    ClusterName: 'main',
    CertificateAuthority: Buffer.from(createCertificates().authority).toString('base64'),
    Endpoint: 'https://cluster.example.com',
    Job,
  };
  const ask = async (body: object, status = 200) => {
    const { endpoints, sent } = anEndpointSession({
      responses: [aResponse(JSON.stringify(body), { status }), aResponse('{}')],
    });
    const task = aConnectorTask({ session: aScriptedSession().session, parameters, endpoints });
    const job = { name: '{name}', namespace: '{ns}' };
    const result = await runJob.poll?.(task, job);
    await runJob.cancel?.(task, job);
    return { result, asked: sent.map(describeRequest) };
  };
  const outcomeOf = async (type: string) => {
    const { result } = await ask({ status: { conditions: [{ type, status: 'True' }] } });
    if (result === undefined) return 'Running';
    return result instanceof Failure ? 'Failed' : 'Succeeded';
  };
  const outcomes = await Promise.all(conditions.map(async (type) => [type, await outcomeOf(type)] as const));
  const typesOf = (wanted: string) =>
    outcomes.filter(([, outcome]) => outcome === wanted).map(([type]) => `${type}=True`);
  const { result, asked } = await ask({}, 404);
  const [poll = '', cancel] = asked;
  return {
    poll,
    succeeded: typesOf('Succeeded'),
    isDescriptionAsked: false,
    failed: typesOf('Failed'),
    gone: result instanceof Failure ? 'Failed' : undefined,
    cancel,
  };
}

/** The types that conditions of a job have. Source: Kubernetes API, JobCondition. */
const conditions = ['Complete', 'Failed', 'FailureTarget', 'Suspended', 'SuccessCriteriaMet'];

function describeRequest({ method, url }: HttpRequest): string {
  return `Kubernetes ${method} ${decodeURIComponent(new URL(url).pathname)}`;
}
