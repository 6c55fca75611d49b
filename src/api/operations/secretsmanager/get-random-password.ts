import { randomInt } from 'node:crypto';
import { InvalidParameterException } from './errors.ts';
import { secretsOperation } from './secrets-operation.ts';

interface GetRandomPasswordInput {
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeLowercase?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
}

const lengthDefault = 32;

export const getRandomPassword = secretsOperation<GetRandomPasswordInput>({
  name: 'GetRandomPassword',
  permissions: () => [{ action: 'secretsmanager:GetRandomPassword', resource: '*' }],
  async run(input) {
    const { PasswordLength: length = lengthDefault, RequireEachIncludedType = true } = input;
    const kinds = kindsOf(input);
    const all = kinds.join('');
    if (all === '') {
      throw new InvalidParameterException('No characters are left for the password to be made of.');
    }
    const required = RequireEachIncludedType ? kinds : [];
    if (length < required.length) {
      throw new InvalidParameterException(
        'The password length is too short for a character of each included type.',
      );
    }
    const letters = required.map(oneOf);
    while (letters.length < length) letters.push(oneOf(all));
    return { RandomPassword: shuffled(letters).join('') };
  },
});

/** The characters of each kind that the password may have. */
function kindsOf(input: GetRandomPasswordInput): readonly string[] {
  const excluded = new Set(input.ExcludeCharacters ?? '');
  return [
    input.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    input.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    input.ExcludeNumbers === true ? '' : '0123456789',
    input.ExcludePunctuation === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    input.IncludeSpace === true ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((letter) => !excluded.has(letter)).join(''))
    .filter((kind) => kind !== '');
}

function oneOf(letters: string): string {
  return letters.charAt(randomInt(letters.length));
}

function shuffled(letters: readonly string[]): readonly string[] {
  const mixed = [...letters];
  for (let index = mixed.length - 1; index > 0; index -= 1) {
    const other = randomInt(index + 1);
    [mixed[index], mixed[other]] = [mixed[other] ?? '', mixed[index] ?? ''];
  }
  return mixed;
}
