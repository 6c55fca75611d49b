import type { S3BucketBody } from '../../../store/resources/s3.ts';
import type { Call } from '../../operation.ts';
import { checkBucketName } from './bucket-name.ts';
import { bucketKey, ownedBucketKey } from './buckets.ts';
import { notImplemented, operationAborted, S3Error } from './errors.ts';
import { checkCannedAcl } from './object-settings.ts';
import { s3Operation } from './s3-operation.ts';

interface CreateBucketInput {
  readonly Bucket: string;
  readonly ACL?: string;
  readonly CreateBucketConfiguration?: { readonly LocationConstraint?: string };
  readonly ObjectLockEnabledForBucket?: boolean;
  readonly ObjectOwnership?: string;
}

/** Where a bucket is that nobody placed, and where creating one's own bucket again is no error. */
const firstRegion = 'us-east-1';

export const createBucket = s3Operation<CreateBucketInput>({
  name: 'CreateBucket',
  permissions: (input, { caller }) => {
    const { partition } = caller.place;
    const location = input.CreateBucketConfiguration?.LocationConstraint;
    const context = location === undefined ? {} : { context: { 's3:locationconstraint': location } };
    return [{ action: 's3:CreateBucket', resource: `arn:${partition}:s3:::${input.Bucket}`, ...context }];
  },
  run: async (input, call) => {
    const { Bucket: name } = input;
    const { store, clock, newId } = call.services;
    const { partition, account } = call.caller.place;
    checkBucketName(name);
    checkCannedAcl(input.ACL);
    if (input.ObjectLockEnabledForBucket === true) throw notImplemented('Object Lock');
    if (input.ObjectOwnership !== undefined && input.ObjectOwnership !== 'BucketOwnerEnforced')
      throw notImplemented(`Object ownership ${input.ObjectOwnership}`);
    const region = regionOf(input, call);
    const known = await store.resources.get(bucketKey(partition, name));
    if (known !== undefined) return existing(known.body, call);
    const createdAt = clock.now();
    const body: S3BucketBody = {
      id: newId().replaceAll('-', ''),
      name,
      partition,
      account,
      region,
      createdAt,
      policy: undefined,
      isEventBridgeEnabled: false,
    };
    const outcome = await store.resources.write([
      { type: 'put', key: bucketKey(partition, name), body, expectedRevision: 0 },
      { type: 'put', key: ownedBucketKey(account, name), body: { createdAt }, expectedRevision: undefined },
    ]);
    if (outcome === 'conflict') throw operationAborted();
    return { Location: `/${name}` };
  },
});

/** Throws where the region that is asked has no buckets in the region that is asked for. */
function regionOf({ CreateBucketConfiguration }: CreateBucketInput, { caller }: Call): string {
  const { region } = caller.place;
  const location = CreateBucketConfiguration?.LocationConstraint;
  if (location === undefined || location === '') {
    if (region === firstRegion) return region;
    throw illegalLocation('The unspecified location constraint');
  }
  if (location === firstRegion || !/^(EU|[a-z]{2,}(-[a-z]+)+-\d+)$/.test(location)) {
    throw new S3Error({
      code: 'InvalidLocationConstraint',
      message: 'The specified location-constraint is not valid',
      members: { LocationConstraint: location },
    });
  }
  const wanted = location === 'EU' ? 'eu-west-1' : location;
  if (region !== firstRegion && region !== wanted)
    throw illegalLocation(`The ${location} location constraint`);
  return wanted;
}

function illegalLocation(what: string): S3Error {
  return new S3Error({
    code: 'IllegalLocationConstraintException',
    message: `${what} is incompatible for the region specific endpoint this request was sent to.`,
  });
}

function existing(bucket: S3BucketBody, { caller }: Call) {
  const { name, account, region } = bucket;
  if (account !== caller.place.account) {
    throw new S3Error({
      code: 'BucketAlreadyExists',
      status: 409,
      message:
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      members: { BucketName: name },
    });
  }
  if (region === firstRegion && caller.place.region === firstRegion) return { Location: `/${name}` };
  throw new S3Error({
    code: 'BucketAlreadyOwnedByYou',
    status: 409,
    message: 'Your previous request to create the named bucket succeeded and you already own it.',
    members: { BucketName: name },
  });
}
