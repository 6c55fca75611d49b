import { AwsError } from '../../../base/aws-error.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { Call } from '../../operation.ts';
import { getVersion, parameterJson, parameterPermission, parseName, valueText } from './parameters.ts';
import { ssmOperation } from './ssm-operation.ts';

interface GetParameterInput {
  readonly Name: string;
  readonly WithDecryption?: boolean;
}

export const getParameter = ssmOperation<GetParameterInput>({
  name: 'GetParameter',
  permissions: async ({ Name }, call) => [await parameterPermission('ssm:GetParameter', Name, call)],
  run: async ({ Name, WithDecryption = false }, call) => ({
    Parameter: await read(Name, WithDecryption, call),
  }),
});

interface GetParametersInput {
  readonly Names: readonly string[];
  readonly WithDecryption?: boolean;
}

export const getParameters = ssmOperation<GetParametersInput>({
  name: 'GetParameters',
  permissions: ({ Names }, call) =>
    Promise.all(Names.map((name) => parameterPermission('ssm:GetParameters', name, call))),
  async run({ Names, WithDecryption = false }, call) {
    const found: JsonObject[] = [];
    const invalid: string[] = [];
    for (const name of new Set(Names)) {
      try {
        found.push(await read(name, WithDecryption, call));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        invalid.push(name);
      }
    }
    return { Parameters: found, InvalidParameters: invalid };
  },
});

async function read(text: string, isDecrypted: boolean, call: Call): Promise<JsonObject> {
  const named = parseName(text, call);
  const { body, version } = await getVersion(named, call);
  const value = valueText(body.arn, version, { ...call.services, isDecrypted });
  return parameterJson(body, version, { text: value, selector: named.selector });
}
