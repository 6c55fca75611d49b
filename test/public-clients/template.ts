import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';

/** A CloudFormation template, as far as the tests read it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
}

export interface Place {
  readonly account: string;
  readonly region: string;
}

/**
 * Makes the values of a template's properties: what CloudFormation would put in the place of its functions.
 *
 * A resource without a name of its own is named after its logical id.
 */
export function createResolver(template: Template, { account, region }: Place): (value: Json) => Json {
  const pseudoParameters: Readonly<Record<string, string>> = {
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::Region': region,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/test/1`,
    'AWS::StackName': 'test',
    'AWS::URLSuffix': 'amazonaws.com',
  };

  const reference = (name: string): Json => {
    const resource = template.Resources[name];
    if (resource === undefined) return pseudoParameters[name] ?? name;
    const { Type, Properties = {} } = resource;
    if (Type === 'AWS::SQS::Queue') return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
    if (typesNamedByArn.has(Type)) return arnOf(name);
    return resolve(Properties[nameProperties[Type] ?? ''] ?? name);
  };

  const arnOf = (id: string): string => {
    const { Type = '' } = template.Resources[id] ?? {};
    const name = typesNamedByArn.has(Type) ? nameOf(id) : String(reference(id));
    switch (Type) {
      case 'AWS::IAM::Role':
        return `arn:aws:iam::${account}:role/${name}`;
      case 'AWS::Lambda::Function':
        return `arn:aws:lambda:${region}:${account}:function:${name}`;
      case 'AWS::StepFunctions::StateMachine':
        return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
      case 'AWS::StepFunctions::Activity':
        return `arn:aws:states:${region}:${account}:activity:${name}`;
      default:
        return `arn:aws:${Type.split('::')[1]?.toLowerCase()}:${region}:${account}:${id}`;
    }
  };

  const nameOf = (id: string): string => {
    const { Type = '', Properties = {} } = template.Resources[id] ?? {};
    return String(resolve(Properties[nameProperties[Type] ?? ''] ?? id));
  };

  const substitute = (text: string, values: JsonObject): string =>
    text.replace(/\$\{([^}!]+)\}/g, (_, name: string) => {
      if (values[name] !== undefined) return String(resolve(values[name]));
      const [id = '', attribute] = name.split('.');
      return String(attribute === undefined ? reference(id) : attributeOf(id, attribute));
    });

  const attributeOf = (id: string, attribute: string): string =>
    attribute === 'Arn' ? arnOf(id) : `${id}-${attribute}`;

  const functions: Readonly<Record<string, (argument: Json) => Json>> = {
    Ref: (name) => reference(String(name)),
    'Fn::GetAtt': (argument) => {
      const [id, attribute] = isJsonArray(argument) ? argument : String(argument).split('.');
      return attributeOf(String(id), String(attribute));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = listOf(argument);
      return listOf(resolve(parts ?? []))
        .map(String)
        .join(String(separator));
    },
    'Fn::Sub': (argument) => {
      const [text, values] = isJsonArray(argument) ? argument : [argument];
      return substitute(String(text), isJsonObject(values ?? null) ? (values as JsonObject) : {});
    },
    'Fn::Select': (argument) => {
      const [index, values] = listOf(argument);
      return listOf(resolve(values ?? []))[Number(index)] ?? null;
    },
    'Fn::Split': (argument) => {
      const [separator, text] = listOf(argument);
      return String(resolve(text ?? '')).split(String(separator));
    },
  };

  const resolve = (value: Json): Json => {
    if (isJsonArray(value)) return value.map(resolve);
    if (!isJsonObject(value)) return value;
    const [first, ...others] = Object.entries(value);
    const call = first === undefined || others.length > 0 ? undefined : functions[first[0]];
    if (call !== undefined && first !== undefined) return call(first[1]);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member)]));
  };

  return resolve;
}

/** What `Ref` gives the ARN of. */
const typesNamedByArn: ReadonlySet<string> = new Set([
  'AWS::ECS::TaskDefinition',
  'AWS::SNS::Topic',
  'AWS::StepFunctions::Activity',
  'AWS::StepFunctions::StateMachine',
]);

/** Where a resource has its name, if its author gave it one. */
const nameProperties: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

function listOf(value: Json): readonly Json[] {
  if (!isJsonArray(value)) throw new Error(`a list, not ${JSON.stringify(value)}`);
  return value;
}
