import type { Json } from '../base/json.ts';
import type { QueryLanguageName, StateMachineType } from './definition.ts';
import type { Diagnostic, DiagnosticCode } from './diagnostic.ts';

/** Reports what is wrong with a value of a definition. */
export type ValueRule = (value: Json, place: Place) => void;

/** Where in a definition a check stands, and where its findings go. */
export interface Place {
  /** As diagnostics show it: `/`, `/States/Foo/Choices[0]`. */
  readonly location: string;
  /** The query language of the state this place lies in. */
  readonly language: QueryLanguageName;
  /** How many `States` blocks this place lies in. */
  readonly depth: number;
  /** What JSONata finds in `$states` here besides `input` and `context`. */
  readonly outcome: OutcomeField | undefined;
  readonly checking: Checking;
}

/** The field of `$states` that has what became of the state: its result, or the error that a Catcher caught. */
export type OutcomeField = 'result' | 'errorOutput';

/** `rule` where `$states` has the field `outcome`. */
export function withOutcome(outcome: OutcomeField, rule: ValueRule): ValueRule {
  return (value, place) => {
    rule(value, { ...place, outcome });
  };
}

/** What the connectors know of the integrations that definitions name by ARNs; without an answer, anything goes. */
export interface KnownResources {
  /** Whether AWS has the integration, with the pattern. */
  readonly isKnownResource?: (arn: string) => boolean;
  /** Whether this server can make its calls. */
  readonly isConnectedResource?: (arn: string) => boolean;
  /** What it takes; undefined where that is not known. */
  readonly findParameters?: (arn: string) => IntegrationParameters | undefined;
}

/** The top level of what an integration takes. */
export interface IntegrationParameters {
  readonly names: ReadonlySet<string>;
  readonly required: readonly string[];
}

/** One validation of one machine: what it was asked, and what it found. */
export interface Checking {
  readonly type: StateMachineType;
  readonly isKnownResource: KnownResources['isKnownResource'] | undefined;
  readonly isConnectedResource?: KnownResources['isConnectedResource'] | undefined;
  readonly findParameters?: KnownResources['findParameters'] | undefined;
  /** Of the whole machine; its states inherit it. */
  readonly language: QueryLanguageName;
  readonly diagnostics: Diagnostic[];
  /** Names and labels met so far: each is unique in the whole machine. */
  readonly stateNames: Set<string>;
  readonly labels: Set<string>;
  /** Checks one state, whatever its type; handed down because the state types nest. */
  readonly validateState: ValueRule;
}

export function reportError(
  place: Place,
  message: string,
  code: DiagnosticCode = 'SCHEMA_VALIDATION_FAILED',
): void {
  place.checking.diagnostics.push({ severity: 'ERROR', code, message, location: place.location });
}

export function reportWarning(place: Place, code: DiagnosticCode, message: string): void {
  place.checking.diagnostics.push({ severity: 'WARNING', code, message, location: place.location });
}

export function inField(place: Place, name: string): Place {
  return { ...place, location: locationIn(place.location, name) };
}

export function atIndex(place: Place, index: number): Place {
  return { ...place, location: locationIn(place.location, index) };
}

/** The location of a field, or of an element, of what stands at `location`. */
export function locationIn(location: string, name: string | number): string {
  if (typeof name === 'number') return `${location}[${name}]`;
  return location === '/' ? `/${name}` : `${location}/${name}`;
}

/**
 * The query language that the value of a `QueryLanguage` field stands for.
 *
 * AWS takes any value but the exact `JSONPath` for JSONata, and reports a wrong one beside that.
 */
export function languageOf(value: Json | undefined, inherited: QueryLanguageName): QueryLanguageName {
  if (value === undefined) return inherited;
  return value === 'JSONPath' ? 'JSONPath' : 'JSONata';
}
