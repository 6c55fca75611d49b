import { parseArn } from '../../../base/arn.ts';

/**
 * What an answer about several resources calls them: the form of the ARNs that the action takes, as IAM's data has it; `*` where
 * the action takes none.
 */
export async function templateOf(action: string, [first = '*']: readonly string[]): Promise<string> {
  const [prefix = '', name = ''] = action.split(':');
  // Few requests need the data, which takes a while to load.
  const { loadServiceAuthorization } = await import(
    '../../../policy-generator/service-authorization-data.ts'
  );
  const types = (await loadServiceAuthorization([prefix])).findAction(prefix, name)?.resourceTypes ?? [];
  const arns = (types.find(({ isRequired }) => isRequired) ?? types[0])?.arns ?? [];
  const partition = parseArn(first)?.partition ?? 'aws';
  return arns[0]?.replaceAll(`\${Partition}`, partition) ?? '*';
}
