import { changeSecret, type SecretInput, secretPermission } from './secrets.ts';
import { secretsOperation } from './secrets-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface TagResourceInput extends SecretInput {
  readonly Tags: readonly WireTag[];
}

export const tagResource = secretsOperation<TagResourceInput>({
  name: 'TagResource',
  permissions: async ({ SecretId, Tags }, call) => [
    await secretPermission('secretsmanager:TagResource', SecretId, call, requestTags(Tags)),
  ],
  run: ({ SecretId, Tags }, call) =>
    changeSecret(SecretId, call, (body) => ({
      body: { ...body, tags: mergeTags(body.tags, Tags) },
      result: {},
    })),
});

interface UntagResourceInput extends SecretInput {
  readonly TagKeys: readonly string[];
}

export const untagResource = secretsOperation<UntagResourceInput>({
  name: 'UntagResource',
  permissions: async ({ SecretId, TagKeys }, call) => [
    await secretPermission('secretsmanager:UntagResource', SecretId, call, { 'aws:TagKeys': TagKeys }),
  ],
  run: ({ SecretId, TagKeys }, call) =>
    changeSecret(SecretId, call, (body) => ({
      body: { ...body, tags: body.tags.filter(({ key }) => !TagKeys.includes(key)) },
      result: {},
    })),
});
