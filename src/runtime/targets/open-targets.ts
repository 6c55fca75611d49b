import { readFileSync } from 'node:fs';
import type { Place } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import { createApiTargets, type FindApiTarget } from '../endpoints/api-targets.ts';
import { createPresignedIdentity, type PresignIdentity } from '../endpoints/presigned-identity.ts';
import type { Identity } from '../identity/identity.ts';
import { createAwsCredentials } from './aws-credentials.ts';
import {
  type EmbeddedServices,
  embeddingOf,
  findSdkName,
  parseTarget,
  parseTargetsFile,
} from './parse-targets.ts';
import { rememberRoleChains } from './role-chains.ts';
import { createSdkSender } from './sdk-sender.ts';
import { createFindTarget, type TargetRule } from './target.ts';
import { createTargetSessions, type OpenSession } from './target-sessions.ts';

export interface TargetsConfiguration {
  /** As on the command line, `s3=http://127.0.0.1:9000`; they come before what the file says. */
  readonly targets?: readonly string[] | undefined;
  readonly targetsFile?: string | undefined;
}

export interface TargetsParts {
  readonly rules: readonly TargetRule[];
  /** The services this server has itself, by whatever name tasks have for them. */
  readonly ownServices: readonly string[];
  readonly hasOperation: (service: string, action: string) => boolean;
  readonly openEmbedded: OpenSession;
  readonly identity: Identity;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  /** This server's own address. */
  readonly endpoint: () => string;
}

export interface Targets {
  readonly openSession: OpenSession;
  readonly findApiTarget: FindApiTarget;
  readonly presignIdentity: PresignIdentity;
  /** Opens the sessions that `openSession` takes. */
  readonly identity: Identity;
  /** Whether calls of a service, by whatever name tasks have for it, stay in this server for an account and region. */
  readonly hasService: (service: string, place: Pick<Place, 'account' | 'region'>) => boolean;
}

/** The services that tasks call, wherever the rules say they are. */
export function openTargets(parts: TargetsParts): Targets {
  const { rules, hasOperation, openEmbedded, clock, newId } = parts;
  const embeddedServices = embeddedServicesOf(parts.ownServices);
  const { identity, chainOf } = rememberRoleChains(parts.identity);
  const findTarget = createFindTarget(rules);
  const awsCredentials = createAwsCredentials(clock);
  const openSession = createTargetSessions({
    findTarget,
    embeddedServices,
    hasOperation,
    openEmbedded,
    identity,
    chainOf,
    awsCredentials,
    send: createSdkSender(),
    newId,
  });
  const findApiTarget = createApiTargets({
    findTarget,
    chainOf,
    getAwsCredentials: awsCredentials.get,
    clock,
  });
  const presignIdentity = createPresignedIdentity({
    findTarget,
    chainOf,
    getAwsCredentials: awsCredentials.get,
    identity,
    clock,
    endpoint: parts.endpoint,
  });
  return {
    openSession,
    findApiTarget,
    presignIdentity,
    identity,
    hasService(name, { account, region }) {
      const service = findSdkName(name) ?? name;
      const embedding = embeddingOf(service, embeddedServices);
      return findTarget({ service, account, region, embedding })?.type === 'embedded';
    },
  };
}

/** Names that no `aws-sdk:` resource has are this server's own business. */
function embeddedServicesOf(ownServices: readonly string[]): EmbeddedServices {
  const found = new Map<string, string>();
  for (const name of ownServices) {
    const service = findSdkName(name);
    if (service !== undefined) found.set(service, name);
  }
  return found;
}

/** The rules of a configuration. Throws an Error for the operator. */
export function readTargetRules(
  { targets = [], targetsFile }: TargetsConfiguration,
  ownServices: readonly string[],
): readonly TargetRule[] {
  const embeddedServices = embeddedServicesOf(ownServices);
  const fromFile =
    targetsFile === undefined ? [] : parseTargetsFile(readFileSync(targetsFile, 'utf8'), embeddedServices);
  return [...fromFile, ...targets.map((text) => parseTarget(text, embeddedServices))];
}
