import { BLANK } from '../core/exchange/blocks';
import { leftSides } from '../core/exchange/derivationBlocks';
import { ledgerSentences, printEntry } from '../core/insight/pathLedgerWords';
import { formatNumber } from '../core/network/number';
import type { ShownDerivation } from './shownDerivation';
import { numbersTexts } from './numbersText';
import type { Style } from './style';
import { table } from './table';
import { text } from './terminal';
import { showHidden } from '../core/network/hidden';

/** A derivation as plain text with the signs of mathematics. */
export function derivationText(shown: ShownDerivation, style: Style): string {
  const { explanation, isOfBatch } = shown;
  const { value, gradient, place, scope, steps, subject, sample } = explanation;
  const isParameter = subject.kind === 'weight' || subject.kind === 'bias';
  const whose = isOfBatch && !isParameter ? `; of sample ${sample + 1}` : '';
  const numbers = numbersTexts(shown);
  const head = [
    [showHidden(explanation.text), `= ${formatNumber(value)}`, showHidden(place) + whose],
    [showHidden(explanation.gradientText), `= ${formatNumber(gradient)}`, showHidden(scope)],
  ];
  const columns = [
    { title: '', align: 'left', style: style.strong },
    { title: '', align: 'left', style: style.strong },
    { title: '', align: 'left', style: style.faint },
  ] as const;
  return text([
    ...table(columns, head, style.faint),
    ...steps.flatMap((step, n) => {
      const number = numbers[n] ?? null;
      const isRepeated = number !== null && number === formatNumber(step.value ?? NaN);
      const note = isOfBatch && step.isOfSample ? style.faint(`   (sample ${sample + 1})`) : '';
      return [
        '',
        `${style.faint(`${n + 1}.`)} ${style.strong(step.title)}`,
        `   ${showHidden(step.unicode)}`,
        ...(number === null || isRepeated ? [] : [`   = ${number}`]),
        ...(step.value === null ? [] : [`   = ${formatNumber(step.value)}${note}`]),
        ...(step.sentence === '' ? [] : [`   ${style.faint(showHidden(step.sentence))}`]),
      ];
    }),
    ...pathLines(shown, style),
    ...outlookLines(shown, style),
  ]);
}

/** The same with every answer left blank. */
export function worksheetText(shown: ShownDerivation): string {
  const { explanation, ready } = shown;
  const lefts = leftSides({ ...shown, network: ready.network });
  return text([
    showHidden(`${explanation.gradientText}: ${explanation.text}, ${explanation.place}`),
    ...explanation.steps.flatMap(({ title }, n) => {
      const { unicode, relation } = lefts[n]!;
      return ['', `${n + 1}. ${title}`, showHidden(`   ${unicode} ${relation.unicode} ${BLANK.unicode}`)];
    }),
  ]);
}

/** The account of the gradient by paths. */
function pathLines({ ready, ledger }: ShownDerivation, style: Style): string[] {
  if (!ledger) return [];
  const { network, names } = ready;
  const sentences = ledgerSentences(network, names, ledger).map((one) => `   ${showHidden(one)}`);
  const rows = ledger.entries.slice(0, shownPaths).map((entry) => {
    const { unicode } = printEntry(names, entry);
    const way = unicode.through === '' ? `into ${unicode.term}` : `through ${unicode.through}`;
    const share = `${Math.round(100 * entry.share)} %`;
    return [`   ${showHidden(way)}`, formatNumber(entry.value), share, showHidden(unicode.formula)];
  });
  const columns = [
    { title: '', align: 'left' },
    { title: '', align: 'number' },
    { title: '', align: 'right' },
    { title: '', align: 'left', style: style.faint },
  ] as const;
  const more = ledger.entries.length - rows.length;
  return [
    '',
    style.strong('Paths'),
    ...table(columns, rows, style.faint),
    ...(more > 0 ? [style.faint(`   … and ${more} more`)] : []),
    ...sentences,
  ];
}

function outlookLines({ outlook }: ShownDerivation, style: Style): string[] {
  if (outlook.length === 0) return [];
  return ['', style.strong('Curvature and the next step'), ...outlook.map((one) => `   ${showHidden(one)}`)];
}

const shownPaths = 20;
