import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { createCodeStore } from '../../src/compute/code-store.ts';
import { InvalidParameterValueException } from '../../src/compute/errors.ts';
import { unzippedBytesMax, zipEntryCountMax } from '../../src/compute/zip-archive.ts';
import { aDirectory, aZip } from './a-function-runner.ts';

const unzipFailure = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
const tooLarge = `Unzipped size must be smaller than ${unzippedBytesMax} bytes`;

const central = { signature: 0x02014b50, bytes: 24, flags: 8, method: 10, compressedBytes: 20 };

/** A one-file archive with a field of its central directory overwritten. */
function aForgedZip(text: string, forge: (archive: Buffer, entry: number) => void): Uint8Array {
  const archive = Buffer.from(aZip({ 'index.js': text }));
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(central.signature);
  forge(archive, archive.indexOf(signature));
  return archive;
}

function aUnixZip(entries: Readonly<Record<string, { text: string; mode: number }>>): Uint8Array {
  const zippable: Zippable = {};
  for (const [name, { text, mode }] of Object.entries(entries)) {
    zippable[name] = [strToU8(text), { os: 3, attrs: (mode << 16) >>> 0 }];
  }
  return zipSync(zippable);
}

const refused: readonly { title: string; archive: () => Uint8Array; message: string }[] = [
  { title: 'no archive at all', archive: () => strToU8('exports.handler = 1'), message: unzipFailure },
  { title: 'nothing', archive: () => new Uint8Array(), message: unzipFailure },
  {
    title: 'an archive of nothing',
    archive: () => zipSync({}),
    message: 'Uploaded file must be a non-empty zip',
  },
  { title: 'half an archive', archive: () => aZip({ a: 'text' }).subarray(20), message: unzipFailure },
  { title: 'an absolute path', archive: () => aZip({ '/etc/evil': '' }), message: unzipFailure },
  { title: 'a path above the root', archive: () => aZip({ '../evil': '' }), message: unzipFailure },
  {
    title: 'a path that climbs on its way',
    archive: () => aZip({ 'a/../../evil': '' }),
    message: unzipFailure,
  },
  { title: 'a path that climbs on Windows', archive: () => aZip({ '..\\evil': '' }), message: unzipFailure },
  { title: 'a drive', archive: () => aZip({ 'C:\\evil': '' }), message: unzipFailure },
  {
    title: 'a symbolic link out of the root',
    archive: () => aUnixZip({ link: { text: '../..', mode: 0o120777 } }),
    message: unzipFailure,
  },
  {
    title: 'an absolute symbolic link',
    archive: () => aUnixZip({ link: { text: '/etc', mode: 0o120777 } }),
    message: unzipFailure,
  },
  {
    title: 'a file below a symbolic link',
    archive: () =>
      aUnixZip({ link: { text: '.', mode: 0o120777 }, 'link/file': { text: '', mode: 0o100644 } }),
    message: unzipFailure,
  },
  {
    title: 'a device',
    archive: () => aUnixZip({ device: { text: '', mode: 0o020644 } }),
    message: unzipFailure,
  },
  {
    title: 'a file and a folder of one name',
    archive: () => aZip({ a: '', 'a/b': '' }),
    message: unzipFailure,
  },
  {
    title: 'more bytes than declared',
    archive: () =>
      aForgedZip('x'.repeat(100_000), (archive, entry) => archive.writeUInt32LE(10, entry + central.bytes)),
    message: unzipFailure,
  },
  {
    title: 'fewer bytes than declared',
    archive: () => aForgedZip('text', (archive, entry) => archive.writeUInt32LE(1000, entry + central.bytes)),
    message: unzipFailure,
  },
  {
    title: 'compressed bytes beyond the end',
    archive: () =>
      aForgedZip('text', (archive, entry) => archive.writeUInt32LE(9999, entry + central.compressedBytes)),
    message: unzipFailure,
  },
  {
    title: 'content that does not match its checksum',
    archive: () => aForgedZip('text', (archive, entry) => archive.writeUInt32LE(1, entry + 16)),
    message: unzipFailure,
  },
  {
    title: 'an encrypted file',
    archive: () => aForgedZip('text', (archive, entry) => archive.writeUInt16LE(1, entry + central.flags)),
    message: unzipFailure,
  },
  {
    title: 'a compression it does not know',
    archive: () => aForgedZip('text', (archive, entry) => archive.writeUInt16LE(99, entry + central.method)),
    message: unzipFailure,
  },
  {
    title: 'a declared size beyond the limit',
    archive: () =>
      aForgedZip('text', (archive, entry) => archive.writeUInt32LE(unzippedBytesMax, entry + central.bytes)),
    message: tooLarge,
  },
  {
    title: 'more files than allowed',
    archive: () => {
      const entries: Zippable = {};
      for (let index = 0; index <= zipEntryCountMax; index += 1)
        entries[`f${index}`] = [new Uint8Array(), { level: 0 }];
      return zipSync(entries);
    },
    message: unzipFailure,
  },
];

