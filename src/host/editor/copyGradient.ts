import * as vscode from 'vscode';
import { sampleValues } from '../../core/insight/sampleValues';
import { listGradients } from '../../core/math/gradientList';
import { createNames } from '../../core/math/names';
import { printView } from '../../core/math/printView';
import { printPython, pythonNames, pythonStyle } from '../../core/math/python';
import { viewGradient } from '../../core/math/view';
import { hasGradient } from '../../core/verify/mine';
import type { Subject } from '../../core/network/subject';
import type { FormulaWriting } from '../../protocol/panel';
import type { GoodNetwork } from '../networkState';
import { commands } from '../ids';
import { baseName } from '../training/commandTarget';
import type { WritingSettings } from '../writing';
import { activeNetwork, subjectUnder } from './activeNetwork';
import { checkCopyGradient } from './cardArguments';
import { currentValues, type RunSource } from './currentValues';
import { copyNotations, type CopyNotation } from './copyNotations';
import { parseUri, type EditorServices } from './editorCommands';
import { hasSubject } from './showDerivation';
import { saying } from '../../core/words/say';

/** What the list says of each notation. */
const details: Readonly<Record<CopyNotation, () => string>> = {
  LaTeX: saying('the formula alone'),
  Markdown: saying('the formula between $$'),
  Unicode: saying('plain text with the signs of mathematics'),
  Python: saying('an assignment, with the names of a program'),
  MathML: saying('for word processors and web pages'),
};

export interface CopyServices extends EditorServices {
  readonly writing: WritingSettings;
  /** The numbers on show, for a formula unfolded down to numbers. */
  readonly runs: RunSource;
}

/**
 * Registers Copy Gradient as…; an argument names the notation and leaves the question out, and that of a link says
 * of what quantity.
 */
export function registerCopyGradient(services: CopyServices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.copyGradientAs, (argument: unknown) =>
    copyGradient(services, argument),
  );
}

/** Copies the gradient of the quantity that a link is about or under the cursor, or of the one that is looked at. */
async function copyGradient(services: CopyServices, argument: unknown): Promise<void> {
  const { selection, messages, writing, runs } = services;
  const target = checkCopyGradient(argument);
  const active = await activeNetwork(services, 'formulas', target ? parseUri(target.uri) : undefined);
  if (!active) return;
  const { uri, good } = active;
  if (target && !hasSubject(good.network, target.subject)) return; // the network is another by now
  const under = subjectUnder(active, vscode.window.activeTextEditor);
  const subject = (target ? [target.subject] : [under, selection.get(uri)]).find(
    (one) => one && hasGradient(one),
  );
  if (!subject) {
    const text = vscode.l10n.t('Put the cursor on a weight, a bias or a unit, then copy its gradient.');
    void messages.show('information', `${baseName(uri)}: ${text}`);
    return;
  }
  const named = target?.notation ?? copyNotations.find((notation) => notation === argument);
  const notation = named ?? (await askForNotation());
  if (!notation) return;
  const { parameters } = currentValues(good, runs.get(uri));
  const shown = { ...good, parameters };
  await vscode.env.clipboard.writeText(await gradientText(shown, subject, writing.current, notation));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Backprop: copied as {0}', notation), 3000);
}

async function askForNotation(): Promise<CopyNotation | undefined> {
  const items = copyNotations.map((label) => ({ label, detail: details[label]() }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Copy the gradient as …') }))
    ?.label;
}

/** The gradient as the person has chosen to see it; Python has one way to write it. */
async function gradientText(
  { network, symbols, model, dataset, parameters }: GoodNetwork,
  subject: Subject,
  { level, form }: FormulaWriting,
  notation: CopyNotation,
): Promise<string> {
  if (notation === 'Python') {
    const { deltas, gradients } = listGradients(network, [subject]);
    const names = pythonNames(network);
    const style = pythonStyle(names);
    return [
      ...deltas.map(({ delta, formula }) => `${names.quantity(delta)} = ${printPython(formula, style)}`),
      ...gradients.map((one) => `${names.gradient(one.subject)} = ${printPython(one.formula, style)}`),
      '',
    ].join('\n');
  }
  const names = createNames(network, symbols);
  const first = dataset?.trainingIndices[0];
  const values = dataset && first !== undefined ? sampleValues(model, dataset, parameters, first) : undefined;
  const view = viewGradient(network, subject, level, form, values);
  const isUnicode = notation === 'Unicode';
  const texts = printView(network, names, view, isUnicode ? 'unicode' : 'latex').map(({ text }) => text);
  switch (notation) {
    case 'Unicode':
      return `${texts.join('\n')}\n`;
    case 'LaTeX':
      return `${texts.join('\n')}\n`;
    case 'Markdown':
      return texts.map((text) => `$$\n${text}\n$$\n`).join('\n');
    case 'MathML': {
      const { toMathml } = await import('../../typeset/mathml');
      return `${texts.map((text) => toMathml(text, true)).join('\n')}\n`;
    }
  }
}
