import type { JsonObject } from '../../../base/json.ts';
import { factsJson } from './describe-parameters.ts';
import { parseToken, tokenOf } from './get-parameters-by-path.ts';
import { getParameter, parameterPermission, parseName, valueText } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

interface GetParameterHistoryInput {
  readonly Name: string;
  readonly WithDecryption?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Source: API Reference, "GetParameterHistory", MaxResults. */
const versionsMax = 50;

export const getParameterHistory = ssmOperation<GetParameterHistoryInput>({
  name: 'GetParameterHistory',
  permissions: async ({ Name }, call) => [await parameterPermission('ssm:GetParameterHistory', Name, call)],
  async run({ Name, WithDecryption = false, MaxResults = versionsMax, NextToken }, call) {
    const { caller, services } = call;
    const { account, region } = caller.place;
    const { body } = await getParameter(parseName(Name, call).name, call);
    const after = parseToken(NextToken);
    const rows = await services.store.resources.list({
      kind: 'ParameterVersion',
      account,
      region,
      prefix: `${body.name}:`,
      limit: MaxResults + 1,
      ...(after !== undefined && { after }),
    });
    const page = rows.slice(0, MaxResults);
    const last = page.at(-1);
    return {
      Parameters: page.map(
        ({ body: version }): JsonObject => ({
          ...factsJson(body, version),
          Value: valueText(body.arn, version, { ...services, isDecrypted: WithDecryption }),
          Labels: Object.entries(body.labels).flatMap(([label, of]) =>
            of === version.version ? [label] : [],
          ),
        }),
      ),
      ...(rows.length > MaxResults && last !== undefined && { NextToken: tokenOf(last.name) }),
    };
  },
});
