/**
 * Names as the AWS SDK for Java 2 makes them from an API's: AWS SDK integrations use its names, not the API's.
 *
 * A run of capitals becomes one word, so `KMSKeyArn` is the parameter `KmsKeyArn`, and `EC2AccessDeniedException` the
 * error `Ec2AccessDeniedException`.
 */

/** A member of a structure as a parameter or in a result. Capitals that do not lead are left alone: `BilledMemoryUsedInMB`. */
export function memberName(name: string): string {
  const capitalized = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  return capitalized.replace(/^([A-Z])([A-Z]+)(?![a-z])/, (_, first: string, rest: string) => {
    return first + rest.toLowerCase();
  });
}

/** An exception's class. */
export function exceptionName(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+\d*/g) ?? [name];
  const joined = words
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`)
    .join('');
  return joined.endsWith('Exception') ? joined : `${joined}Exception`;
}
