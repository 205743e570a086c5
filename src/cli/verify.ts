import { dirname, join } from 'node:path';
import { initialParameters } from '../core/engine/initialise';
import { createModel } from '../core/engine/model';
import { withNaming, type Naming } from '../core/network/naming';
import { createSymbols } from '../core/network/symbols';
import { counted } from '../core/network/wording';
import { showHidden } from '../core/network/hidden';
import { checkFormulas, type CheckContext } from '../core/verify/check';
import { documentKind, networkReference, readDocument } from '../core/verify/readDocument';
import type { CheckedFormula } from '../core/verify/written';
import type { CommandOf } from './arguments';
import { readSource } from './files';
import { jsonDocument } from './json';
import { loadFile } from './load';
import { Lines } from '../core/network/lines';
import { CommandError, fileError } from './problem';
import type { Style } from './style';
import { text, type Outcome, type Terminal } from './terminal';

/** Marks the gradient formulas of a document: exit code 1 if one is wrong, or if none could be judged. */
export function verify({ file, network, names, json }: CommandOf<'verify'>, { style }: Terminal): Outcome {
  const kind = documentKind(file);
  if (!kind) {
    const message =
      'Formulas are read from Markdown (.md), LaTeX (.tex), Python (.py) and notebooks (.ipynb).';
    throw fileError(file, 'verify.kind', message);
  }
  const { text: source } = readSource(file);
  const named = network === null ? networkReference(source, kind) : null;
  if (network === null && !named) {
    const message =
      'It names no network. Give one with --network FILE, or write <!-- backprop: FILE --> into the document.';
    throw fileError(file, 'verify.network', message);
  }
  const context = contextOf(network ?? join(dirname(file), named?.path ?? ''), names);
  const formulas = checkFormulas(context, source, readDocument(source, kind, context.network));
  const lines = new Lines(source);
  const isFailed = formulas.some(({ verdict }) => verdict === 'wrong') || !formulas.some(isJudged);
  const output = json ? jsonOf(formulas, source, lines) : printed(file, formulas, source, lines, style);
  return { output, errors: '', exitCode: isFailed ? 1 : 0 };
}

/** The network to judge by; its data is needed only where a formula's right side is a plain number. */
function contextOf(file: string, names: Naming): CheckContext {
  const { parsed, problems, dataset } = loadFile(file);
  const error = problems.find(({ severity }) => severity === 'error');
  if (error) throw new CommandError(error);
  if (!parsed.network) throw new Error(`${file} has neither errors nor a network.`);
  const network = withNaming(parsed.network, names);
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset,
    parameters: initialParameters(network),
  };
}

function isJudged({ verdict }: CheckedFormula): boolean {
  return verdict !== 'unknown';
}

function jsonOf(formulas: readonly CheckedFormula[], source: string, lines: Lines): string {
  return jsonDocument({
    formulas: formulas.map(({ span, verdict, mistake, wrongPart, suggestion }) => {
      const place = wrongPart && lines.place(wrongPart.start);
      return {
        ...lines.place(span.start),
        text: source.slice(span.start, span.end),
        verdict,
        mistake: mistake?.code ?? null,
        wrongPart: wrongPart && source.slice(wrongPart.start, wrongPart.end),
        suggestion,
        message: mistake?.message ?? null,
        wrongPartLine: place?.line ?? null,
        wrongPartColumn: place?.column ?? null,
      };
    }),
  });
}

function printed(
  file: string,
  formulas: readonly CheckedFormula[],
  source: string,
  lines: Lines,
  style: Style,
): string {
  const told = formulas.filter(({ mistake }) => mistake !== null);
  // A slip in a δ is one of every gradient that is written with it, and is told once.
  const findings = new Set(
    told.map((formula) => findingLines(file, formula, source, lines, style).join('\n')),
  );
  return text([...findings, summary(file, formulas, style)]);
}

function findingLines(
  file: string,
  { span, verdict, mistake, wrongPart, suggestion }: CheckedFormula,
  source: string,
  lines: Lines,
  style: Style,
): string[] {
  const place = lines.place((wrongPart ?? span).start);
  const paint = verdict === 'wrong' ? style.bad : verdict === 'right' ? style.warning : style.faint;
  const word = verdict === 'right' ? 'right, misspelt' : verdict;
  const part = wrongPart ? oneLine(source.slice(wrongPart.start, wrongPart.end)) : null;
  return [
    `${showHidden(file)}:${place.line}:${place.column}: ${paint(word)}: ${showHidden(mistake?.message ?? '')} [${mistake?.code ?? ''}]`,
    ...(part !== null && suggestion !== null
      ? [style.faint(`    ${part}  →  ${oneLine(suggestion)}`)]
      : part !== null
        ? [style.faint(`    ${part}`)]
        : []),
  ];
}

/** Longest part of a formula that is printed. */
const longestPart = 120;

function oneLine(part: string): string {
  const line = showHidden(part.replace(/\s+/g, ' ').trim());
  return line.length > longestPart ? `${line.slice(0, longestPart)}…` : line;
}

function summary(file: string, formulas: readonly CheckedFormula[], style: Style): string {
  if (formulas.length === 0) {
    return `${showHidden(file)}: there is no gradient formula in it. One begins with ∂L/∂w, \\frac{\\partial L}{\\partial w} or dw =.`;
  }
  const count = (verdict: CheckedFormula['verdict']): number =>
    formulas.filter((formula) => formula.verdict === verdict).length;
  const wrong = count('wrong');
  const unknown = count('unknown');
  const parts = [
    style.good(`${count('right')} right`),
    wrong > 0 ? style.bad(`${wrong} wrong`) : '0 wrong',
    ...(unknown > 0 ? [`${unknown} not judged`] : []),
  ];
  return `${showHidden(file)}: ${counted(formulas.length, 'formula')}, ${parts.join(', ')}`;
}
