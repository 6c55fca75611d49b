import { createRequire } from 'node:module';
import { isAccountId } from '../../base/arn.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { findSdkService } from '../../connectors/catalog/aws-sdk.ts';
import { optimizedServices } from '../../connectors/catalog/optimized.ts';
import type { Embedding, Target, TargetRule } from './target.ts';

/** The services that this server has itself, by their names in `aws-sdk:` resources, and their names within the server. */
export type EmbeddedServices = ReadonlyMap<string, string>;

/** Who names an emulator, or AWS, for any service means its queues and buckets, too. */
const dataServices: ReadonlySet<string> = new Set([
  'cloudwatchlogs',
  'dynamodb',
  's3',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
]);

/** `service` as `aws-sdk:` resources name it. */
export function embeddingOf(service: string, embedded: EmbeddedServices): Embedding {
  if (!embedded.has(service)) return 'None';
  return dataServices.has(service) ? 'Data' : 'Own';
}

/**
 * One `SERVICE=TARGET` as the command line has it: `s3=http://127.0.0.1:9000`, `*=aws`,
 * `123456789012/us-east-1/sqs=http://127.0.0.1:4566`.
 *
 * Throws an Error for the operator.
 */
export function parseTarget(text: string, embedded: EmbeddedServices): TargetRule {
  const [selector = '', ...rest] = text.split('=');
  if (rest.length === 0)
    throw new Error(`${text} is no target: write SERVICE=URL, SERVICE=aws or SERVICE=embedded.`);
  return ruleOf(selector.trim(), parseDestination(rest.join('=').trim(), text), embedded);
}

/**
 * A file of targets, YAML or JSON: an object from `SERVICE`, as on the command line, to a target or to an object with `url`,
 * `accessKeyId` and `secretAccessKey`.
 *
 * Throws an Error for the operator.
 */
export function parseTargetsFile(text: string, embedded: EmbeddedServices): readonly TargetRule[] {
  // Most servers have no such file, and the package is one of the larger ones.
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  const content = parse(text) as Json;
  if (content === null) return [];
  if (!isJsonObject(content)) throw new Error('A file of targets is an object from services to targets.');
  return Object.entries(content).map(([selector, value]) =>
    ruleOf(selector, parseEntry(selector, value), embedded),
  );
}

function parseEntry(selector: string, value: Json): Target {
  if (typeof value === 'string') return parseDestination(value, selector);
  if (!isJsonObject(value)) throw new Error(`The target of ${selector} is a text or an object with url.`);
  const { url, accessKeyId, secretAccessKey, ...others } = value;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`The target of ${selector} has no ${unknown}.`);
  if (typeof url !== 'string') throw new Error(`The target of ${selector} needs url.`);
  const target = parseDestination(url, selector);
  if (target.type !== 'url') return target;
  return {
    ...target,
    accessKeyId: textOf(accessKeyId, `accessKeyId of ${selector}`) ?? target.accessKeyId,
    secretAccessKey: textOf(secretAccessKey, `secretAccessKey of ${selector}`) ?? target.secretAccessKey,
  };
}

function textOf(value: Json | undefined, what: string): string | undefined {
  if (value !== undefined && typeof value !== 'string') throw new Error(`The ${what} is a text.`);
  return value;
}

/** `aws`, `embedded` or a URL, which may carry an access key: `http://KEY:SECRET@127.0.0.1:9000`. */
function parseDestination(text: string, what: string): Target {
  if (text === 'aws' || text === 'embedded') return { type: text };
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new Error(`The target of ${what} is neither aws nor embedded nor a URL of http or https.`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  return {
    type: 'url',
    url: url.href.replace(/\/$/, ''),
    accessKeyId: username === '' ? undefined : decodeURIComponent(username),
    secretAccessKey: password === '' ? undefined : decodeURIComponent(password),
  };
}

/** `[ACCOUNT/][REGION/]SERVICE`, each of which may be `*`. */
function ruleOf(selector: string, target: Target, embedded: EmbeddedServices): TargetRule {
  const parts = selector.split('/');
  const service = serviceOf(parts.pop() ?? '');
  const [first, second] = parts;
  if (parts.length > 2 || (second !== undefined && first !== '*' && !isAccountId(first ?? ''))) {
    throw new Error(
      `${selector} is not of the form [ACCOUNT/][REGION/]SERVICE, with an account of 12 digits.`,
    );
  }
  if (target.type === 'embedded' && (service === undefined || !embedded.has(service))) {
    const names = [...embedded.keys()].join(', ');
    throw new Error(`${selector} cannot be embedded: this server has ${names} itself.`);
  }
  const isRegionOnly = second === undefined && first !== undefined && first !== '*' && !isAccountId(first);
  const [account, region] = isRegionOnly ? ['*', first] : [first, second];
  return { account: given(account), region: given(region), service, target };
}

function given(part: string | undefined): string | undefined {
  return part === '*' ? undefined : part;
}

function serviceOf(name: string): string | undefined {
  if (name === '*') return undefined;
  const service = findSdkName(name);
  if (service === undefined)
    throw new Error(`There is no service ${name}. Services are named as in aws-sdk resources.`);
  return service;
}

/** Names within this server of services that no optimized integration has. */
const ownNames: ReadonlyMap<string, string> = new Map([['logs', 'cloudwatchlogs']]);

/** A service's name in `aws-sdk:` resources, from that name or from the one it has in other integrations and within this server. */
export function findSdkName(name: string): string | undefined {
  const optimized = Object.hasOwn(optimizedServices, name) ? optimizedServices[name] : undefined;
  const service = optimized?.sdkService ?? ownNames.get(name) ?? name;
  return findSdkService(service) === undefined ? undefined : service;
}
