import { isJsonObject } from '../../base/json.ts';
import { inField, reportError, type ValueRule } from '../place.ts';
import { payload } from '../template-rules.ts';
import { text } from '../value-rules.ts';

/** The role a Task's call is made with: a literal, a path or intrinsic under `RoleArn.$`, or a JSONata string. */
export const credentials: ValueRule = (value, place) => {
  if (!isJsonObject(value)) {
    reportError(place, 'Expected value of type Object');
    return;
  }
  const isDynamic = place.language === 'JSONPath' && Object.hasOwn(value, 'RoleArn.$');
  if (value.RoleArn !== undefined) text(value.RoleArn, inField(place, 'RoleArn'));
  else if (!isDynamic) reportError(place, "The field 'RoleArn' is required but was missing");
  payload(value, place);
};
