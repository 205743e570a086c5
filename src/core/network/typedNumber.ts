/** A number as a person types it, made one of JSON. */

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The spelling of `typed` that a network file takes: as it was typed where JSON has it so, else without what JSON
 * does not have (a sign +, a point without a digit beside it, zeros in front, the minus sign of print). Null for what
 * is no number or not finite as a double.
 */
export function typedNumber(typed: string): string | null {
  const plain = typed
    .trim()
    .replace(/^[−–]/, '-')
    .replace(/([eE])[−–]/, '$1-');
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?([eE][+-]?\d+)?$/.exec(plain);
  if (!parts) return null;
  const [, sign = '', whole = '', fraction, exponent = ''] = parts;
  if (whole === '' && (fraction ?? '') === '') return null;
  const decimals = fraction === undefined || fraction === '' ? '' : `.${fraction}`;
  const text = `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=\d)/, '') || '0'}${decimals}${exponent}`;
  return JSON_NUMBER.test(text) && Number.isFinite(Number(text)) ? text : null;
}
