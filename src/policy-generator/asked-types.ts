import type { Place } from '../base/arn.ts';
import { variableNames, wholeArnNames } from './resource-parameters.ts';
import { parseResourceTemplate, type ResourceTemplate } from './resource-template.ts';
import type { AuthorizedAction } from './service-authorization.ts';

/** One ARN of a resource type that an action is about, and the parameters that might name such a resource. */
export interface AskedType {
  readonly isRequired: boolean;
  readonly template: ResourceTemplate;
  /** Names, in small letters, of parameters that may hold the whole ARN. */
  readonly wholeArnNames: readonly string[];
  /** For each variable of the ARN. */
  readonly variableNames: readonly (readonly string[])[];
}

const known = new WeakMap<AuthorizedAction, Map<string, readonly AskedType[]>>();

/** The types of `action` as they are in `place`; made once, as a machine mostly calls the same actions again. */
export function askedTypes(action: AuthorizedAction, place: Place): readonly AskedType[] {
  const key = `${place.partition}:${place.region}:${place.account}`;
  const byPlace = known.get(action) ?? new Map<string, readonly AskedType[]>();
  known.set(action, byPlace);
  const found = byPlace.get(key) ?? makeTypes(action, place);
  byPlace.set(key, found);
  return found;
}

function makeTypes({ name: action, resourceTypes }: AuthorizedAction, place: Place): readonly AskedType[] {
  return resourceTypes.flatMap(({ name, isRequired, arns }) =>
    arns.map((arn) => {
      const template = parseResourceTemplate(arn, place);
      return {
        isRequired,
        template,
        wholeArnNames: wholeArnNames(name, template, action),
        variableNames: template.variables.map((_variable, index) =>
          variableNames(name, template, index, action),
        ),
      };
    }),
  );
}
