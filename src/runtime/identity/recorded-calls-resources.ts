/** A resource, or what the resources of several calls have in common: then calls to any that begin so are meant. */
export interface NamedResource {
  /** Without the wildcard that stands behind the beginning. */
  readonly resource: string;
  readonly isPrefix: boolean;
}

/**
 * `resources` as fewer ones that take in all of them: those of one type become what their ARNs begin with, and where that is
 * not few enough those of one service, and in the end all of them.
 */
export function generalized(
  resources: readonly NamedResource[],
  resourcesMax: number,
): readonly NamedResource[] {
  let fewer = resources;
  for (const stemOf of [typeStem, serviceStem, () => '']) {
    fewer = groupBy(fewer, stemOf);
    if (fewer.length <= resourcesMax) break;
  }
  const prefixes = fewer.filter(({ isPrefix }) => isPrefix);
  return fewer.filter((each) => !prefixes.some((prefix) => prefix !== each && isWithin(each, prefix)));
}

/** Whether all that `inner` stands for begins with `prefix`. */
export function isWithin(inner: NamedResource, prefix: NamedResource): boolean {
  return prefix.isPrefix && inner.resource.startsWith(prefix.resource);
}

function groupBy(
  resources: readonly NamedResource[],
  stemOf: (resource: string) => string,
): readonly NamedResource[] {
  const groups = new Map<string, NamedResource[]>();
  for (const named of resources) {
    const stem = stemOf(named.resource);
    const group = groups.get(stem);
    if (group === undefined) groups.set(stem, [named]);
    else group.push(named);
  }
  return [...groups].map(([stem, group]) => joined(stem, group));
}

function joined(stem: string, group: readonly NamedResource[]): NamedResource {
  const [first = { resource: '', isPrefix: true }, ...others] = group;
  if (others.length === 0) return first;
  // No policy takes an ARN that is cut off before its service.
  if (stem === '') return { resource: '', isPrefix: true };
  let common = first.resource;
  for (const { resource } of others) common = commonBeginning(common, resource);
  // Whole parts only: `orders-1` and `orders-2` say nothing of what `orders-3` would be.
  const whole = common.slice(0, Math.max(common.lastIndexOf(':'), common.lastIndexOf('/')) + 1);
  return { resource: whole.length > stem.length ? whole : stem, isPrefix: true };
}

function commonBeginning(left: string, right: string): string {
  const length = Math.min(left.length, right.length);
  let at = 0;
  while (at < length && left.charCodeAt(at) === right.charCodeAt(at)) at += 1;
  return left.slice(0, at);
}

/** `arn:aws:states:eu-west-1:111122223333:execution:` of an execution, `arn:aws:s3:::bucket/` of an object. */
function typeStem(resource: string): string {
  return /^(?:[^:]*:){5}[^:/]*[:/]/.exec(resource)?.[0] ?? serviceStem(resource);
}

/** `arn:aws:sqs:eu-west-1:111122223333:` of a queue; what is no ARN is its own stem. */
function serviceStem(resource: string): string {
  return /^(?:[^:]*:){5}/.exec(resource)?.[0] ?? resource;
}
