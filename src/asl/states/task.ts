import { assert } from '../../base/assert.ts';
import type { JsonObject } from '../../base/json.ts';
import { field, jsonataField, jsonPathField } from '../object-rule.ts';
import { inField, type Place, reportError, reportWarning, type ValueRule } from '../place.ts';
import { parseTaskResource } from '../resource.ts';
import { payload } from '../template-rules.ts';
import { integer, orExpression, referencePathOrContextPath } from '../value-rules.ts';
import { compileCatchers } from './catch.ts';
import { nextOrEnd, workFields } from './common-fields.ts';
import { credentials } from './credentials.ts';
import { validateIntegrationParameters } from './integration-parameters.ts';
import { compileRetriers } from './retry.ts';
import type { StateLanguage } from './state-language.ts';

/** Source: Developer Guide, "Task workflow state". */
const timeoutSecondsMax = 99_999_999;

const seconds = orExpression(integer({ min: 1, max: timeoutSecondsMax }));

const resource: ValueRule = (value, place) => {
  if (typeof value !== 'string') reportError(place, 'Expected value of type String');
  else if (!value.startsWith('arn:')) reportError(place, 'Value is not a valid resource ARN');
  else validateResourceArn(value, place);
};

function validateResourceArn(arn: string, place: Place): void {
  const { type, isKnownResource, isConnectedResource } = place.checking;
  const parsed = parseTaskResource(arn);
  const isUnknown = parsed?.kind === 'Integration' && isKnownResource?.(arn) === false;
  if (parsed === undefined || isUnknown) {
    reportError(
      place,
      `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
    );
  } else if (type === 'EXPRESS' && parsed.kind === 'Activity') {
    reportError(place, 'Express state machine does not support Activity ARN');
  } else if (type === 'EXPRESS' && parsed.kind === 'Integration') {
    if (parsed.pattern === 'Sync') {
      reportError(place, "Express state machine does not support '.sync' service integration");
    } else if (parsed.pattern === 'WaitForTaskToken') {
      // The space at the end is AWS's.
      reportError(place, "Express state machine does not support '.waitForTaskToken' service integration ");
    }
  }
  if (parsed?.kind === 'Integration' && !isUnknown && isConnectedResource?.(arn) === false) {
    reportWarning(place, 'RESOURCE_NOT_SUPPORTED', `Stepwell has no connector for ${arn}: the task fails`);
  }
}

export const task: StateLanguage<'Task'> = {
  rule: {
    required: ['Resource'],
    fields: {
      ...workFields,
      Resource: field(resource),
      Parameters: jsonPathField(payload),
      Arguments: jsonataField(payload),
      Credentials: field(credentials),
      TimeoutSeconds: field(seconds),
      TimeoutSecondsPath: jsonPathField(referencePathOrContextPath),
      HeartbeatSeconds: field(seconds),
      HeartbeatSecondsPath: jsonPathField(referencePathOrContextPath),
    },
    exactlyOneOf: [nextOrEnd],
    atMostOneOf: [
      ['TimeoutSeconds', 'TimeoutSecondsPath'],
      ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
    ],
  },
  validate: (state, place) => {
    validateHeartbeat(state, place);
    validateIntegrationParameters(state, place);
    if (state.Credentials !== undefined && isActivity(state)) {
      reportError(inField(place, 'Credentials'), "The field 'Credentials' is not supported for activities");
    }
  },
  compile: (name, state, { language }) => {
    const parsed = parseTaskResource(state.Resource);
    assert(parsed !== undefined, `a resource that a Task may call, not ${state.Resource}`);
    return {
      type: 'Task',
      name,
      next: state.Next,
      resource: parsed,
      input: language.input(state),
      targetRoleArn: language.targetRoleArn(state),
      timeoutSeconds: language.number(state, 'TimeoutSeconds'),
      heartbeatSeconds: language.number(state, 'HeartbeatSeconds'),
      conclude: language.conclude(state),
      retriers: compileRetriers(state.Retry),
      catchers: compileCatchers(state.Catch, language),
    };
  },
};

function validateHeartbeat({ HeartbeatSeconds, TimeoutSeconds }: JsonObject, place: Place): void {
  if (typeof HeartbeatSeconds !== 'number' || typeof TimeoutSeconds !== 'number') return;
  if (HeartbeatSeconds >= TimeoutSeconds) {
    reportError(inField(place, 'HeartbeatSeconds'), 'HeartbeatSeconds must be smaller than TimeoutSeconds');
  }
}

function isActivity({ Resource }: JsonObject): boolean {
  return typeof Resource === 'string' && parseTaskResource(Resource)?.kind === 'Activity';
}
