import type { Arn, Place } from '../../base/arn.ts';
import type { TextPattern } from '../foreseen.ts';
import type { ArnOf } from '../named-resource.ts';
import { resourcePart } from '../resource-pattern.ts';

/** The object of `s3://bucket/key`. */
export function objectOf(pattern: TextPattern, { partition }: Place): Arn | undefined {
  const path = pathOf(pattern);
  return path === undefined ? undefined : `arn:${partition}:s3:::${path}`;
}

/** The objects below `s3://bucket/prefix`. */
export const objectsBelow: ArnOf = (pattern, place) => {
  const object = objectOf(pattern, place);
  if (object === undefined) return undefined;
  return object.endsWith('*') ? object : `${object}${object.endsWith('/') ? '' : '/'}*`;
};

/** The bucket of `s3://bucket/prefix`. */
export const bucketOf: ArnOf = (pattern, place) => objectOf(pattern, place)?.split('/')[0];

function pathOf(pattern: TextPattern): string | undefined {
  const [first = '', ...rest] = pattern;
  return first.startsWith('s3://') ? resourcePart([first.slice('s3://'.length), ...rest]) : undefined;
}
