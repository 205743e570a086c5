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
import type { EditorServices } from './editorCommands';

/** The notations a gradient is copied in, as the list shows them. */
const notations = [
  { label: 'LaTeX', detail: 'the formula alone' },
  { label: 'Markdown', detail: 'the formula between $$' },
  { label: 'Unicode', detail: 'plain text with the signs of mathematics' },
  { label: 'Python', detail: 'an assignment, with the names of a program' },
  { label: 'MathML', detail: 'for word processors and web pages' },
] as const;

export type CopyNotation = (typeof notations)[number]['label'];

export interface CopyServices extends EditorServices {
  readonly writing: WritingSettings;
}

/** Registers Copy Gradient as…; an argument names the notation and leaves the question out. */
export function registerCopyGradient(services: CopyServices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.copyGradientAs, (argument: unknown) =>
    copyGradient(services, argument),
  );
}

/** Copies the gradient of the quantity under the cursor, or of the one that is looked at. */
async function copyGradient(services: CopyServices, argument: unknown): Promise<void> {
  const { selection, messages, writing } = services;
  const active = await activeNetwork(services, 'formulas');
  if (!active) return;
  const { uri, good } = active;
  const under = subjectUnder(active, vscode.window.activeTextEditor);
  const subject = [under, selection.get(uri)].find((one) => one && hasGradient(one));
  if (!subject) {
    const text = 'Put the cursor on a weight, a bias or a unit, then copy its gradient.';
    void messages.show('information', `${baseName(uri)}: ${text}`);
    return;
  }
  const picked =
    notations.find(({ label }) => label === argument) ??
    (await vscode.window.showQuickPick(notations, { placeHolder: 'Copy the gradient as …' }));
  if (!picked) return;
  await vscode.env.clipboard.writeText(await gradientText(good, subject, writing.current, picked.label));
  vscode.window.setStatusBarMessage(`Backprop: copied as ${picked.label}`, 3000);
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
