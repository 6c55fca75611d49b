import type { ResourceChange } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { ParameterNotFound } from './errors.ts';
import { findParameter, parameterKey, parameterPermission, parseName } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

export const deleteParameter = ssmOperation<{ readonly Name: string }>({
  name: 'DeleteParameter',
  permissions: async ({ Name }, call) => [await parameterPermission('ssm:DeleteParameter', Name, call)],
  async run({ Name }, call) {
    if (!(await remove(Name, call))) throw new ParameterNotFound();
    return {};
  },
});

export const deleteParameters = ssmOperation<{ readonly Names: readonly string[] }>({
  name: 'DeleteParameters',
  permissions: ({ Names }, call) =>
    Promise.all(Names.map((name) => parameterPermission('ssm:DeleteParameters', name, call))),
  async run({ Names }, call) {
    const deleted: string[] = [];
    const invalid: string[] = [];
    for (const name of new Set(Names)) {
      if (await remove(name, call)) deleted.push(name);
      else invalid.push(name);
    }
    return { DeletedParameters: deleted, InvalidParameters: invalid };
  },
});

/** Versions kept of one parameter. */
const versionsMax = 1_000;

/** With all its versions. False where it is not there. */
async function remove(text: string, call: Call): Promise<boolean> {
  const { name } = parseName(text, call);
  const { store } = call.services;
  const { account, region } = call.caller.place;
  if ((await findParameter(name, call)) === undefined) return false;
  const versions = await store.resources.list({
    kind: 'ParameterVersion',
    account,
    region,
    prefix: `${name}:`,
    limit: versionsMax,
  });
  const changes = versions.map(
    (row): ResourceChange => ({
      type: 'delete',
      key: { kind: 'ParameterVersion', account, region, name: row.name },
      expectedRevision: undefined,
    }),
  );
  await store.resources.write([
    { type: 'delete', key: parameterKey(call.caller.place, name), expectedRevision: undefined },
    ...changes,
  ]);
  return true;
}
