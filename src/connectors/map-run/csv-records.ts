import { assert } from '../../base/assert.ts';

/** Takes a text in pieces, and gives the records that each piece completes. */
export interface CsvRecords {
  take(text: string): string[][];
  /** The record that no line break ended. Undefined where the text ended within quotation marks. */
  end(): string[][] | undefined;
  /** How many characters were taken since a record was complete. */
  readonly pendingLength: number;
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits delimited text by the rules that Step Functions documents: quotation marks may enclose a field and are kept by
 * repeating them, wherever in a field they stand; a backslash keeps a backslash, a quotation mark or the delimiter behind it and
 * is dropped before everything else. Lines without a character are no records.
 *
 * Where the rules say nothing, it does as the parser they describe: white space before an opening quotation mark is dropped,
 * and a single mark within a field stands for itself while it still opens or closes a quotation.
 *
 * Source: Developer Guide, "How Step Functions parses input CSV files".
 */
export function createCsvRecords(delimiter: string): CsvRecords {
  assert(delimiter.length === 1, `a delimiter of one character, not ${delimiter}`);
  const separator = delimiter.charCodeAt(0);
  const isPlainUnit = new Uint8Array(128).fill(1);
  for (const unit of [separator, newline, carriageReturn, quote, backslash]) isPlainUnit[unit] = 0;
  /** What can only be judged by the character behind it. */
  let held = '';
  let record: string[] = [];
  /** The field's text before the piece at hand, or before what was last dropped from it. */
  let field = '';
  let pendingLength = 0;
  let inQuotes = false;
  /** Whether a quotation mark here may be the first of a repeated pair. */
  let inField = false;
  /** Whether this line has no more than characters of its first field. */
  let isPlain = true;

  function scan(text: string, isLast: boolean): string[][] {
    const records: string[][] = [];
    const { length } = text;
    /** Where the part of the field begins that is not in `field`. */
    let from = 0;
    let at = 0;
    while (at < length) {
      const unit = text.charCodeAt(at);
      if (unit === separator && !inQuotes) {
        record.push(field + text.slice(from, at));
        field = '';
        inField = false;
        isPlain = false;
        at += 1;
        from = at;
      } else if (unit === newline && !inQuotes) {
        const before = at > from && text.charCodeAt(at - 1) === carriageReturn ? at - 1 : at;
        const last = field + text.slice(from, before);
        if (!isPlain || last !== '') {
          record.push(last);
          records.push(record);
          record = [];
        }
        field = '';
        inField = false;
        isPlain = true;
        at += 1;
        from = at;
      } else if (unit === quote || unit === backslash || unit === carriageReturn) {
        if (at + 1 === length && !isLast) break;
        const next = at + 1 < length ? text.charCodeAt(at + 1) : -1;
        if (unit === carriageReturn) {
          at += 1;
        } else if (unit === backslash) {
          field += text.slice(from, at);
          // What a backslash keeps is text, whatever it is.
          const isKept = next === backslash || next === quote || next === separator;
          from = at + 1;
          at += isKept ? 2 : 1;
          inField = inField || isKept;
          isPlain = false;
        } else if (next === quote && (inQuotes || inField)) {
          field += text.slice(from, at + 1);
          at += 2;
          from = at;
        } else {
          field += text.slice(from, at);
          const isEnd = next === separator || next === newline || next === carriageReturn || next === -1;
          if (!inQuotes && /^\s*$/.test(field)) field = '';
          else if (!isEnd) field += '"';
          inQuotes = !inQuotes;
          inField = !inField;
          isPlain = false;
          at += 1;
          from = at;
        }
      } else {
        inField = true;
        at += 1;
        while (at < length && isPlainUnit[text.charCodeAt(at)] !== 0) at += 1;
      }
    }
    field += text.slice(from, at);
    held = text.slice(at);
    return records;
  }

  return {
    take(text) {
      const records = scan(held === '' ? text : held + text, false);
      pendingLength = records.length === 0 ? pendingLength + text.length : 0;
      return records;
    },
    end() {
      const records = scan(held, true);
      if (inQuotes) return undefined;
      if (!isPlain || field !== '') records.push([...record, field]);
      return records;
    },
    get pendingLength() {
      return pendingLength;
    },
  };
}
