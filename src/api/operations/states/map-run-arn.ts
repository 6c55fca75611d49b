import type { Arn } from '../../../base/arn.ts';
import { parseStatesArn } from './arns.ts';
import { InvalidArn } from './errors.ts';

/**
 * Throws InvalidArn for what is no Map Run's ARN: `…:mapRun:machine/label:id`.
 *
 * Source: API Reference, "DescribeMapRun", and recorded answers.
 */
export function checkMapRunArn(arn: Arn): void {
  const { type, names } = parseStatesArn(arn);
  if (type !== 'mapRun') throw new InvalidArn(`Resource type not valid in this context: ${type}`);
  const [labeled = ''] = names;
  if (names.length !== 2 || !/^[^/]+\/[^/]+$/.test(labeled)) throw new InvalidArn(`Invalid ARN: ${arn}`);
}
