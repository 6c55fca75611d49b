import type { TaskCall } from './calls.ts';
import { onlyAtRunTime } from './field.ts';
import { type Foreseen, foreseenLiteral, itemsOf, memberOf, type TextPattern } from './foreseen.ts';
import { namedResources, type ResourceForm } from './named-resource.ts';
import type { Need, Needs, Remark } from './need.ts';
import { patternsOf } from './resource-parameters.ts';

/** DynamoDB's actions over several tables, which are named within their parameters or in a statement. */
export function dynamodbNeeds(action: string, call: TaskCall): Needs | undefined {
  const find = finders[action];
  if (find === undefined) return undefined;
  const { uses, field, actions } = find;
  const found = uses(memberOf(call.parameters, field));
  const anything: Needs = {
    needs: [{ group: 'call', actions, resources: ['*'] }],
    remarks: [onlyAtRunTime(call, field)],
  };
  if (found === undefined) return anything;
  const needs: Need[] = [];
  const remarks = new Map<string, Remark>();
  for (const { action: name, table } of found) {
    const resources = namedResources(table, tableForm, call.place);
    if (resources === undefined) remarks.set(field, onlyAtRunTime(call, field));
    needs.push({ group: 'call', actions: [name], resources: resources ?? ['*'] });
  }
  return { needs, remarks: [...remarks.values()] };
}

const tableForm: ResourceForm = { service: 'dynamodb', resource: (name) => `table/${name}` };

/** An action on a table, or on one of its indexes: `orders/index/by-date`. */
interface Use {
  readonly action: string;
  readonly table: Foreseen;
}

interface Finder {
  /** The parameter that names the tables. */
  readonly field: string;
  /** All that the action may come to. */
  readonly actions: readonly string[];
  readonly uses: (value: Foreseen) => readonly Use[] | undefined;
}

const partiqlActions = ['Select', 'Insert', 'Update', 'Delete'].map((verb) => `dynamodb:PartiQL${verb}`);

/** By the action of the API. Source: DynamoDB Developer Guide, "Using IAM with DynamoDB transactions"; "IAM security policies with PartiQL for DynamoDB". */
const finders: Readonly<Record<string, Finder>> = {
  batchGetItem: batch('dynamodb:BatchGetItem'),
  batchWriteItem: batch('dynamodb:BatchWriteItem'),
  transactGetItems: transaction({ Get: 'dynamodb:GetItem' }),
  transactWriteItems: transaction({
    Put: 'dynamodb:PutItem',
    Update: 'dynamodb:UpdateItem',
    Delete: 'dynamodb:DeleteItem',
    ConditionCheck: 'dynamodb:ConditionCheckItem',
  }),
  executeStatement: { field: 'Statement', actions: partiqlActions, uses: usesOfStatement },
  batchExecuteStatement: { field: 'Statements', actions: partiqlActions, uses: usesOfStatements },
  executeTransaction: { field: 'TransactStatements', actions: partiqlActions, uses: usesOfStatements },
};

function batch(action: string): Finder {
  return {
    field: 'RequestItems',
    actions: [action],
    uses: (value) =>
      value.kind === 'Object'
        ? [...value.members.keys()].map((table) => ({ action, table: foreseenLiteral(table) }))
        : undefined,
  };
}

function transaction(actions: Readonly<Record<string, string>>): Finder {
  return {
    field: 'TransactItems',
    actions: Object.values(actions),
    uses(value) {
      const uses: Use[] = [];
      for (const item of itemsOf(value) ?? [undefined]) {
        if (item?.kind !== 'Object') return undefined;
        for (const [kind, part] of item.members) {
          const action = actions[kind];
          if (action !== undefined) uses.push({ action, table: memberOf(part, 'TableName') });
        }
      }
      return uses;
    },
  };
}

function usesOfStatements(value: Foreseen): readonly Use[] | undefined {
  const uses = itemsOf(value)?.map((item) => usesOfStatement(memberOf(item, 'Statement')));
  if (uses === undefined || uses.includes(undefined)) return undefined;
  return uses.flatMap((found) => found ?? []);
}

function usesOfStatement(value: Foreseen): readonly Use[] | undefined {
  const uses = patternsOf(value)?.map(useOf);
  if (uses === undefined || uses.includes(undefined)) return undefined;
  return uses.flatMap((found) => found ?? []);
}

const verbs: Readonly<Record<string, string>> = {
  select: 'dynamodb:PartiQLSelect',
  exists: 'dynamodb:PartiQLSelect',
  insert: 'dynamodb:PartiQLInsert',
  update: 'dynamodb:PartiQLUpdate',
  delete: 'dynamodb:PartiQLDelete',
};

/** Of the statement's beginning, which must hold the table's whole name. */
function useOf([first = '', ...more]: TextPattern): readonly Use[] | undefined {
  const [, verb = ''] = /^\s*(select|exists|insert|update|delete)\b/i.exec(first) ?? [];
  const action = verbs[verb.toLowerCase()];
  const named = /\b(?:from|into|update)\s+(?:"([^"]+)"|([\w.-]+))(?:\."([^"]+)")?/i.exec(first);
  const [match = '', quoted, plain = '', index] = named ?? [];
  const isCut = more.length > 0 && named !== null && named.index + match.length === first.length;
  if (action === undefined || named === null || isCut) return undefined;
  const table = quoted ?? plain;
  return [table, ...(index === undefined ? [] : [`${table}/index/${index}`])].map((name) => ({
    action,
    table: foreseenLiteral(name),
  }));
}