describe('installing code', () => {
  test.each(refused)('refuses $title and leaves nothing behind', async ({ archive, message }) => {
    const parent = aDirectory();
    const directory = join(parent, 'code');
    const failure = await createCodeStore(directory)
      .install(archive())
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(InvalidParameterValueException);
    expect((failure as Error).message).toBe(message);
    expect(readdirSync(directory)).toEqual(['package.json']);
    expect(readdirSync(parent)).toEqual(['code']);
  });

  test('unpacks files, folders, executables and links inside the archive', async () => {
    const store = createCodeStore(aDirectory());
    const archive = aUnixZip({
      'bin/tool': { text: '#!/bin/sh', mode: 0o100755 },
      'lib/deep/file.txt': { text: 'text'.repeat(1000), mode: 0o100600 },
      'lib/link': { text: '../bin/tool', mode: 0o120777 },
      'empty/': { text: '', mode: 0o040755 },
    });
    const installed = await store.install(archive);
    expect(installed).toEqual({
      codeSha256: createHash('sha256').update(archive).digest('base64'),
      codeSize: archive.length,
    });
    const root = store.directoryOf(installed.codeSha256);
    expect(readFileSync(join(root, 'lib/deep/file.txt'), 'utf8')).toBe('text'.repeat(1000));
    expect(lstatSync(join(root, 'bin/tool')).mode & 0o111).not.toBe(0);
    expect(lstatSync(join(root, 'lib/deep/file.txt')).mode & 0o444).not.toBe(0);
    expect(readlinkSync(join(root, 'lib/link'))).toBe('../bin/tool');
    expect(lstatSync(join(root, 'empty')).isDirectory()).toBe(true);
  });

  test('unpacks an archive once, also when it is installed twice at the same time', async () => {
    const directory = aDirectory();
    const store = createCodeStore(directory);
    const archive = aZip({ 'index.js': 'exports.handler = 1' });
    const [first, second] = await Promise.all([store.install(archive), store.install(archive)]);
    expect(first).toEqual(second);
    expect(readdirSync(directory)).toHaveLength(2);
    const { ino } = lstatSync(store.directoryOf(first.codeSha256));
    await createCodeStore(directory).install(archive);
    expect(lstatSync(store.directoryOf(first.codeSha256)).ino).toBe(ino);
  });

  test('code that is no longer needed is deleted', async () => {
    const store = createCodeStore(aDirectory());
    const { codeSha256 } = await store.install(aZip({ 'index.js': '' }));
    expect(store.isInstalled(codeSha256)).toBe(true);
    await store.uninstall(codeSha256);
    expect(store.isInstalled(codeSha256)).toBe(false);
  });

  test('a fault of the disk is not blamed on the archive', async () => {
    const directory = join(aDirectory(), 'code');
    const store = createCodeStore(directory);
    rmSync(directory, { recursive: true });
    await expect(store.install(aZip({ 'index.js': '' }))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
