import { ValidationException } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import { InvalidNextToken } from './errors.ts';
import { compileFilters, type ParameterFilter } from './parameter-filters.ts';
import { parameterArn, parameterJson, parametersIn, valueText } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

interface GetParametersByPathInput {
  readonly Path: string;
  readonly Recursive?: boolean;
  readonly ParameterFilters?: readonly ParameterFilter[];
  readonly WithDecryption?: boolean;
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

/** Source: API Reference, "GetParametersByPath", MaxResults. */
const parametersMax = 10;

export const getParametersByPath = ssmOperation<GetParametersByPathInput>({
  name: 'GetParametersByPath',
  permissions: ({ Path, Recursive = false }, { caller: { place } }) => [
    {
      action: 'ssm:GetParametersByPath',
      resource: parameterArn(place, Path.replace(/(.)\/$/, '$1')),
      context: { 'ssm:Recursive': String(Recursive) },
    },
  ],
  async run(input, call) {
    const { Path, Recursive = false, WithDecryption = false, MaxResults = parametersMax, NextToken } = input;
    if (!Path.startsWith('/')) {
      throw new ValidationException(
        `The parameter doesn't meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can't be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.`,
      );
    }
    const prefix = Path.endsWith('/') ? Path : `${Path}/`;
    const passes = compileFilters(input.ParameterFilters);
    const page: JsonObject[] = [];
    let last: string | undefined;
    for await (const body of parametersIn(prefix, call, parseToken(NextToken))) {
      const isBelow = Recursive || !body.name.includes('/', prefix.length);
      if (!isBelow || !passes(body)) continue;
      if (page.length === MaxResults) return { Parameters: page, NextToken: tokenOf(last ?? '') };
      const text = valueText(body.arn, body.latest, { ...call.services, isDecrypted: WithDecryption });
      page.push(parameterJson(body, body.latest, { text }));
      last = body.name;
    }
    return { Parameters: page };
  },
});

export function tokenOf(name: string): string {
  return Buffer.from(name).toString('base64');
}

/** The name that the page before ended with. Throws InvalidNextToken. */
export function parseToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  const name = Buffer.from(token, 'base64').toString();
  if (Buffer.from(name).toString('base64') !== token) throw new InvalidNextToken();
  return name;
}
