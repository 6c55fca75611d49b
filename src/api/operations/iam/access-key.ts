import { accessKeyKey } from '../../../runtime/identity/entity-keys.ts';
import type { Resource } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { NoSuchEntity } from './errors.ts';

/** The access key `accessKeyId` of this user of the caller's account; throws NoSuchEntity. */
export async function getAccessKey(
  call: Call,
  { accessKeyId, userName }: { readonly accessKeyId: string; readonly userName: string },
): Promise<Resource<'AccessKey'>> {
  const key = await call.services.store.resources.get(accessKeyKey(accessKeyId));
  const isTheirs =
    key?.body.account === call.caller.place.account &&
    key.body.userName?.toLowerCase() === userName.toLowerCase();
  if (key === undefined || !isTheirs) {
    throw new NoSuchEntity(`The Access Key with id ${accessKeyId} cannot be found.`);
  }
  return key;
}
