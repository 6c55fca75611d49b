import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { Tag } from './tag.ts';

export interface FunctionVersionBody {
  /** Of the function, without a version. */
  readonly functionArn: Arn;
  readonly name: string;
  /** `$LATEST`, or a number. */
  readonly version: string;
  /** Base64. */
  readonly codeSha256: string;
  /** Bytes of the archive. */
  readonly codeSize: number;
  readonly settings: FunctionSettings;
  readonly revisionId: string;
  readonly updatedAt: number;
}

export interface FunctionBody extends FunctionVersionBody {
  readonly tags: readonly Tag[];
  /** 0 where none was published; the number of a deleted version is not given again. */
  readonly lastPublishedVersion: number;
}

export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly roleArn: Arn;
  readonly description: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Members of the API's FunctionConfiguration that change nothing about how a function runs here. */
  readonly reported: JsonObject;
}

export interface FunctionPolicyBody {
  /** What its statements speak of: the function's ARN, with the version where it is a version's. */
  readonly resourceArn: Arn;
  readonly statements: readonly JsonObject[];
  readonly revisionId: string;
}

export interface FunctionCodeBody {
  readonly zipBase64: string;
}

export interface FunctionCodeUseBody {
  readonly functionArn: Arn;
}
