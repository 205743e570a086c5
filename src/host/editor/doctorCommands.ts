import * as vscode from 'vscode';
import { offCodes } from '../../core/insight/doctor/examinations';
import { commands } from '../ids';
import { explanationLink } from './doctorPages';
import { turnOff } from './doctorSettings';

/** Registers what the last two actions of a finding run; anything may be handed in. */
export function registerDoctorCommands(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(commands.explainFinding, async (code: unknown) => {
      const page = typeof code === 'string' ? explanationLink(code) : null;
      if (page) await vscode.commands.executeCommand('markdown.showPreview', page);
    }),
    vscode.commands.registerCommand(commands.turnOffFinding, async (code: unknown) => {
      if (typeof code === 'string' && offCodes.includes(code)) await turnOff(code);
    }),
  );
}

/** The actions that every finding has besides its fixes: to be explained, and to be silent. */
export function findingActions(code: string, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const actionOf = (title: string, command: string): vscode.CodeAction => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    action.command = { title, command, arguments: [code] };
    action.diagnostics = [diagnostic];
    return action;
  };
  const isError = diagnostic.severity === vscode.DiagnosticSeverity.Error;
  return [
    ...(explanationLink(code) ? [actionOf(vscode.l10n.t('Explain {0}', code), commands.explainFinding)] : []),
    ...(!isError && offCodes.includes(code)
      ? [actionOf(vscode.l10n.t('Turn off this check ({0})', code), commands.turnOffFinding)]
      : []),
  ];
}
