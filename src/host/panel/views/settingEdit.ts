import * as vscode from 'vscode';
import { settingEdits } from '../../../core/network/settingEdits';
import { RequestError } from '../../../protocol/channel';
import type { GoodNetwork } from '../../networkState';
import { workspaceEditOf } from '../../networkEdits';
import type { ViewSource } from './viewSource';

/**
 * Sets a key of "training" in the file, as one undoable edit.
 *
 * @param good the network whose text is edited: another is refused.
 * @param valueText the value as JSON.
 * @throws RequestError `unavailable` where the file has changed meanwhile, or cannot be edited.
 */
export async function writeTraining(
  source: ViewSource,
  good: GoodNetwork,
  key: string,
  valueText: string,
): Promise<void> {
  const document = source.services.documents.document(source.uri());
  if (document?.version !== good.version) throw changed();
  const edits = settingEdits(good.parsed, 'training', key, valueText);
  const edit = workspaceEditOf(document, good.parsed.text, edits);
  if (!(await vscode.workspace.applyEdit(edit))) throw changed();
}

function changed(): RequestError {
  const message = vscode.l10n.t('The file is changing, or cannot be edited: nothing was written. Try again.');
  return new RequestError({ code: 'unavailable', message });
}
