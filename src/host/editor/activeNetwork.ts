import type * as vscode from 'vscode';
import { subjectAt } from '../../core/network/places';
import type { Subject } from '../../core/network/subject';
import type { GoodNetwork, NetworkDocuments, NetworkState } from '../documents';
import type { Messages } from '../messages';
import { sayNoNetwork, sayProblem } from '../training/commandTarget';
import { asClosed } from '../training/startCheck';

/** The active network file, read without an error. */
export interface ActiveNetwork {
  readonly uri: vscode.Uri;
  readonly document: vscode.TextDocument;
  readonly state: NetworkState;
  readonly good: GoodNetwork;
}

/**
 * What a command about the active network works with: its present text without errors. Where there is none the person
 * is told why, at its place in the file, and nothing comes back.
 *
 * @param need `gradients`: it must also have all that gradients are computed from.
 * @param uri another open network file than the active one.
 */
export async function activeNetwork(
  { documents, messages }: { readonly documents: NetworkDocuments; readonly messages: Messages },
  need: 'formulas' | 'gradients',
  uri: vscode.Uri | null = documents.activeUri ?? null,
): Promise<ActiveNetwork | undefined> {
  const document = uri && documents.document(uri);
  if (!document) {
    await sayNoNetwork(messages);
    return undefined;
  }
  const state = await documents.current(document).catch(asClosed);
  if (!state) return undefined;
  const { good, diagnostics } = state;
  const error = diagnostics.find(({ severity }) => severity === 'error');
  const obstacle = error ?? (need === 'gradients' ? good?.refusals[0] : undefined);
  if (obstacle) sayProblem(messages, uri, obstacle);
  return obstacle || !good ? undefined : { uri, document, state, good };
}

/** The quantity at the cursor of `editor`; null where there is none, or the editor shows another text. */
export function subjectUnder(
  { document, state }: ActiveNetwork,
  editor: vscode.TextEditor | undefined,
): Subject | null {
  const isHere = editor?.document === document && document.version === state.version;
  return isHere ? subjectAt(state.parsed, document.offsetAt(editor.selection.active)) : null;
}
