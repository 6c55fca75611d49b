import { operationOf } from '../typed-operation.ts';
import { versionJson } from './managed-policy.ts';
import { type PageInput, pageOf } from './paging.ts';
import { onPolicy } from './permissions.ts';
import { getVersions } from './policy-versions.ts';

export const listPolicyVersions = operationOf<PageInput & { readonly PolicyArn: string }>('iam', {
  name: 'ListPolicyVersions',
  permissions: onPolicy('ListPolicyVersions'),
  run: async (input, call) => {
    const { versions, defaultVersionId } = await getVersions(call, input.PolicyArn);
    const latestFirst = versions.toReversed();
    const page = pageOf(latestFirst, input, ({ id }) => placeOf(id));
    const listed = page.items.map((version) =>
      versionJson(version, defaultVersionId, { withDocument: false }),
    );
    return { Versions: listed, ...page.members };
  },
});

/** Sorts `v10` before `v9`, as a page's marker needs it. */
function placeOf(versionId: string): string {
  const number = Number(versionId.slice(1));
  return String(Number.MAX_SAFE_INTEGER - number);
}
