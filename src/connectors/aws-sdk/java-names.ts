import type { ServiceModel } from './service-model.ts';

/**
 * Names as the AWS SDK for Java 2 makes them from an API's: AWS SDK integrations use its names, not the API's.
 *
 * A run of capitals becomes one word, so `KMSKeyArn` is the parameter `KmsKeyArn`, and `EC2AccessDeniedException` the
 * error `Ec2AccessDeniedException`.
 */

/** A member of a structure as a parameter or in a result. Capitals that do not lead are left alone: `BilledMemoryUsedInMB`. */
export function memberName(name: string): string {
  const renamed = reservedNames[name];
  if (renamed !== undefined) return renamed;
  return capitalizedName(name).replace(/^([A-Z])([A-Z]+)(?![a-z])/, (_, first: string, rest: string) => {
    return first + rest.toLowerCase();
  });
}

/** A name of the API's, in PascalCase. */
export function capitalizedName(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

/** Members that would be words of Java's own, or methods that every object has. */
const reservedNames: Readonly<Record<string, string>> = {
  Default: 'DefaultValue',
  Equals: 'EqualsValue',
  NULL: 'Nul',
  Package: 'PackageValue',
  Return: 'ReturnValue',
  Static: 'StaticValue',
  default: 'DefaultValue',
  equals: 'EqualsValue',
  package: 'PackageValue',
  return: 'ReturnValue',
  static: 'StaticValue',
};

/** The API's name of the operation that `aws-sdk:` resources call `action`: `GetObject` for `getObject`. */
export function findOperationName({ operations }: ServiceModel, action: string): string | undefined {
  const name = capitalizedName(action);
  if (Object.hasOwn(operations, name)) return name;
  return Object.keys(operations).find((each) => memberName(each) === name);
}

/** An exception's class. */
export function exceptionName(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*/g) ?? [name];
  const joined = words.map((word) => capitalizedName(word.toLowerCase())).join('');
  return joined.endsWith('Exception') ? joined : `${joined}Exception`;
}
