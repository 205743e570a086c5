import type { Diagnostic, Fix } from './diagnostic';
import type { TextRange } from './text';
import { say } from '../words/say';

/** What people write where JSON wants a value, and how to say what is wrong with it. */

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const NUMBER_LIKE = /^[+-]*(\.?\d|(nan|inf(inity)?)$)/i;
/** Characters of a word that is worth guessing at. */
const LONGEST = 1_000;

const NAME_LIKE = /^[A-Za-z_$][\w$-]*$/;

/** Words of other languages for JSON's three. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['none', 'null'],
  ['nil', 'null'],
  ['null', 'null'],
  ['undefined', 'null'],
  ['true', 'true'],
  ['false', 'false'],
]);

function replaceFix(range: TextRange, newText: string): Fix {
  return { title: say('Replace by {0}', newText), edits: [{ range, newText }] };
}

/** The JSON spelling of a number written in another language's way, or null where it is a guess. */
function numberSpelling(written: string): string | null {
  const bare = written.replaceAll('_', '');
  const whole = /^([+-]?)(0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.exec(bare);
  const spelling = whole
    ? `${whole[1] === '-' ? '-' : ''}${Number(whole[2]).toString()}`
    : bare
        .replace(/^\+/, '')
        .replace(/^(-?)0+(?=\d)/, '$1')
        .replace(/^(-?)\./, '$10.')
        .replace(/\.(?=$|[eE])/, '.0');
  return JSON_NUMBER.test(spelling) && Number.isFinite(Number(spelling)) ? spelling : null;
}

/** Shortens what is quoted in a message: a literal may be a megabyte long. */
function shown(written: string): string {
  return written.length > 40 ? `${written.slice(0, 40)}…` : written;
}

/** The diagnostic for a word that stands where a value should and is none. */
export function literalProblem(written: string, range: TextRange): Diagnostic {
  if (written.length > LONGEST) {
    const message = say('{0} is not a value in JSON. Remove it.', shown(written));
    return { code: 'json.syntax', severity: 'error', message, range };
  }
  if (NUMBER_LIKE.test(written)) {
    const spelling = numberSpelling(written);
    const remedy =
      spelling === null
        ? say('Write digits with an optional fraction and exponent, such as 0.5 or 1e-3.')
        : say('Write {0}.', spelling);
    return {
      code: 'json.number',
      severity: 'error',
      message: say('{0} is not a number in JSON. {1}', shown(written), remedy),
      range,
      ...(spelling === null ? {} : { fixes: [replaceFix(range, spelling)] }),
    };
  }
  const word = WORDS.get(written.toLowerCase());
  const quoted = /^'[^'"\\]*'$/.test(written)
    ? `"${written.slice(1, -1)}"`
    : NAME_LIKE.test(written)
      ? `"${written}"`
      : null;
  const replacement = word ?? quoted;
  return {
    code: 'json.syntax',
    severity: 'error',
    message: replacement
      ? say('{0} is not a value in JSON. Write {1}.', shown(written), shown(replacement))
      : say(
          '{0} is not a value in JSON. Write a number, text in double quotes, a list, true or false.',
          shown(written),
        ),
    range,
    ...(replacement ? { fixes: [replaceFix(range, replacement)] } : {}),
  };
}

/** The error or warning for a well-formed number that no double stands for, or null. */
export function magnitudeProblem(written: string, value: number, range: TextRange): Diagnostic | null {
  if (!Number.isFinite(value)) {
    return {
      code: 'json.overflow',
      severity: 'error',
      message: say(
        '{0} does not fit a double, whose largest value is about 1.79769e308. Write a smaller number.',
        shown(written),
      ),
      range,
    };
  }
  if (value === 0 && written.length > 1 && /[1-9]/.test(written.split(/[eE]/)[0] ?? '')) {
    return {
      code: 'json.underflow',
      severity: 'warning',
      message: say(
        '{0} is too small for a double and is read as 0. Write 0, or a number above 5e-324.',
        shown(written),
      ),
      range,
      fixes: [replaceFix(range, '0')],
    };
  }
  return null;
}
