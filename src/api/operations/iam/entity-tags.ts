import type { IamEntityBody } from '../../../store/resources/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Operation } from '../../operation.ts';
import { operationOf } from '../typed-operation.ts';
import { changeEntity, type EntityInput, type EntityType, getEntity } from './entity.ts';
import { tagList } from './entity-json.ts';
import { InvalidInput, LimitExceeded } from './errors.ts';
import { type PageInput, pageOf } from './paging.ts';
import { onEntity, type WireTag } from './permissions.ts';

/** Tags of one resource of IAM. Source: IAM User Guide, "IAM and STS quotas". */
const tagsMax = 50;

export function tagEntity<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Tag${type.title}`;
  return operationOf<EntityInput & { readonly Tags: readonly WireTag[] }>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const added = parseTags(input.Tags);
      await changeEntity(type, call, type.nameIn(input), (body) => {
        const tags = [
          ...without(
            body.tags,
            added.map(({ key }) => key),
          ),
          ...added,
        ];
        checkTagCount(tags);
        return { ...body, tags };
      });
      return {};
    },
  });
}

export function untagEntity<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `Untag${type.title}`;
  return operationOf<EntityInput & { readonly TagKeys: readonly string[] }>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      await changeEntity(type, call, type.nameIn(input), (body) => {
        return { ...body, tags: without(body.tags, input.TagKeys) };
      });
      return {};
    },
  });
}

export function listEntityTags<Body extends IamEntityBody>(type: EntityType<Body>): Operation {
  const name = `List${type.title}Tags`;
  return operationOf<EntityInput & PageInput>('iam', {
    name,
    permissions: onEntity(type, name),
    run: async (input, call) => {
      const { body } = await getEntity(type, call, type.nameIn(input));
      const tags = [...body.tags].sort((left, right) => (left.key < right.key ? -1 : 1));
      const page = pageOf(tags, input, ({ key }) => key);
      return { Tags: tagList(page.items), ...page.members };
    },
  });
}

/** The tags of a request; throws InvalidInput where a key comes twice, in whatever case. */
export function parseTags(wireTags: readonly WireTag[] = []): readonly Tag[] {
  const keys = new Set(wireTags.map(({ Key }) => Key.toLowerCase()));
  if (keys.size < wireTags.length) {
    throw new InvalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  const tags = wireTags.map(({ Key, Value }) => ({ key: Key, value: Value }));
  checkTagCount(tags);
  return tags;
}

function checkTagCount(tags: readonly Tag[]): void {
  if (tags.length > tagsMax) throw new LimitExceeded('The number of tags has reached the maximum limit.');
}

/** `tags` without those of `keys`; keys that differ only in case are the same key. */
function without(tags: readonly Tag[], keys: readonly string[]): readonly Tag[] {
  const lowered = new Set(keys.map((key) => key.toLowerCase()));
  return tags.filter(({ key }) => !lowered.has(key.toLowerCase()));
}
