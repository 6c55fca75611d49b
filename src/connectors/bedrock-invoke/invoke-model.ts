import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonText, parseJson, plainJson } from '../../base/json.ts';
import type { LoadModel } from '../api-integrations.ts';
import { installationAdvice } from '../aws-sdk/client-package.ts';
import { clientErrorOf, createFailureOf } from '../aws-sdk/failure.ts';
import { getParameters } from '../catalog/catalog.ts';
import type { Answer, Connector, ConnectorTask, ServiceAnswer, Session } from '../connector.ts';
import { invalidField, missingField, notAnObject, unsupportedFields, unusable } from '../parameters.ts';

const resource = 'bedrock:invokeModel';
const clientError = clientErrorOf('Bedrock');

/** Source: Developer Guide, "Invoke and customize Amazon Bedrock models with Step Functions". */
export function createInvokeModel(loadModel: LoadModel): Connector {
  return {
    resource,
    patterns: ['RequestResponse', 'WaitForTaskToken'],
    clientError,
    // A model that is asked again may answer otherwise and is paid again.
    isIdempotent: () => false,
    call: async (task): Promise<Answer> => {
      const result = await invoke(task, loadModel);
      if (task.pattern === 'RequestResponse' || result instanceof Failure) return { type: 'Result', result };
      return { type: 'Submitted', output: result, job: undefined };
    },
  };
}

/** Parameters that the API takes under its own names, in which only the first letter is small. */
const passedOn = [
  'ModelId',
  'Accept',
  'ContentType',
  'GuardrailIdentifier',
  'GuardrailVersion',
  'PerformanceConfigLatency',
  'ServiceTier',
  'Trace',
];

async function invoke({ parameters, session }: ConnectorTask, loadModel: LoadModel): Promise<Json | Failure> {
  if (!isJsonObject(parameters)) return unusable(parameters, [notAnObject]);
  const problems = findProblems(parameters);
  if (problems.length > 0) return unusable(parameters, problems);
  const calls = { session, loadModel };
  const source = parseS3Uri(parameters.Input);
  const given = source === undefined ? undefined : await request(calls, 's3', 'GetObject', { ...source });
  if (given instanceof Failure) return given;
  const answer = await request(calls, 'bedrockruntime', 'InvokeModel', {
    ...passedMembers(parameters),
    ...inputOf(parameters, given?.output),
  });
  if (answer instanceof Failure) return answer;
  const destination = parseS3Uri(parameters.Output);
  if (destination === undefined) return resultOf(answer, parsedBody(answer.output.body));
  const stored = await request(calls, 's3', 'PutObject', {
    ...destination,
    Body: textOf(answer.output.body),
    ...(typeof answer.output.contentType === 'string' && { ContentType: answer.output.contentType }),
  });
  return stored instanceof Failure ? stored : resultOf(answer, parameters.Output ?? null);
}

function findProblems(parameters: JsonObject): readonly string[] {
  const { Body = null, Input = null, Output = null } = parameters;
  const problems = unsupportedFields(parameters, getParameters(resource).names);
  if (!Object.hasOwn(parameters, 'ModelId')) problems.push(missingField('ModelId'));
  for (const name of passedOn) {
    const value = parameters[name] ?? null;
    if (typeof value === 'object' && value !== null) problems.push(invalidField(name));
  }
  if (Input !== null && parseS3Uri(Input) === undefined) problems.push(invalidField('Input'));
  if (Output !== null && parseS3Uri(Output) === undefined) problems.push(invalidField('Output'));
  if (Body === null && Input === null) problems.push(missingField('Body'));
  if (Body !== null && Input !== null)
    problems.push("Only one of the fields 'Body' and 'Input' can be specified");
  return problems;
}

/** The object of `{ S3Uri: 's3://bucket/key' }`. */
function parseS3Uri(value: Json | undefined): { readonly Bucket: string; readonly Key: string } | undefined {
  const uri = isJsonObject(value) ? value.S3Uri : undefined;
  const [, Bucket, Key] = typeof uri === 'string' ? (/^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? []) : [];
  return Bucket === undefined || Key === undefined ? undefined : { Bucket, Key };
}

function passedMembers(parameters: JsonObject): JsonObject {
  const members: Record<string, Json> = {};
  for (const name of passedOn) {
    const value = parameters[name] ?? null;
    if (value !== null) members[`${name.charAt(0).toLowerCase()}${name.slice(1)}`] = String(value);
  }
  return members;
}

/** The body and its type; an object in S3 says its own type where the definition says none. */
function inputOf({ Body, ContentType = null }: JsonObject, object: JsonObject | undefined): JsonObject {
  if (object === undefined) {
    const body = typeof Body === 'string' ? Body : jsonText(Body ?? null);
    return { body, ...(ContentType === null && { contentType: 'application/json' }) };
  }
  const ofObject =
    ContentType === null && typeof object.ContentType === 'string' ? object.ContentType : undefined;
  return { body: textOf(object.Body), ...(ofObject !== undefined && { contentType: ofObject }) };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** JSON where it is, and text otherwise. */
function parsedBody(body: Json | undefined): Json {
  const text = textOf(body);
  try {
    return plainJson(parseJson(text));
  } catch {
    return text;
  }
}

function resultOf({ output }: ServiceAnswer, body: Json): JsonObject {
  const { contentType, performanceConfigLatency, serviceTier } = output;
  return {
    Body: body,
    ...(contentType !== undefined && { ContentType: contentType }),
    ...(performanceConfigLatency !== undefined && { PerformanceConfigLatency: performanceConfigLatency }),
    ...(serviceTier !== undefined && { ServiceTier: serviceTier }),
  };
}

interface Calls {
  readonly session: Session;
  readonly loadModel: LoadModel;
}

/** As causes name the services; errors of the first go by the integration's name. */
const labels = { bedrockruntime: 'BedrockRuntime', s3: 'S3' } as const;

async function request(
  { session, loadModel }: Calls,
  service: keyof typeof labels,
  action: string,
  input: JsonObject,
): Promise<ServiceAnswer | Failure> {
  try {
    return await session.request(service, action, input);
  } catch (thrown) {
    const model = await loadModel(service);
    if (model === undefined) return new Failure(clientError, installationAdvice(service));
    const { error = clientError, cause } = createFailureOf(labels[service], model)(thrown);
    return new Failure(error.replace(/^BedrockRuntime\./, 'Bedrock.'), cause);
  }
}
