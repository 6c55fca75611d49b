import type { Arn } from '../../base/arn.ts';
import type { RequestContext } from '../../iam/request.ts';
import type { RecordedCall } from '../../store/resources/identity.ts';
import { generalized, isWithin, type NamedResource } from './recorded-calls-resources.ts';

/** A call as it is made. */
export interface MadeCall {
  readonly action: string;
  readonly resource: Arn;
  /** What the call itself says to conditions. */
  readonly context: RequestContext | undefined;
  readonly isDenied: boolean;
  readonly at: number;
}

/** Resources of one action that are told apart. */
const resourcesMax = 64;
/** Actions of one role; calls of further ones are counted, no more. */
const actionsMax = 256;

/**
 * The only condition keys whose values are kept: those that a least policy can be narrowed by, and that hold nothing of what a
 * call carries.
 */
const keptKeys = ['iam:PassedToService', 'states:HTTPEndpoint', 'states:HTTPMethod'] as const;

const noContext: Readonly<Record<string, string>> = {};

type Entry = { -readonly [Member in keyof RecordedCall]: RecordedCall[Member] };

/** The calls of one action, by resource; those of many resources by what their ARNs begin with. */
interface ActionCalls {
  exact: Map<string, Entry>;
  prefixes: Entry[];
}

/** The calls that one role made, in bounded memory. Recording one costs two lookups. */
export class RecordedCalls {
  readonly #byAction = new Map<string, ActionCalls>();
  #omittedCount = 0;

  /** Calls of which nothing is known but that they were made. */
  get omittedCount(): number {
    return this.#omittedCount;
  }

  add({ action, resource, context, isDenied, at }: MadeCall): void {
    const kept = context === undefined ? noContext : keptContext(context);
    const entry = this.#entryFor(action, { resource, isPrefix: false }, kept, at);
    if (entry === undefined) {
      this.#omittedCount += 1;
      return;
    }
    entry.count += 1;
    if (isDenied) entry.deniedCount += 1;
    if (at > entry.lastAt) entry.lastAt = at;
  }

  /** Adds what was recorded elsewhere. */
  merge(calls: Iterable<RecordedCall>, omittedCount: number): void {
    this.#omittedCount += omittedCount;
    for (const { action, resource, isPrefix, context, firstAt, lastAt, count, deniedCount } of calls) {
      const entry = this.#entryFor(action, { resource, isPrefix }, context, firstAt);
      if (entry === undefined) {
        this.#omittedCount += count;
        continue;
      }
      entry.count += count;
      entry.deniedCount += deniedCount;
      entry.firstAt = Math.min(entry.firstAt, firstAt);
      entry.lastAt = Math.max(entry.lastAt, lastAt);
    }
  }

  /** In order of action and resource. */
  list(): readonly RecordedCall[] {
    const calls = [...this.#byAction.values()].flatMap(({ exact, prefixes }) => [
      ...exact.values(),
      ...prefixes,
    ]);
    return calls
      .sort((left, right) => (orderOf(left) < orderOf(right) ? -1 : 1))
      .map((each) => ({ ...each }));
  }

  #entryFor(
    action: string,
    { resource, isPrefix }: NamedResource,
    context: Readonly<Record<string, string>>,
    at: number,
  ): Entry | undefined {
    let calls = this.#byAction.get(action);
    if (calls === undefined) {
      if (this.#byAction.size >= actionsMax) return undefined;
      calls = { exact: new Map(), prefixes: [] };
      this.#byAction.set(action, calls);
    }
    const key = keyOf(resource, contextText(context));
    const known = isPrefix ? undefined : calls.exact.get(key);
    if (known !== undefined) return known;
    const prefix = calls.prefixes.find(
      (each) => resource.startsWith(each.resource) && contextText(each.context) === contextText(context),
    );
    if (prefix !== undefined) return prefix;
    const entry = { action, resource, isPrefix, context, firstAt: at, lastAt: at, count: 0, deniedCount: 0 };
    if (isPrefix) calls.prefixes.push(entry);
    else calls.exact.set(key, entry);
    if (calls.exact.size + calls.prefixes.length <= resourcesMax) return entry;
    generalize(calls);
    return this.#entryFor(action, { resource, isPrefix }, context, at);
  }
}

/** Leaves room for as many again, so that it is rarely done. */
function generalize(calls: ActionCalls): void {
  const byContext = new Map<string, Entry[]>();
  for (const entry of [...calls.exact.values(), ...calls.prefixes]) {
    const text = contextText(entry.context);
    byContext.set(text, [...(byContext.get(text) ?? []), entry]);
  }
  calls.exact = new Map();
  calls.prefixes = [];
  const share = Math.max(1, Math.floor(resourcesMax / 2 / byContext.size));
  for (const [text, entries] of byContext) {
    for (const named of generalized(entries, share)) {
      const covered = entries.filter((entry) => entry.resource === named.resource || isWithin(entry, named));
      const entry = total(named, covered);
      if (entry.isPrefix) calls.prefixes.push(entry);
      else calls.exact.set(keyOf(entry.resource, text), entry);
    }
  }
}

function total({ resource, isPrefix }: NamedResource, entries: readonly Entry[]): Entry {
  const [first] = entries;
  return {
    action: first?.action ?? '',
    resource,
    isPrefix,
    context: first?.context ?? noContext,
    firstAt: Math.min(...entries.map(({ firstAt }) => firstAt)),
    lastAt: Math.max(...entries.map(({ lastAt }) => lastAt)),
    count: entries.reduce((sum, { count }) => sum + count, 0),
    deniedCount: entries.reduce((sum, { deniedCount }) => sum + deniedCount, 0),
  };
}

function keptContext(context: RequestContext): Readonly<Record<string, string>> {
  let kept: Record<string, string> | undefined;
  for (const key of keptKeys) {
    const value = context[key];
    if (typeof value !== 'string') continue;
    kept ??= {};
    kept[key] = value;
  }
  return kept ?? noContext;
}

function keyOf(resource: string, context: string): string {
  return context === '' ? resource : `${resource}\0${context}`;
}

/** Empty where there is none. */
function contextText(context: Readonly<Record<string, string>>): string {
  if (context === noContext) return '';
  const entries = Object.entries(context);
  return entries.length === 0 ? '' : JSON.stringify(entries);
}

function orderOf({ action, resource, context }: RecordedCall): string {
  return `${action}\0${resource}\0${contextText(context)}`;
}
