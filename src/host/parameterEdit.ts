import * as vscode from 'vscode';
import { placeOf } from '../core/network/places';
import type { ParameterSubject } from '../core/network/subject';
import type { TextRange } from '../core/network/text';
import { typedNumber } from '../core/network/typedNumber';
import type { GoodNetwork, NetworkDocuments } from './documents';
import { workspaceEditOf } from './networkEdits';
import { asClosed } from './training/startCheck';
import { reasonNotWritable } from './training/writeBack';
import type { Run } from './training/trainingRun';

/** A weight or bias that the file spells out, or why it does not. */
export type WrittenParameter =
  { readonly range: TextRange; readonly text: string } | { readonly reason: string };

/** Where the text of `good` has the number of `subject`. */
export function writtenParameter(
  good: GoodNetwork,
  subject: ParameterSubject,
  run: Run | undefined,
): WrittenParameter {
  if (run) {
    return {
      reason:
        run.status === 'running'
          ? vscode.l10n.t('Training goes on. Stop it and reset, then change a number of the file.')
          : vscode.l10n.t(
              'These are the numbers of the run. Write them to the file, or reset, then change one of them.',
            ),
    };
  }
  const places = good.parsed.places.layers[subject.layer];
  const list = subject.kind === 'weight' ? places?.weights : places?.biases;
  if (!places || !list) {
    return {
      reason:
        subject.kind === 'weight'
          ? vscode.l10n.t(
              'The file does not write these weights: they are drawn by its “init”. Have the layer’s weights written in full first, by the light bulb on “units”.',
            )
          : vscode.l10n.t(
              'The file does not write these biases: they start at 0. Have the layer’s biases written first, by the light bulb on “units”.',
            ),
    };
  }
  const range = placeOf(good.parsed, subject)!;
  return { range, text: good.parsed.text.slice(range.offset, range.offset + range.length) };
}

/** Why `text` is no number for a file. */
export function numberReason(text: string): string {
  return vscode.l10n.t('“{0}” is no number that a file can hold. Write one such as 0.25, -3 or 1e-4.', text);
}

/**
 * Writes `text` in the place of a weight or bias, as one step of undo, every other character left alone. Null, or
 * why nothing was written.
 */
export async function writeParameter(
  documents: NetworkDocuments,
  uri: vscode.Uri,
  good: GoodNetwork,
  subject: ParameterSubject,
  typed: string,
  run: Run | undefined,
): Promise<string | null> {
  const text = typedNumber(typed);
  if (text === null) return numberReason(typed);
  const written = writtenParameter(good, subject, run);
  if ('reason' in written) return written.reason;
  if (written.text === text) return null;
  const reason = await reasonNotWritable(uri);
  if (reason !== null) return reason;
  const document = documents.document(uri);
  const changed = vscode.l10n.t('The file changed meanwhile: nothing was written. Try again.');
  if (document?.version !== good.version) return changed;
  const edit = workspaceEditOf(document, good.parsed.text, [{ range: written.range, newText: text }]);
  if (!(await vscode.workspace.applyEdit(edit))) return changed;
  // Whoever asked sees the new number next, not the one before it.
  await documents.current(document).catch(asClosed);
  return null;
}
