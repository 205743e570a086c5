import * as vscode from 'vscode';
import type { Fix } from '../../core/network/diagnostic';
import type { NetworkDocuments } from '../documents';
import { networkSelector } from '../ids';
import { toRange } from '../reveal';
import { codeOf, diagnosticSource } from './diagnostics';
import type { Doctor } from './doctor';
import { findingActions } from './doctorCommands';

/** Offers the fixes that a network file's diagnostics carry, as quick fixes, and to explain or turn off what can be. */
class FixProvider implements vscode.CodeActionProvider {
  readonly #documents: NetworkDocuments;
  readonly #doctor: Doctor;

  constructor(documents: NetworkDocuments, doctor: Doctor) {
    this.#documents = documents;
    this.#doctor = doctor;
  }

  async provideCodeActions(
    document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics: asked }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const own = asked.filter(({ source }) => source === diagnosticSource);
    if (own.length === 0) return [];
    const state = await this.#documents.current(document);
    if (state.version !== document.version) return [];
    const actions: vscode.CodeAction[] = [];
    const report = this.#doctor.get(document.uri);
    const found = report?.version === document.version ? report.findings : [];
    for (const { code, range, fixes = [] } of [...state.diagnostics, ...found]) {
      const place = toRange(document, range);
      const diagnostic = own.find((one) => codeOf(one) === code && one.range.isEqual(place));
      if (!diagnostic) continue;
      for (const fix of fixes) actions.push(toAction(document, fix, diagnostic, fixes.length === 1));
      actions.push(...findingActions(code, diagnostic));
    }
    return actions;
  }
}

export function registerFixes(documents: NetworkDocuments, doctor: Doctor): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(networkSelector, new FixProvider(documents, doctor), {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  });
}

function toAction(
  document: vscode.TextDocument,
  { title, edits }: Fix,
  diagnostic: vscode.Diagnostic,
  isOnly: boolean,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  for (const { range, newText } of edits)
    action.edit.replace(document.uri, toRange(document, range), newText);
  action.diagnostics = [diagnostic];
  action.isPreferred = isOnly;
  return action;
}
