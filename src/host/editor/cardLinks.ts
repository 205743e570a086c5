import * as vscode from 'vscode';
import type { Level } from '../../core/math/viewEquation';
import type { Subject } from '../../core/network/subject';
import { commands } from '../ids';
import { levels } from '../writingWords';
import type { CopyGradientArguments, ShowAtLevelArguments } from './cardArguments';
import { copyNotations } from './copyNotations';
import type { ShowDerivationArguments } from './showDerivation';

/** The only commands that a card may run. */
export const cardCommands = [
  commands.showDerivation,
  commands.showAtLevel,
  commands.copyGradientAs,
  commands.pin,
] as const;

/** What a card's links are about. */
export interface CardTarget {
  readonly document: vscode.TextDocument;
  readonly position: vscode.Position;
  readonly subject: Subject;
}

/** The levels as links, the one that is shown as text. */
export function levelLinks({ document, position }: CardTarget, shown: Level): string {
  const words: Readonly<Record<Level, string>> = {
    delta: vscode.l10n.t('δ-form'),
    activations: vscode.l10n.t('activations'),
    inputs: vscode.l10n.t('inputs'),
    numbers: vscode.l10n.t('numbers'),
  };
  const { line, character } = position;
  const uri = document.uri.toString();
  const links = levels.map((level) => {
    if (level === shown) return `**${words[level]}**`;
    const target: ShowAtLevelArguments = { uri, level, line, character };
    return link(words[level], commands.showAtLevel, target, vscode.l10n.t('Show the gradient at this level'));
  });
  return links.join(' · ');
}

/** Copy LaTeX · Markdown · … */
export function copyLinks({ document, subject }: CardTarget): string {
  const uri = document.uri.toString();
  const links = copyNotations.map((notation, n) => {
    const target: CopyGradientArguments = { uri, subject, notation };
    const words = n === 0 ? vscode.l10n.t('Copy {0}', notation) : notation;
    return link(words, commands.copyGradientAs, target, vscode.l10n.t('Copy the gradient as {0}', notation));
  });
  return links.join(' · ');
}

export function derivationLink({ document, subject }: CardTarget): string {
  const target: ShowDerivationArguments = { uri: document.uri.toString(), subject };
  return link(
    vscode.l10n.t('Derivation'),
    commands.showDerivation,
    target,
    vscode.l10n.t('Show the derivation in the panel'),
  );
}

/** Keeps the derivation in sight, in the panel and in the list of networks. */
export function pinLink({ document, subject }: CardTarget): string {
  const target: ShowDerivationArguments = { uri: document.uri.toString(), subject };
  return link(
    vscode.l10n.t('Pin'),
    commands.pin,
    target,
    vscode.l10n.t('Keep the derivation in the panel and in the list of networks'),
  );
}

/** @param words ours, with no sign of Markdown in them, as is `title`. */
function link(
  words: string,
  command: (typeof cardCommands)[number],
  argument: object,
  title: string,
): string {
  // Parentheses would end the link's address.
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `[${words}](command:${command}?${encoded} "${title}")`;
}
