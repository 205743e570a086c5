import * as vscode from 'vscode';
import { findSubject } from '../../core/network/findSubject';
import { formatNumber } from '../../core/network/number';
import { differentiatedBy, type Subject } from '../../core/network/subject';
import {
  explainNumber,
  hasGradient,
  type GradientSubject,
  type NumberExplanation,
} from '../../core/verify/mine';
import { createNames } from '../../core/math/names';
import type { GoodNetwork, NetworkDocuments } from '../documents';
import { activeNetwork } from '../editor/activeNetwork';
import { commands } from '../ids';
import type { Messages } from '../messages';
import type { Selection } from '../selection';
import { baseName } from '../training/commandTarget';

export interface NumberServices {
  readonly documents: NetworkDocuments;
  readonly selection: Selection;
  readonly messages: Messages;
}

const numberPattern = /^[+\-−]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Registers Why Is My Number Different? */
export function registerNumberCommand(services: NumberServices): vscode.Disposable {
  return vscode.commands.registerCommand(commands.explainNumber, () => askAndExplain(services));
}

/**
 * Takes a number that a person has worked out, from the selection or an input box, and says which known mistake
 * gives exactly that number as the gradient or the updated value of a parameter of the active network.
 */
async function askAndExplain(services: NumberServices): Promise<void> {
  const { selection, messages } = services;
  const editor = vscode.window.activeTextEditor;
  const selected = editor ? editor.document.getText(editor.selection).trim() : '';
  const active = await activeNetwork(services, 'gradients');
  if (!active) return;
  const { uri, good } = active;
  const { network, symbols, model, dataset, parameters } = good;
  if (!dataset) return;
  const subject = await askSubject(good, selection.get(uri));
  if (!subject) return;
  const name = createNames(network, symbols).unicode(differentiatedBy(subject));
  const mine = await vscode.window.showInputBox({
    title: vscode.l10n.t('Why is my number different? ∂L/∂{0}', name),
    prompt: vscode.l10n.t('Your number for the gradient of {0}, or for its value after one update', name),
    value: numberPattern.test(selected) ? selected : '',
    validateInput: (text) =>
      numberPattern.test(text.trim()) ? null : vscode.l10n.t('Type a number such as 0.149818.'),
  });
  if (mine === undefined) return;
  const context = { network, symbols, model, dataset, parameters };
  const explained = explainNumber(context, subject, mine.trim().replace('−', '-'));
  selection.set(uri, subject);
  const text = `${baseName(uri)}: ${sentenceOf(name, explained)}`;
  const severity = explained.verdict === 'right' ? 'information' : 'warning';
  const chosen = await messages.show(severity, text, vscode.l10n.t('Show Derivation'));
  if (chosen) await vscode.commands.executeCommand(commands.openPanel, uri);
}

/** The quantity the number is about: asked for by its symbol, the one that is looked at offered. */
async function askSubject(
  { network, symbols }: GoodNetwork,
  current: Subject | null,
): Promise<GradientSubject | undefined> {
  const names = createNames(network, symbols);
  const offered = current && hasGradient(current) ? names.unicode(current) : '';
  const find = (text: string): GradientSubject | null => {
    if (current && hasGradient(current) && text === offered) return current;
    const found = findSubject(network, symbols, text);
    return found && hasGradient(found) ? found : null;
  };
  const symbol = await vscode.window.showInputBox({
    title: vscode.l10n.t('Why is my number different?'),
    prompt: vscode.l10n.t('Which weight, bias, activation or δ is it about? Its symbol, such as w_5 or w5'),
    value: offered,
    validateInput: (text) =>
      find(text.trim()) ? null : vscode.l10n.t('The network has no such weight, bias, activation or δ.'),
  });
  return symbol === undefined ? undefined : (find(symbol.trim()) ?? undefined);
}

/** What the comparison says, with the right numbers beside it. */
export function sentenceOf(name: string, explained: NumberExplanation): string {
  const { gradient, updatedValue, mine, quantity, verdict, mistakes } = explained;
  const facts = `∂L/∂${name} = ${formatNumber(gradient)}${
    updatedValue === null
      ? ''
      : vscode.l10n.t(', after one update {0} = {1}', name, formatNumber(updatedValue))
  }`;
  switch (verdict) {
    case 'right':
      return quantity === 'gradient'
        ? vscode.l10n.t('{0} is right: the gradient. {1}.', mine, facts)
        : vscode.l10n.t('{0} is right: the value after one update. {1}.', mine, facts);
    case 'mistake':
      return vscode.l10n.t(
        '{0} Right would be: {1}.',
        mistakes.map(({ message }) => message).join(` ${vscode.l10n.t('Or:')} `),
        facts,
      );
    case 'unknown':
      return vscode.l10n.t(
        'No known mistake gives {0}. {1}{2}.',
        mine,
        mistakes.map(({ message }) => `${message} `).join(''),
        facts,
      );
  }
}
