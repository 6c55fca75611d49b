import { readFileSync } from 'node:fs';
import { assert } from '../../base/assert.ts';
import type { IntegrationParameters } from './integration.ts';

/** A service as AWS SDK integrations reach it. */
export interface SdkServiceFacts {
  /** As a Task's `Resource` spells it: `cloudwatchlogs`. */
  readonly service: string;
  /** As errors spell it: `CloudWatchLogs`. */
  readonly errorPrefix: string;
  /** How its API speaks: `json`, `query`, `rest-json`, `rest-xml`, `ec2`, `smithy-rpc-v2-cbor`. */
  readonly protocol: string;
  /** The first part of its host names: `logs`. */
  readonly endpointPrefix: string;
  /** The service that SigV4 signatures name. */
  readonly signingName: string;
  /** What its actions begin with in IAM policies: `logs`. */
  readonly iamPrefix: string;
  /** Names of parameters, by the numbers that `actions` has. */
  readonly parameters: readonly string[];
  /** By an action's name: the numbers of its parameters, with `!` behind one that is required. */
  readonly actions: Readonly<Record<string, string>>;
}

/**
 * Services whose SDK is no longer published, so that no model tells their actions: definitions may still name them.
 *
 * Source: Developer Guide, "Learning to use AWS service SDK integrations in Step Functions".
 */
const retiredServices: ReadonlyMap<string, string> = new Map([
  ['alexaforbusiness', 'AlexaForBusiness'],
  ['codestar', 'CodeStar'],
  ['elasticinference', 'ElasticInference'],
  ['elastictranscoder', 'ElasticTranscoder'],
  ['evidently', 'Evidently'],
  ['honeycode', 'Honeycode'],
  ['iot1clickprojects', 'Iot1ClickProjects'],
  ['iotanalytics', 'IoTAnalytics'],
  ['iotfleethub', 'IoTFleetHub'],
  ['lookoutvision', 'LookoutVision'],
  ['macie', 'Macie'],
  ['mobile', 'Mobile'],
  ['opsworks', 'OpsWorks'],
  ['opsworkscm', 'OpsWorksCm'],
  ['qldb', 'Qldb'],
  ['qldbsession', 'QldbSession'],
  ['robomaker', 'RoboMaker'],
  ['sms', 'Sms'],
]);

export interface SdkAction {
  readonly errorPrefix: string;
  /** Undefined where only the service is known. */
  readonly parameters: IntegrationParameters | undefined;
}

/** An action that AWS knows; `action` in camelCase, as a Task's `Resource` spells it. */
export function findSdkAction(service: string, action: string): SdkAction | undefined {
  const facts = findSdkService(service);
  if (facts !== undefined) {
    const numbers = Object.hasOwn(facts.actions, action) ? facts.actions[action] : undefined;
    if (numbers === undefined) return undefined;
    return { errorPrefix: facts.errorPrefix, parameters: readParameters(numbers, facts.parameters) };
  }
  const errorPrefix = retiredServices.get(service);
  if (errorPrefix === undefined || !/^[a-z][A-Za-z0-9]*$/.test(action)) return undefined;
  return { errorPrefix, parameters: undefined };
}

let lines: string | undefined;
const services = new Map<string, SdkServiceFacts>();

/** The facts of one service. They are read when a definition first names it, and kept. */
export function findSdkService(service: string): SdkServiceFacts | undefined {
  const known = services.get(service);
  if (known !== undefined) return known;
  if (!/^[a-z0-9]+$/.test(service)) return undefined;
  lines ??= readFileSync(new URL('./aws-sdk.jsonl', import.meta.url), 'utf8');
  const start = lines.indexOf(`{"service":"${service}",`);
  if (start === -1) return undefined;
  const facts = JSON.parse(lines.slice(start, lines.indexOf('\n', start))) as SdkServiceFacts;
  services.set(service, facts);
  return facts;
}

/** Every service there is, for those who look at the whole catalog. */
export function listSdkServices(): readonly string[] {
  lines ??= readFileSync(new URL('./aws-sdk.jsonl', import.meta.url), 'utf8');
  return [...lines.matchAll(/^\{"service":"([a-z0-9]+)",/gm)].map(([, service = '']) => service);
}

function readParameters(numbers: string, parameters: readonly string[]): IntegrationParameters {
  const names = new Set<string>();
  const required: string[] = [];
  for (const part of numbers.split(' ')) {
    if (part === '') continue;
    const isRequired = part.endsWith('!');
    const name = parameters[Number(isRequired ? part.slice(0, -1) : part)];
    assert(name !== undefined, `a parameter's number, not ${part}`);
    names.add(name);
    if (isRequired) required.push(name);
  }
  return { names, required };
}
