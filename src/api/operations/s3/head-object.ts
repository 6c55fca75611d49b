import { findForReading, type ReadObjectInput, readPermissions } from './read-object.ts';
import { s3Operation } from './s3-operation.ts';

export const headObject = s3Operation<ReadObjectInput>({
  name: 'HeadObject',
  permissions: readPermissions,
  run: async (input, call) => (await findForReading(input, call)).output,
});
