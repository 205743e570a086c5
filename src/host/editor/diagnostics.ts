import * as vscode from 'vscode';
import type { Diagnostic, Severity } from '../../core/network/diagnostic';
import { showHidden } from '../../core/network/hidden';
import { LIMITS } from '../../core/network/limits';
import type { NetworkDocuments, NetworkState } from '../documents';
import { toRange } from '../reveal';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Who says so, in the Problems view; also how fixes find the diagnostics that are ours. */
export const diagnosticSource = 'backprop';

/** Keeps the Problems view equal to what the network files have to tell. */
export function registerDiagnostics(documents: NetworkDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('backprop');
  const show = (state: NetworkState): void => {
    const document = documents.document(state.uri);
    // A newer text is being read: its own diagnostics follow, and these would stand in wrong places.
    if (document?.version !== state.version) return;
    const shown = state.diagnostics.slice(0, LIMITS.diagnostics + 1);
    collection.set(
      state.uri,
      shown.map((diagnostic) => toEditorDiagnostic(document, diagnostic)),
    );
  };
  return vscode.Disposable.from(
    collection,
    documents.onDidChange(show),
    documents.onDidClose((uri) => {
      collection.delete(uri);
    }),
  );
}

function toEditorDiagnostic(document: vscode.TextDocument, diagnostic: Diagnostic): vscode.Diagnostic {
  const { code, severity, message, range, related } = diagnostic;
  const shown = new vscode.Diagnostic(toRange(document, range), showHidden(message), severities[severity]);
  shown.code = code;
  shown.source = diagnosticSource;
  if (related) {
    shown.relatedInformation = related.map(
      (one) =>
        new vscode.DiagnosticRelatedInformation(
          new vscode.Location(document.uri, toRange(document, one.range)),
          showHidden(one.message),
        ),
    );
  }
  return shown;
}
