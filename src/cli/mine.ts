import { explainNumber, type GradientSubject, type NumberExplanation } from '../core/verify/mine';
import { formatNumber } from '../core/network/number';
import { jsonDocument } from './json';
import type { ReadyNetwork } from './load';
import type { Style } from './style';
import { text } from './terminal';

/** "Why is my number different?" for people, or as one JSON document. */
export function mineOutput(
  ready: ReadyNetwork,
  subject: GradientSubject,
  mine: string,
  json: boolean,
  style: Style,
): string {
  const explained = explainNumber(ready, subject, mine);
  return json ? jsonDocument(explained) : printed(ready, subject, mine, explained, style);
}

function printed(
  { names }: ReadyNetwork,
  subject: GradientSubject,
  mine: string,
  { gradient, updatedValue, quantity, verdict, mistakes }: NumberExplanation,
  style: Style,
): string {
  const name = names.unicode(subject);
  const derivative = subject.kind === 'delta' ? name : `∂${names.unicode({ kind: 'loss' })}/∂${name}`;
  const updated = updatedValue === null ? [] : [`${name} after one update = ${formatNumber(updatedValue)}`];
  const facts = [`${derivative} = ${formatNumber(gradient)}`, ...updated].map((line) => `  ${line}`);
  switch (verdict) {
    case 'right': {
      const what = quantity === 'gradient' ? derivative : `${name} after one update`;
      return text([`${style.good('right')}: ${mine} is ${what}.`, ...facts]);
    }
    case 'mistake':
      return text([
        `${style.bad('mistake')}: ${mine} is what one gets by ${mistakes.length === 1 ? 'this mistake' : 'one of these mistakes'}:`,
        ...mistakes.map(({ code, message }) => `  ${message} [${code}]`),
        ...facts,
      ]);
    case 'unknown':
      return text([
        `${style.warning('unknown')}: no known mistake gives ${mine}.`,
        ...mistakes.map(({ message }) => `  ${message}`),
        ...facts,
      ]);
  }
}
