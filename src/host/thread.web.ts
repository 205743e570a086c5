import * as vscode from 'vscode';
import type { Thread } from '../worker/thread';

/** As much of a browser's worker as is used here; its types would bring the DOM along. */
interface BrowserWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onmessageerror: (() => void) | null;
  onerror: ((event: { readonly message?: string; preventDefault(): void }) => void) | null;
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  terminate(): void;
}

const { Worker } = globalThis as unknown as { readonly Worker?: new (address: string) => BrowserWorker };

/** The program lies where only VS Code can read; a browser takes it from an address of its own making. */
async function addressOf(program: vscode.Uri): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(program);
  return URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'text/javascript' }));
}

/** One address serves every worker of a program, for as long as the extension host lives. */
const addresses = new Map<string, Promise<string>>();

/**
 * Starts the program in a worker of the browser. It is read first: what is posted until it runs waits for it.
 */
function startBrowserThread(program: vscode.Uri, Browser: new (address: string) => BrowserWorker): Thread {
  let worker: BrowserWorker | null = null;
  let listener: ((message: unknown) => void) | null = null;
  let unsent: [message: unknown, transfer: readonly ArrayBuffer[]][] = [];
  let end!: (reason: string | null) => void;
  let hasEnded = false;
  const ended = new Promise<string | null>((resolve) => {
    end = (reason) => {
      hasEnded = true;
      unsent = [];
      worker?.terminate();
      resolve(reason);
    };
  });

  const start = (from: string): void => {
    if (hasEnded) return;
    worker = new Browser(from);
    worker.onmessage = ({ data }) => listener?.(data);
    worker.onmessageerror = () => {
      end(vscode.l10n.t('a message from it could not be read'));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(vscode.l10n.t('it failed: {0}', event.message ?? vscode.l10n.t('its program could not be run')));
    };
    for (const [message, transfer] of unsent) worker.postMessage(message, transfer);
    unsent = [];
  };
  const key = program.toString();
  const address = addresses.get(key) ?? addressOf(program);
  addresses.set(key, address);
  address.then(start).catch((error: unknown) => {
    addresses.delete(key); // to be read again by the next
    end(
      vscode.l10n.t(
        'its program could not be read: {0}',
        error instanceof Error ? error.message : String(error),
      ),
    );
  });

  return {
    port: {
      post(message, transfer = []) {
        if (worker) worker.postMessage(message, transfer);
        else if (!hasEnded) unsent.push([message, transfer]);
      },
      onMessage(heard) {
        listener = heard;
        return () => {
          listener = null;
        };
      },
    },
    ended,
    terminate() {
      end(null);
    },
  };
}

/** Null in a browser without workers. */
export const startThread: ((dist: vscode.Uri, program: string) => Thread) | null =
  Worker === undefined
    ? null
    : (dist, program) => startBrowserThread(vscode.Uri.joinPath(dist, 'web', program), Worker);
