import { createRequire } from 'node:module';
import type { JsonObject } from '../base/json.ts';

/**
 * The package dynalite, as far as it is used here: what each action does to a store, and how its input is checked. Its own
 * store and its HTTP server are not used.
 */
export interface Dynalite {
  /** By the API's name. */
  readonly actions: Readonly<Record<DynaliteAction, RunAction>>;
  /**
   * `input` as the action wants it. What it takes out of `input` is gone there. Throws a DynaliteRefusal.
   */
  check(action: DynaliteAction, input: JsonObject): CheckedInput;
  /** The key of an item in its table, from an object that has the attributes of the key. */
  keyOf(attributes: JsonObject, table: JsonObject): string;
  /** Why `key` is not a key of the table. */
  findKeyProblem(key: JsonObject, table: JsonObject): DynaliteRefusal | undefined;
  /** Why `item` cannot be in the table. */
  findItemProblem(item: JsonObject, table: JsonObject): DynaliteRefusal | undefined;
  /** Whether the condition of a checked input holds for an item, or for none; otherwise why not. */
  findConditionProblem(input: CheckedInput, item: JsonObject | undefined): DynaliteRefusal | undefined;
  /** The entries that an item has in `indexes`: their keys and what they hold. */
  indexEntries(
    indexes: readonly JsonObject[],
    item: JsonObject,
    table: JsonObject,
  ): readonly { readonly index: string; readonly key: string; readonly item: JsonObject }[];
  readonly Level: OpenLevel;
  readonly MemoryLevel: OpenLevel;
}

/** An input that passed the checks, with its expressions parsed. */
export type CheckedInput = JsonObject & { readonly isChecked?: never };

export const dynaliteActions = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

export type DynaliteAction = (typeof dynaliteActions)[number];

export type Callback<Value> = (error: Error | null | undefined, value?: Value) => void;

/** `store` is of the shape that dynalite's own has. */
export type RunAction = (store: object, input: CheckedInput, callback: Callback<JsonObject>) => void;

/** What dynalite calls back with, or throws, where the caller erred. */
export interface DynaliteRefusal extends Error {
  readonly statusCode: number;
  readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string };
}

export function isRefusal(error: unknown): error is DynaliteRefusal {
  return error instanceof Error && 'statusCode' in error && 'body' in error;
}

/** The class of a database: LevelDB in a folder, or the same in memory. */
export type OpenLevel = new (...options: readonly unknown[]) => Level;

/** The part of `abstract-level` that is used here. Values are JSON. */
export interface Level {
  open(): Promise<void>;
  close(): Promise<void>;
  get(key: string, options?: ReadOptions): Promise<JsonObject | undefined>;
  batch(operations: readonly LevelWrite[], options: { readonly sync: boolean }): Promise<void>;
  clear(range: LevelRange): Promise<void>;
  iterator(range: LevelRange): LevelIterator<readonly [string, JsonObject]>;
  values(range: LevelRange): LevelIterator<JsonObject>;
  keys(range: LevelRange): LevelIterator<string>;
  snapshot(): LevelSnapshot;
}

export type LevelWrite =
  | { readonly type: 'put'; readonly key: string; readonly value: JsonObject }
  | { readonly type: 'del'; readonly key: string };

export interface LevelRange {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  /** -1 for no limit. */
  readonly limit?: number;
}

export interface ReadOptions {
  readonly snapshot?: LevelSnapshot | undefined;
}

export interface LevelSnapshot {
  close(): Promise<void>;
}

export interface LevelIterator<Entry> {
  /** Empty at the end. */
  nextv(size: number): Promise<readonly Entry[]>;
  close(): Promise<void>;
}

/** Bytes of an item. Source: Developer Guide, "Quotas in Amazon DynamoDB". */
const itemBytesMax = 400 * 1024;

let loaded: Dynalite | undefined;

/** Loads the package at its first use. */
export function loadDynalite(): Dynalite {
  loaded ??= load();
  return loaded;
}

function load(): Dynalite {
  const require = createRequire(import.meta.url);
  const validations = require('dynalite/validations') as Validations;
  const database = require('dynalite/db') as DatabaseFunctions;
  // The databases are dependencies of dynalite, wherever they are installed.
  const requireAsDynalite = createRequire(require.resolve('dynalite'));
  const { Level } = requireAsDynalite('level') as { readonly Level: OpenLevel };
  const { MemoryLevel } = requireAsDynalite('memory-level') as { readonly MemoryLevel: OpenLevel };
  const fileOf = (action: string) => action.charAt(0).toLowerCase() + action.slice(1);
  const checks = new Map(
    dynaliteActions.map((name) => [name, require(`dynalite/validations/${fileOf(name)}`) as ActionCheck]),
  );
  const actions = Object.fromEntries(
    dynaliteActions.map((name) => [name, require(`dynalite/actions/${fileOf(name)}`) as RunAction]),
  );
  // What the checks ask of a store.
  const limits = { options: { maxItemSize: itemBytesMax }, tableDb: { awsAccountId: '', awsRegion: '' } };
  return {
    actions: actions as Dynalite['actions'],
    check(action, input) {
      const { types, custom } = checks.get(action) as ActionCheck;
      const typed = validations.checkTypes(input, types);
      validations.checkValidations(typed, types, custom, limits);
      return typed;
    },
    keyOf: (attributes, table) => database.createKey(attributes, table),
    findKeyProblem: (key, table) => database.validateKey(key, table) ?? undefined,
    findItemProblem: (item, table) => database.validateItem(item, table) ?? undefined,
    findConditionProblem: (input, item) => database.checkConditional(input, item) ?? undefined,
    indexEntries: (indexes, item, table) => database.getIndexActions(indexes, null, item, table).puts,
    Level,
    MemoryLevel,
  };
}

interface ActionCheck {
  readonly types: object;
  readonly custom?: object;
}

interface Validations {
  checkTypes(input: JsonObject, types: object): CheckedInput;
  checkValidations(input: CheckedInput, types: object, custom: object | undefined, store: object): void;
}

interface DatabaseFunctions {
  createKey(attributes: JsonObject, table: JsonObject): string;
  validateKey(key: JsonObject, table: JsonObject): DynaliteRefusal | null | undefined;
  validateItem(item: JsonObject, table: JsonObject): DynaliteRefusal | null | undefined;
  checkConditional(input: CheckedInput, item: JsonObject | undefined): DynaliteRefusal | null | undefined;
  getIndexActions(
    indexes: readonly JsonObject[],
    before: null,
    item: JsonObject,
    table: JsonObject,
  ): {
    readonly puts: readonly { readonly index: string; readonly key: string; readonly item: JsonObject }[];
  };
}
