import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { Thread } from '../worker/thread';
import { startNodeThread } from '../worker/thread.node';

export function startThread(dist: Pick<vscode.Uri, 'fsPath'>, program: string): Thread {
  return startNodeThread(join(dist.fsPath, program));
}
