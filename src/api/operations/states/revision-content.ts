import { type JsonObject, jsonEquals } from '../../../base/json.ts';
import { isSameEncryption } from './encryption-check.ts';
import { completeLogging } from './logging-check.ts';
import { isTraced } from './tracing-check.ts';

/** What a revision, or a request to make one, says besides its role. */
export interface RevisionContent {
  readonly definition: string;
  readonly loggingConfiguration?: JsonObject | undefined;
  readonly tracingConfiguration?: JsonObject | undefined;
  readonly encryptionConfiguration?: JsonObject | undefined;
}

/** Whether both say the same: the definition by its text (recorded), settings with what AWS fills in. */
export function isSameContent(left: RevisionContent, right: RevisionContent): boolean {
  return (
    left.definition === right.definition &&
    jsonEquals(completeLogging(left.loggingConfiguration), completeLogging(right.loggingConfiguration)) &&
    isTraced(left.tracingConfiguration) === isTraced(right.tracingConfiguration) &&
    isSameEncryption(left.encryptionConfiguration, right.encryptionConfiguration)
  );
}
