import { describe, expect, test } from 'vitest';
import type { ApiModel } from '../../../src/api/model/model.ts';
import { parseForm } from '../../../src/api/protocol/form.ts';
import { compileFormReader } from '../../../src/api/protocol/query-input.ts';
import { compileXmlWriter } from '../../../src/api/protocol/xml-output.ts';
import type { Json } from '../../../src/base/json.ts';

/** A model with everything the protocol knows, of which IAM and STS use a part. */
const model: ApiModel = {
  service: 'iam',
  metadata: { apiVersion: '2010-05-08', protocol: 'query', serviceId: 'IAM' },
  operations: {
    Do: {
      http: { method: 'POST', uri: '/', status: 200 },
      input: 'Everything',
      output: 'Everything',
      errors: [],
    },
  },
  shapes: {
    Everything: {
      type: 'structure',
      members: {
        Text: { shape: 'Text' },
        Renamed: { shape: 'Text', locationName: 'OnTheWire' },
        Count: { shape: 'Count' },
        Share: { shape: 'Share' },
        Flag: { shape: 'Flag' },
        At: { shape: 'At' },
        Names: { shape: 'Names' },
        Flat: { shape: 'Flat' },
        Map: { shape: 'Map' },
        FlatMap: { shape: 'FlatMap' },
        Inner: { shape: 'Everything' },
      },
    },
    Text: { type: 'string' },
    Count: { type: 'long' },
    Share: { type: 'double' },
    Flag: { type: 'boolean' },
    At: { type: 'timestamp' },
    Names: { type: 'list', member: { shape: 'Text' } },
    Flat: { type: 'list', flattened: true, member: { shape: 'Text' } },
    Map: { type: 'map', key: { shape: 'Text' }, value: { shape: 'Count' } },
    FlatMap: {
      type: 'map',
      flattened: true,
      key: { shape: 'Text', locationName: 'K' },
      value: { shape: 'Text', locationName: 'V' },
    },
  },
};

const read = compileFormReader(model, 'Do');

describe('an input is read from the fields of a form', () => {
  const cases: readonly { readonly form: string; readonly input: Json }[] = [
    { form: 'Text=a+b%20c%2B&Unknown=1', input: { Text: 'a b c+' } },
    { form: 'Text=', input: { Text: '' } },
    { form: 'Text', input: { Text: '' } },
    { form: 'Text=first&Text=second', input: { Text: 'first' } },
    { form: 'Renamed=no&OnTheWire=yes', input: { Renamed: 'yes' } },
    { form: 'Count=-12&Share=1.5e2', input: { Count: -12, Share: 150 } },
    { form: 'Flag=true&Inner.Flag=false', input: { Flag: true, Inner: { Flag: false } } },
    { form: 'At=2024-02-29T12:00:00Z', input: { At: Date.UTC(2024, 1, 29, 12) } },
    { form: 'Names.member.2=b&Names.member.10=c&Names.member.1=a', input: { Names: ['a', 'b', 'c'] } },
    { form: 'Names=', input: { Names: [] } },
    { form: 'Names.member.4294967296=a&Names.member.x=b', input: { Names: [] } },
    { form: 'Flat.1=a&Flat.2=b', input: { Flat: ['a', 'b'] } },
    {
      form: 'Map.entry.1.key=a&Map.entry.1.value=1&Map.entry.2.key=b&Map.entry.2.value=2',
      input: { Map: { a: 1, b: 2 } },
    },
    { form: 'FlatMap.1.K=a&FlatMap.1.V=x', input: { FlatMap: { a: 'x' } } },
    { form: 'Inner.Inner.Names.member.1=deep', input: { Inner: { Inner: { Names: ['deep'] } } } },
    { form: 'constructor=1&__proto__.Text=2', input: {} },
  ];
  test.each(cases)('$form', ({ form, input }) => {
    expect(read(parseForm(form))).toEqual(input);
  });

  const refused = ['Count=1.5', 'Count=', 'Share=x', 'Flag=yes', 'At=yesterday', 'Text=%E0%A4%A'];
  test.each(refused)('%s is refused', (form) => {
    expect(() => read(parseForm(form))).toThrow(expect.objectContaining({ code: 'SerializationException' }));
  });
});

describe('an output is written as elements in the order of the model', () => {
  const cases: readonly { readonly output: Json; readonly xml: string }[] = [
    { output: {}, xml: '' },
    { output: { Text: '<a & "b">' }, xml: '<Text>&lt;a &amp; &quot;b&quot;&gt;</Text>' },
    { output: { Text: 'a\r\nb\u0000\t' }, xml: '<Text>a&#xD;\nb\uFFFD\t</Text>' },
    { output: { Count: 0, Text: '' }, xml: '<Text/><Count>0</Count>' },
    { output: { Renamed: 'a', Unknown: 'b' }, xml: '<OnTheWire>a</OnTheWire>' },
    { output: { Flag: false, Share: 0.5, Text: null }, xml: '<Share>0.5</Share><Flag>false</Flag>' },
    { output: { At: Date.UTC(2024, 1, 29, 12, 0, 0, 999) }, xml: '<At>2024-02-29T12:00:00Z</At>' },
    { output: { Names: ['a', 'b'] }, xml: '<Names><member>a</member><member>b</member></Names>' },
    { output: { Names: [] }, xml: '<Names/>' },
    { output: { Flat: ['a', 'b'] }, xml: '<Flat>a</Flat><Flat>b</Flat>' },
    { output: { Map: { 'a&': 1 } }, xml: '<Map><entry><key>a&amp;</key><value>1</value></entry></Map>' },
    { output: { FlatMap: { a: 'x' } }, xml: '<FlatMap><K>a</K><V>x</V></FlatMap>' },
    { output: { Inner: { Inner: { Text: 'a' } } }, xml: '<Inner><Inner><Text>a</Text></Inner></Inner>' },
  ];
  test.each(cases)('$output', ({ output, xml }) => {
    expect(compileXmlWriter(model, 'Everything')(output)).toBe(xml);
  });
});
