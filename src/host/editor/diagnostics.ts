import * as vscode from 'vscode';
import type { Diagnostic, Severity } from '../../core/network/diagnostic';
import { showHidden } from '../../core/network/hidden';
import { LIMITS } from '../../core/network/limits';
import type { NetworkDocuments, NetworkState } from '../documents';
import { toRange } from '../reveal';
import type { Doctor } from './doctor';
import { explanationLink } from './doctorPages';
import { affectsDoctor, doctorSettings } from './doctorSettings';

const severities: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
};

/** Who says so, in the Problems view; also how fixes find the diagnostics that are ours. */
export const diagnosticSource = 'backprop';

/** Keeps the Problems view equal to what the network files, and the doctor about them, have to tell. */
export function registerDiagnostics(documents: NetworkDocuments, doctor: Doctor): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('backprop');
  const findings = vscode.languages.createDiagnosticCollection('backprop.doctor');
  const showIn = (
    shown: vscode.DiagnosticCollection,
    uri: vscode.Uri,
    version: number,
    diagnostics: readonly Diagnostic[],
  ): void => {
    const document = documents.document(uri);
    // A newer text is being read: its own diagnostics follow, and these would stand in wrong places.
    if (document?.version !== version) return;
    shown.set(
      uri,
      diagnostics
        .slice(0, LIMITS.diagnostics + 1)
        .map((diagnostic) => toEditorDiagnostic(document, diagnostic)),
    );
  };
  const show = ({ uri, version, diagnostics }: NetworkState): void => {
    showIn(collection, uri, version, withoutOff(diagnostics, doctorSettings(uri).off));
  };
  return vscode.Disposable.from(
    collection,
    findings,
    documents.onDidChange(show),
    doctor.onDidReport(({ uri, version, findings: found }) => {
      showIn(findings, uri, version, found);
    }),
    documents.onDidClose((uri) => {
      collection.delete(uri);
      findings.delete(uri);
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (!affectsDoctor(event)) return;
      for (const { uri } of vscode.workspace.textDocuments) {
        const state = documents.get(uri);
        if (state) show(state);
      }
    }),
  );
}

/** What is left of warnings when a person has turned some off; errors are always told. */
function withoutOff(diagnostics: readonly Diagnostic[], off: ReadonlySet<string>): readonly Diagnostic[] {
  return diagnostics.filter(({ code, severity }) => severity === 'error' || !off.has(code));
}

function toEditorDiagnostic(document: vscode.TextDocument, diagnostic: Diagnostic): vscode.Diagnostic {
  const { code, severity, message, range, related } = diagnostic;
  const shown = new vscode.Diagnostic(toRange(document, range), showHidden(message), severities[severity]);
  const target = explanationLink(code);
  shown.code = target ? { value: code, target } : code;
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

/** The code of a diagnostic, with or without a link. */
export function codeOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === 'object' ? code.value : code);
}
