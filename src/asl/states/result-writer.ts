import {
  field,
  jsonataField,
  jsonPathField,
  type ObjectRule,
  objectOf,
  validateObject,
} from '../object-rule.ts';
import { reportError, type ValueRule } from '../place.ts';
import { payload } from '../template-rules.ts';
import { oneOf } from '../value-rules.ts';

const writerResource = /^arn:[^:]+:states:[^:]*:[^:]*:s3:putObject$/;

const writerConfigRule: ObjectRule = {
  fields: {
    Transformation: field(oneOf('NONE', 'COMPACT', 'FLATTEN')),
    OutputType: field(oneOf('JSON', 'JSONL')),
  },
};

const resultWriterRule: ObjectRule = {
  fields: {
    Resource: field((value, place) => {
      if (typeof value !== 'string') reportError(place, 'Expected value of type String');
      else if (!writerResource.test(value)) {
        reportError(place, "The field 'Resource' does not match any of the allowed values");
      }
    }),
    WriterConfig: field(objectOf(writerConfigRule)),
    Parameters: jsonPathField(payload),
    Arguments: jsonataField(payload),
  },
};

/**
 * Where and how a distributed Map writes its children's results: an export (Resource and its parameters), a format
 * (WriterConfig), or both.
 */
export const resultWriter: ValueRule = (value, place) => {
  if (!validateObject(value, resultWriterRule, place)) return;
  const parameters = place.language === 'JSONata' ? 'Arguments' : 'Parameters';
  const exporting = ['Resource', parameters];
  const missing = exporting.filter((name) => !Object.hasOwn(value, name));
  const isFormatOnly = missing.length === exporting.length && value.WriterConfig !== undefined;
  if (missing.length > 0 && !isFormatOnly) {
    reportError(place, `These fields are required: [${missing.join(', ')}]`);
  }
};
