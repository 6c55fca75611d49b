import type { Json, JsonObject } from '../../../base/json.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call, Operation } from '../../operation.ts';

/** An IAM action whose `Input` is the API model's shape of the same name, as far as the action reads it. */
export interface IamAction<Input> {
  readonly name: string;
  permissions(input: Input, call: Call): readonly Permission[] | Promise<readonly Permission[]>;
  run(input: Input, call: Call): Promise<Json>;
}

/** `action` as the operation the front door calls: what the model let through has the shape of `Input`. */
export function iamOperation<Input>(action: IamAction<Input>): Operation {
  const typed = (input: JsonObject) => input as unknown as Input;
  return {
    service: 'iam',
    name: action.name,
    permissions: (input, call) => action.permissions(typed(input), call),
    run: (input, call) => action.run(typed(input), call),
  };
}

/** `value` as a member called `name`, or no member where it is undefined: JSON has no `undefined`. */
export function optional(name: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value };
}
