import type { Place } from '../../../base/arn.ts';
import type { ResourceKind } from '../../../store/resources/index.ts';
import type { Resource, Store } from '../../../store/store.ts';

const readAtOnce = 500;

/** Every resource of a kind at a place, in order of name, of those whose names begin with `prefix`. */
export async function listAll<Kind extends ResourceKind>(
  { resources }: Pick<Store, 'resources'>,
  kind: Kind,
  { account, region }: Pick<Place, 'account' | 'region'>,
  prefix = '',
): Promise<readonly Resource<Kind>[]> {
  const found: Resource<Kind>[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await resources.list<Kind>({
      kind,
      account,
      region,
      prefix,
      ...(after !== undefined && { after }),
      limit: readAtOnce,
    });
    found.push(...page);
    after = page.at(-1)?.name;
    if (page.length < readAtOnce) return found;
  }
}
