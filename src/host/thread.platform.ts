import type * as vscode from 'vscode';
import type { Thread } from '../worker/thread';
import { startThread as onNode } from './thread.node';
import type { startThread as inBrowser } from './thread.web';

/** Starts a program that lies in the folder of the built extension. */
export type StartProgram = (dist: vscode.Uri, program: string) => Thread;

// The bundler takes thread.node.ts or thread.web.ts in place of this file, which is for types only.
export const startThread: StartProgram | typeof inBrowser = onNode;
