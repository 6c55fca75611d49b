import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { compileExpression, InvalidFilterPattern, type MatchMessage } from './pattern-expression.ts';

type Condition = (message: Json) => boolean;
type Token = { readonly type: 'sign' | 'text' | 'word' | 'selector' | 'expression'; readonly text: string };

/** How deep parentheses may go. */
const depthMax = 50;

/** `{ $.a.b[0] = "x" && ($.n >= 3 || $.c NOT EXISTS) }`. Throws InvalidFilterPattern. */
export function compileJsonPattern(text: string): MatchMessage {
  if (!text.endsWith('}')) throw new InvalidFilterPattern('Invalid filter pattern');
  const parser = new Parser(tokensOf(text.slice(1, -1)));
  const condition = parser.parse();
  return (message) => {
    // Most lines that are no JSON are told by their first letter.
    if (!/^\s*[{[]/.test(message)) return false;
    try {
      return condition(JSON.parse(message) as Json);
    } catch {
      return false;
    }
  };
}

const tokenPattern =
  /\s*(?:(&&|\|\||>=|<=|!=|[=<>()])|"((?:[^"\\]|\\.)*)"|%([^%]+)%|(\$(?:\.[\w*-]+|\[(?:\d+|\*|"[^"]*"|'[^']*')\])*)|([^\s=<>!()&|"%]+))/y;

function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const found = tokenPattern.exec(text);
    if (found === null) throw new InvalidFilterPattern('Invalid filter pattern');
    const [, sign, quoted, expression, selector, word] = found;
    if (sign !== undefined) tokens.push({ type: 'sign', text: sign });
    else if (quoted !== undefined) tokens.push({ type: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (expression !== undefined) tokens.push({ type: 'expression', text: expression });
    else if (selector !== undefined) tokens.push({ type: 'selector', text: selector });
    else tokens.push({ type: 'word', text: word ?? '' });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Condition {
    const condition = this.#or();
    if (this.#at < this.#tokens.length) throw new InvalidFilterPattern('Invalid filter pattern');
    return condition;
  }

  #or(): Condition {
    const parts = [this.#and()];
    while (this.#takes('||')) parts.push(this.#and());
    return parts.length === 1 ? (parts[0] as Condition) : (message) => parts.some((part) => part(message));
  }

  #and(): Condition {
    const parts = [this.#comparison()];
    while (this.#takes('&&')) parts.push(this.#comparison());
    return parts.length === 1 ? (parts[0] as Condition) : (message) => parts.every((part) => part(message));
  }

  #comparison(): Condition {
    if (this.#takes('(')) {
      this.#depth += 1;
      if (this.#depth > depthMax) throw new InvalidFilterPattern('Invalid filter pattern');
      const within = this.#or();
      if (!this.#takes(')')) throw new InvalidFilterPattern('Invalid filter pattern');
      this.#depth -= 1;
      return within;
    }
    const selector = this.#next('selector');
    const steps = stepsOf(selector.text);
    const operator = this.#tokens[this.#at];
    this.#at += 1;
    const word = operator?.text.toUpperCase();
    if (operator?.type === 'word' && word === 'IS') return is(steps, this.#next('word').text.toUpperCase());
    if (operator?.type === 'word' && (word === 'NOT' || word === 'EXISTS')) {
      if (word === 'NOT' && this.#next('word').text.toUpperCase() !== 'EXISTS') {
        throw new InvalidFilterPattern('Invalid filter pattern');
      }
      return (message) => (find(message, steps) !== undefined) === (word === 'EXISTS');
    }
    const operand = this.#tokens[this.#at];
    this.#at += 1;
    if (operator?.type !== 'sign' || operand === undefined)
      throw new InvalidFilterPattern('Invalid filter pattern');
    return compare(steps, operator.text, operand);
  }

  #takes(sign: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.type !== 'sign' || token.text !== sign) return false;
    this.#at += 1;
    return true;
  }

  #next(type: Token['type']): Token {
    const token = this.#tokens[this.#at];
    if (token?.type !== type) throw new InvalidFilterPattern('Invalid filter pattern');
    this.#at += 1;
    return token;
  }
}

function stepsOf(selector: string): readonly string[] {
  return [...selector.matchAll(/\.([\w*-]+)|\[(?:(\d+|\*)|"([^"]*)"|'([^']*)')\]/g)].map(
    ([, name, index, double, single]) => name ?? index ?? double ?? single ?? '',
  );
}

/** The first value that the steps lead to; a `*` is any of an array. */
function find(value: Json, steps: readonly string[], from = 0): Json | undefined {
  const step = steps[from];
  if (step === undefined) return value;
  if (isJsonArray(value)) {
    for (const member of step === '*' ? value : [value[Number(step)]]) {
      const found = member === undefined ? undefined : find(member, steps, from + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, step)) return undefined;
  return find(value[step] ?? null, steps, from + 1);
}

function is(steps: readonly string[], what: string): Condition {
  const wanted = new Map<string, Json>([
    ['NULL', null],
    ['TRUE', true],
    ['FALSE', false],
  ]).get(what);
  if (wanted === undefined) throw new InvalidFilterPattern('Invalid filter pattern');
  return (message) => find(message, steps) === wanted;
}

function compare(steps: readonly string[], operator: string, operand: Token): Condition {
  if (operator === '=' || operator === '!=') {
    const isEqual = equality(operand);
    return (message) => {
      const found = find(message, steps);
      return found !== undefined && isEqual(found) === (operator === '=');
    };
  }
  const bound = Number(operand.text);
  if (operand.type !== 'word' || Number.isNaN(bound))
    throw new InvalidFilterPattern('Invalid filter pattern');
  const holds = orders[operator];
  if (holds === undefined) throw new InvalidFilterPattern('Invalid filter pattern');
  return (message) => {
    const found = find(message, steps);
    return typeof found === 'number' && holds(found, bound);
  };
}

const orders: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '<': (value, bound) => value < bound,
  '>': (value, bound) => value > bound,
  '<=': (value, bound) => value <= bound,
  '>=': (value, bound) => value >= bound,
};

/** Numbers by value, texts with `*` for anything. */
function equality({ type, text }: Token): (found: Json) => boolean {
  if (type === 'expression') {
    const matches = compileExpression(text);
    return (found) => typeof found === 'string' && matches(found);
  }
  const number = type === 'word' && text !== '' ? Number(text) : Number.NaN;
  const parts = text.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  const matches = parts.length > 1 ? compileExpression(`^(?s:${parts.join('.*')})$`) : undefined;
  return (found) => {
    if (typeof found === 'number') return found === number;
    if (typeof found !== 'string') return false;
    return matches === undefined ? found === text : matches(found);
  };
}
