import { ValidationException } from '../../../base/aws-error.ts';
import { templateVariables } from '../../../eventbridge/input-template.ts';
import { isInputPath } from '../../../eventbridge/target-input.ts';
import { findTargetKind } from '../../../eventbridge/targets/index.ts';
import type { EventTargetBody } from '../../../store/resources/events.ts';
import { refuseUnsupported } from './unsupported.ts';

/** What only targets have that events are not delivered to here, and queues for what was not delivered. */
const unsupportedMembers = [
  'AppSyncParameters',
  'BatchParameters',
  'DeadLetterConfig',
  'EcsParameters',
  'HttpParameters',
  'KinesisParameters',
  'RedshiftDataParameters',
  'RunCommandParameters',
  'SageMakerPipelineParameters',
];

/** Throws ValidationException where events could not be delivered to the target as it asks. */
export function checkTarget(target: EventTargetBody): void {
  const kind = findTargetKind(target.Arn);
  if (kind === undefined) {
    throw new ValidationException(
      `Target ${target.Arn} is not supported by this server, which delivers events to state machines, Lambda functions, event buses, SQS queues and SNS topics.`,
    );
  }
  refuseUnsupported(target, unsupportedMembers);
  if (kind.needsRole && target.RoleArn === undefined) {
    throw new ValidationException(`RoleArn is required for target ${target.Arn}.`);
  }
  if (target.Arn.endsWith('.fifo') && target.SqsParameters?.MessageGroupId === undefined) {
    throw new ValidationException(`Parameter(s) SqsParameters must be specified for target: ${target.Id}.`);
  }
  checkInput(target);
}

function checkInput({ Id, Input, InputPath, InputTransformer }: EventTargetBody): void {
  const given = [Input, InputPath, InputTransformer].filter((each) => each !== undefined);
  if (given.length > 1) {
    throw new ValidationException(
      `Only one of Input, InputPath, or InputTransformer must be provided for target ${Id}.`,
    );
  }
  if (Input !== undefined && !isJson(Input)) {
    throw new ValidationException(`JSON syntax error in input for target ${Id}.`);
  }
  if (InputPath !== undefined && !isInputPath(InputPath)) {
    throw new ValidationException(`Invalid InputPath for target ${Id}.`);
  }
  if (InputTransformer !== undefined) checkTransformer(Id, InputTransformer);
}

function checkTransformer(
  id: string,
  { InputPathsMap = {}, InputTemplate }: NonNullable<EventTargetBody['InputTransformer']>,
): void {
  for (const [name, path] of Object.entries(InputPathsMap)) {
    if (/^aws/i.test(name))
      throw new ValidationException(`InputPathsMap for target ${id} has the reserved key ${name}.`);
    if (!isInputPath(path)) throw new ValidationException(`Invalid InputPathsMap for target ${id}: ${name}`);
  }
  for (const name of templateVariables(InputTemplate)) {
    if (Object.hasOwn(InputPathsMap, name) || name.startsWith('aws.events.')) continue;
    throw new ValidationException(
      `Invalid InputTemplate for target ${id}: ${name} is not a key of InputPathsMap.`,
    );
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
