import { type Evaluated, Failure } from '../../../base/failure.ts';
import { type Json, jsonText } from '../../../base/json.ts';
import type { Scope } from '../../compiled.ts';
import { runtimeFailure } from '../runtime-failure.ts';
import { type ScopedPath, scopePath } from '../scoped-path.ts';
import { invalidArguments } from './intrinsic.ts';
import type { IntrinsicArgument, IntrinsicCall } from './parse.ts';

type Evaluation = (scope: Scope, data: Json) => Evaluated<Json>;

/** `call` as a closure. A cause names the whole call as it is written, whichever part of it failed. */
export function compileIntrinsic(call: IntrinsicCall): Evaluation {
  const evaluate = compileCall(call);
  return (scope, data) => {
    const value = evaluate(scope, data);
    if (!(value instanceof Failure)) return value;
    return new Failure(value.error, `The function '${call.text}' had the following error: ${value.cause}`);
  };
}

function compileCall({ intrinsic, arguments: parts }: IntrinsicCall): Evaluation {
  const evaluations = parts.map((part, position) =>
    compileArgument(part, position === 0 && intrinsic.readsBraces === true),
  );
  const [min, max] = intrinsic.arity;
  const isArityMet = parts.length >= min && parts.length <= max;
  return (scope, data) => {
    const values: Json[] = [];
    for (const evaluate of evaluations) {
      const value = evaluate(scope, data);
      if (value instanceof Failure) return value;
      values.push(value);
    }
    return isArityMet ? intrinsic.apply(values, scope.surroundings) : invalidArguments(intrinsic.name);
  };
}

function compileArgument(part: IntrinsicArgument, readsBraces: boolean): Evaluation {
  if (part.kind === 'Call') return compileCall(part);
  if (part.kind === 'Path') return compilePathArgument(scopePath(part.path));
  const value = readsBraces ? part.braced : part.value;
  return () => value;
}

function compilePathArgument(path: ScopedPath): Evaluation {
  return (scope, data) => {
    const value = path.read(scope, data);
    return value === undefined ? missing(scope, data) : value;
  };

  function missing(scope: Scope, data: Json): Failure {
    const { kind, detail } = path.explain(scope, data);
    if (kind === 'Invalid') return runtimeFailure(detail);
    // AWS shows the state's data here even for a path into the Context object.
    return runtimeFailure(
      `The JsonPath argument for the field '${path.text}' could not be found in the input '${jsonText(data)}'`,
    );
  }
}
