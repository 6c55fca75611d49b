import { isJsonObject } from '../../base/json.ts';
import { field, jsonataField, jsonPathField, type ObjectRule, validateObject } from '../object-rule.ts';
import { reportError, type ValueRule } from '../place.ts';
import { payload } from '../template-rules.ts';
import { arrayOf, integer, oneOf, orExpression, referencePath, text } from '../value-rules.ts';

/** Source: Developer Guide, "ItemReader (Map)". */
const itemsMax = 100_000_000;

const readerResource = /^arn:[^:]+:states:[^:]*:[^:]*:s3:(getObject|listObjectsV2)$/;

const readerConfigRule: ObjectRule = {
  fields: {
    InputType: field(oneOf('CSV', 'JSON', 'JSONL', 'PARQUET', 'MANIFEST')),
    ManifestType: field(oneOf('S3_INVENTORY', 'ATHENA_DATA')),
    Transformation: field(oneOf('NONE', 'LOAD_AND_FLATTEN')),
    CSVHeaderLocation: field(oneOf('FIRST_ROW', 'GIVEN')),
    CSVHeaders: field(arrayOf(text)),
    CSVDelimiter: field(oneOf('COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB')),
    ItemsPointer: field(orExpression(text)),
    MaxItems: field(orExpression(integer({ min: 0, max: itemsMax }))),
    MaxItemsPath: jsonPathField(referencePath),
  },
  atMostOneOf: [['MaxItems', 'MaxItemsPath']],
};

const csvFields = ['CSVHeaderLocation', 'CSVHeaders', 'CSVDelimiter'];

const readerConfig: ValueRule = (value, place) => {
  if (!validateObject(value, readerConfigRule, place)) return;
  const { InputType, ManifestType, CSVHeaderLocation } = value;
  if (InputType !== undefined && InputType !== 'CSV') {
    for (const name of csvFields.filter((csvField) => Object.hasOwn(value, csvField))) {
      reportError(place, `Field '${name}' is not supported`);
    }
  } else if (InputType === 'CSV' && CSVHeaderLocation === undefined && ManifestType === undefined) {
    reportError(place, "The field 'CSVHeaderLocation' is required but was missing");
  } else if (CSVHeaderLocation === 'GIVEN' && value.CSVHeaders === undefined) {
    reportError(place, 'These fields are required: [CSVHeaders]');
  } else if (CSVHeaderLocation === 'FIRST_ROW' && value.CSVHeaders !== undefined) {
    reportError(place, "Field 'CSVHeaders' is not supported");
  }
};

const itemReaderRule: ObjectRule = {
  required: ['Resource'],
  fields: {
    Resource: field((value, place) => {
      if (typeof value !== 'string') reportError(place, 'Expected value of type String');
      else if (!readerResource.test(value)) {
        reportError(place, "The field 'Resource' does not match any of the allowed values");
      }
    }),
    ReaderConfig: field(readerConfig),
    Parameters: jsonPathField(payload),
    Arguments: jsonataField(payload),
  },
};

/** Where a distributed Map takes its items from instead of the state's input. */
export const itemReader: ValueRule = (value, place) => {
  if (!validateObject(value, itemReaderRule, place) || !isJsonObject(value)) return;
  const name = place.language === 'JSONata' ? 'Arguments' : 'Parameters';
  if (!Object.hasOwn(value, name)) reportError(place, `These fields are required: [${name}]`);
};
