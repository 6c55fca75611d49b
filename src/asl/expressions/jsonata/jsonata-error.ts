import type { Value } from './value.ts';

/** What a message of the language's catalog names besides its code. */
export interface ErrorDetails {
  readonly value?: Value;
  readonly value2?: Value;
  readonly index?: number;
  readonly type?: string;
  readonly exp?: Value;
  readonly functionName?: string;
  /** Whole message, where the catalog has none: what `$error` and `$assert` were given. */
  readonly message?: string;
}

/** An expression erred in one of the ways that JSONata has a code for. */
export class JsonataError extends Error {
  readonly code: string;
  readonly details: ErrorDetails;
  /** The function or operator at fault, set by the innermost call that knows its name. */
  token: string | undefined;

  constructor(code: string, details: ErrorDetails = {}, token?: string) {
    super(code);
    this.code = code;
    this.details = details;
    this.token = token;
  }
}

/** An evaluation went beyond a bound; `message` is AWS's wording. */
export class BoundExceeded extends Error {}

/** Measured on the service: an addition of 100 terms is evaluated, one of 101 is not. */
export function stackOverflow(): BoundExceeded {
  return new BoundExceeded(
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive',
  );
}

export function memoryExceeded(): BoundExceeded {
  return new BoundExceeded('Expression evaluation memory limit exceeded: Check for excessive memory usage');
}

export function timeExceeded(): BoundExceeded {
  return new BoundExceeded('Expression evaluation timeout: Check for infinite loop');
}
