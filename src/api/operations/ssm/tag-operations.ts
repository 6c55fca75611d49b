import type { JsonObject } from '../../../base/json.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call } from '../../operation.ts';
import { InvalidResourceId } from './errors.ts';
import { changeParameter, findParameter, parameterPermission, parseName } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface ResourceInput {
  readonly ResourceType: string;
  readonly ResourceId: string;
  readonly Tags: readonly WireTag[];
  readonly TagKeys: readonly string[];
}

export const addTagsToResource = tagOperation(
  'AddTagsToResource',
  ({ Tags }) => requestTags(Tags),
  (name, { Tags }, call) =>
    changeParameter(name, call, (body) => ({
      body: { ...body, tags: mergeTags(body.tags, Tags) },
      result: {},
    })),
);

export const removeTagsFromResource = tagOperation(
  'RemoveTagsFromResource',
  ({ TagKeys }) => ({ 'aws:TagKeys': TagKeys }),
  (name, { TagKeys }, call) =>
    changeParameter(name, call, (body) => ({
      body: { ...body, tags: body.tags.filter(({ key }) => !TagKeys.includes(key)) },
      result: {},
    })),
);

export const listTagsForResource = tagOperation(
  'ListTagsForResource',
  () => ({}),
  async (name, _input, call) => {
    const tags = (await findParameter(name, call))?.body.tags ?? [];
    return { TagList: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
);

function tagOperation(
  name: string,
  contextOf: (input: ResourceInput) => NonNullable<Permission['context']>,
  run: (parameter: string, input: ResourceInput, call: Call) => Promise<JsonObject>,
) {
  return ssmOperation<ResourceInput>({
    name,
    permissions: async (input, call) => [
      await parameterPermission(`ssm:${name}`, input.ResourceId, call, contextOf(input)),
    ],
    async run(input, call) {
      const { name: parameter } = parseName(input.ResourceId, call);
      // Of Systems Manager's resources this server has parameters only.
      if (input.ResourceType !== 'Parameter' || (await findParameter(parameter, call)) === undefined) {
        throw new InvalidResourceId(
          'The resource ID is not valid. Verify that you entered the correct ID and try again.',
        );
      }
      return run(parameter, input, call);
    },
  });
}
