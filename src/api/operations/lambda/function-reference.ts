import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import { InvalidParameterValueException } from '../../../compute/errors.ts';
import { ResourceNotFoundException } from './errors.ts';

/** The members by which requests name a function. */
export interface FunctionInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

/** Which function a request means, and which version of it. */
export interface FunctionReference {
  readonly place: Place;
  readonly name: string;
  /** As given: a version's number, `$LATEST`, or an alias; undefined where the request names the function as a whole. */
  readonly qualifier: string | undefined;
  /** Of the function as a whole. */
  readonly functionArn: Arn;
  /** What the request named: the function, or the version. */
  readonly arn: Arn;
}

/** Name, partial ARN or ARN, each with or without a qualifier. Source: API Reference, "FunctionName". */
const functionName =
  /^(?:arn:([a-zA-Z-]+):lambda:)?(?:([a-z]+(?:-[a-z]+)+-\d):)?(?:(\d{12}):)?(?:function:)?([\w.-]+)(?::(\$?[\w.-]+))?$/;

/**
 * The function that `input` names, as seen from `place`.
 *
 * Throws ResourceNotFoundException for one in another region, which this one's API does not reach.
 */
export function parseFunctionReference(
  { FunctionName, Qualifier }: FunctionInput,
  place: Place,
): FunctionReference {
  const parts = functionName.exec(FunctionName);
  const [, partition = place.partition, region = place.region, account = place.account, name, derived] =
    parts ?? [];
  if (name === undefined) throw new InvalidParameterValueException(`Invalid function name: ${FunctionName}`);
  if (derived !== undefined && Qualifier !== undefined && derived !== Qualifier) {
    throw new InvalidParameterValueException(
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  }
  if (region !== place.region || partition !== place.partition) {
    throw new ResourceNotFoundException(
      `Functions from '${region}' are not reachable in this region ('${place.region}')`,
    );
  }
  const qualifier = derived ?? Qualifier;
  const functionArn = formatArn({
    partition,
    service: 'lambda',
    region,
    account,
    resource: `function:${name}`,
  });
  const arn = qualifier === undefined ? functionArn : `${functionArn}:${qualifier}`;
  return { place: { partition, account, region }, name, qualifier, functionArn, arn };
}

/** Throws InvalidParameterValueException where `reference` is to a version: those never change. */
export function checkNamesWholeFunction({ qualifier }: FunctionReference): void {
  if (qualifier === undefined || qualifier === '$LATEST') return;
  throw new InvalidParameterValueException(
    'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  );
}
