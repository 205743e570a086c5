import { saying } from '../words/say';

/**
 * What a value must be ("a number, at least {0}"), as the error of a schema. It is said when a value breaks it: the
 * schema is made before the language is known.
 *
 * @param english a literal
 */
export function mustBe(english: string, ...values: readonly (string | number)[]): { error: () => string } {
  return { error: saying(english, ...values) };
}
