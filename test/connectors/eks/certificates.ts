import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** Certificates in PEM for a server on 127.0.0.1, made for this run by an authority of its own. */
export interface Certificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

export function createCertificates(): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = { name: 'kubernetes', key: authority.privateKey };
  return {
    authority: certify({ name: 'kubernetes', key: authority.publicKey, issuer, extension: isAuthority }),
    certificate: certify({ name: 'kube-apiserver', key: server.publicKey, issuer, extension: isLoopback }),
    key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

interface CertificateParts {
  readonly name: string;
  readonly key: KeyObject;
  readonly issuer: { readonly name: string; readonly key: KeyObject };
  readonly extension: Buffer;
}

/** Source: RFC 5280, section 4.1. */
function certify({ name, key, issuer, extension }: CertificateParts): string {
  const day = 24 * 60 * 60 * 1000;
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(Date.now()),
    ecdsaWithSha256,
    nameOf(issuer.name),
    sequence(time(Date.now() - day), time(Date.now() + day)),
    nameOf(name),
    key.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(extension)),
  );
  const signature = sign('sha256', content, issuer.key);
  const certificate = sequence(content, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return tagged(0x30, ...contents);
}

function integer(value: number): Buffer {
  const digits = value.toString(16);
  return tagged(
    0x02,
    Buffer.from(`00${digits.length % 2 === 0 ? '' : '0'}${digits}`.replace(/^00(?=[0-7])/, ''), 'hex'),
  );
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('550403'), tagged(0x0c, Buffer.from(commonName)))));
}

function time(at: number): Buffer {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d{3}/g, '');
  return tagged(0x18, Buffer.from(text));
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));

/** Basic constraints that say so. */
const isAuthority = sequence(
  objectId('551d13'),
  tagged(0x01, Buffer.from([0xff])),
  tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))),
);

/** A subject's alternative names: the address 127.0.0.1. */
const isLoopback = sequence(
  objectId('551d11'),
  tagged(0x04, sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])))),
);
