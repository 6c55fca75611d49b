import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { ParameterBody, ParameterVersion } from '../../../store/resources/ssm.ts';
import { optional } from '../typed-operation.ts';
import { parseToken, tokenOf } from './get-parameters-by-path.ts';
import { compileFilters, type ParameterFilter } from './parameter-filters.ts';
import { parametersIn } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

interface DescribeParametersInput {
  readonly Filters?: readonly { readonly Key: string; readonly Values: readonly string[] }[];
  readonly ParameterFilters?: readonly ParameterFilter[];
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Source: API Reference, "DescribeParameters", MaxResults. */
const parametersMax = 50;

export const describeParameters = ssmOperation<DescribeParametersInput>({
  name: 'DescribeParameters',
  permissions: (_input, { caller: { place } }) => [
    {
      action: 'ssm:DescribeParameters',
      resource: `arn:${place.partition}:ssm:${place.region}:${place.account}:*`,
    },
  ],
  async run({ Filters, ParameterFilters, MaxResults = parametersMax, NextToken }, call) {
    if (Filters !== undefined && ParameterFilters !== undefined) {
      throw new ValidationException('You can use either Filters or ParameterFilters in a single request.');
    }
    // Filters of the older kind are met by how a value begins.
    const older = Filters?.map(({ Key, Values }) => ({ Key, Values, Option: 'BeginsWith' }));
    const passes = compileFilters(ParameterFilters ?? older);
    const page: JsonObject[] = [];
    let last: string | undefined;
    for await (const body of parametersIn('', call, parseToken(NextToken))) {
      if (!passes(body)) continue;
      if (page.length === MaxResults) return { Parameters: page, NextToken: tokenOf(last ?? '') };
      page.push(factsJson(body, body.latest));
      last = body.name;
    }
    return { Parameters: page };
  },
});

/** All of a version but its value. */
export function factsJson(
  { arn, name }: Pick<ParameterBody, 'arn' | 'name'>,
  version: ParameterVersion,
): JsonObject {
  return {
    Name: name,
    ARN: arn,
    Type: version.type,
    ...optional('KeyId', version.keyId),
    LastModifiedDate: version.modifiedAt,
    LastModifiedUser: version.modifiedBy,
    ...optional('Description', version.description),
    ...optional('AllowedPattern', version.allowedPattern),
    Version: version.version,
    Tier: version.tier,
    Policies: [],
    DataType: version.dataType,
  };
}
