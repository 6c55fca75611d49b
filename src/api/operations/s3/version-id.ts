import { invalidArgument } from './errors.ts';

/** Throws InvalidArgument for a version of an object, of which there is only the one that is called `null`. */
export function checkVersionId(versionId: string | undefined): void {
  if (versionId === undefined || versionId === 'null') return;
  throw invalidArgument('Invalid version id specified', 'versionId', versionId);
}
