import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../../src/core/network/parse';

/** The 515 strings of the Big List of Naughty Strings. */
export const naughty = JSON.parse(
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
) as string[];

/** Strings made for comments, strings and lines of programs. */
const worse = [
  'ends in a backslash \\',
  'trigraph ??/',
  '*/ int x; /*',
  "'''\nimport os\n'''",
  '"""\nimport os\n"""',
  'line\r\nprint(1)',
  'line\u2028alert(1)\u2029alert(2)',
  'form\ffeed\vtab\u0085next',
  '#include <nothing.h>',
  '\\N{BULLET} \\u0041 \\x41 {braces} %s ${x}',
  '-*- coding: utf-7 -*-',
  'a\ud800b',
];

/** Networks cannot be called nothing, or by two equal names. */
export function usableNames(): string[] {
  return [...naughty, ...worse].filter((name) => {
    const text = JSON.stringify({
      inputs: [`${name} `, 'x_2'],
      layers: [{ name, units: [`${name}  `, 'h_2'] }],
    });
    return parse(text).network !== null;
  });
}
