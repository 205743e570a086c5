import * as vscode from 'vscode';

/** Tells how tasks end: it listens before one is started, since a short one is over before its start is told. */
export class TaskEnd implements vscode.Disposable {
  readonly #codes = new Map<vscode.TaskExecution, number | undefined>();
  readonly #over = new Set<vscode.TaskExecution>();
  readonly #listening: vscode.Disposable;
  #check = (): void => undefined;

  constructor() {
    this.#listening = vscode.Disposable.from(
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        this.#codes.set(execution, exitCode);
        this.#over.add(execution);
        this.#check();
      }),
      // Of a process that could not be started this is all that is told.
      vscode.tasks.onDidEndTask(({ execution }) => {
        this.#over.add(execution);
        this.#check();
      }),
    );
  }

  /** Waits for the end of a task: its exit code, undefined where its process could not be started. */
  async of(execution: vscode.TaskExecution): Promise<number | undefined> {
    await new Promise<void>((resolve) => {
      this.#check = () => {
        if (this.#over.has(execution)) resolve();
      };
      this.#check();
    });
    return this.#codes.get(execution);
  }

  dispose(): void {
    this.#listening.dispose();
  }
}
