import * as vscode from 'vscode';
import { activeNetwork } from '../editor/activeNetwork';
import type { EditorServices } from '../editor/editorCommands';
import { commands, settings } from '../ids';
import { baseName } from '../training/commandTarget';
import { FollowedRun, type FollowServices } from './followedRun';
import type { StartPermission } from './permission';
import { TaskEnd } from './taskEnd';

export type ScaleOutServices = EditorServices & FollowServices & { readonly permission: StartPermission };

/** How a project is started. */
type Launcher = 'python' | 'torchrun' | 'ray';
const launchers: readonly Launcher[] = ['python', 'torchrun', 'ray'];

/** Between two looks at the losses that a task writes. */
const followMs = 1_000;
/** Processes of one machine, or workers of a cluster, at most. */
const mostProcesses = 1_024;

/** Offers to start a project that was just written; says nothing where none may be started. */
export async function offerRun(
  services: ScaleOutServices,
  network: vscode.Uri,
  folder: vscode.Uri,
): Promise<void> {
  if (!services.permission.isGiven || folder.scheme !== 'file') return;
  const start = vscode.l10n.t('Start Training …');
  const chosen = await services.messages.show(
    'information',
    vscode.l10n.t('{0} was written. It can be trained here with your own Python.', baseName(folder)),
    start,
  );
  if (chosen) await runProject(services, network, folder, undefined, undefined);
}

/** Starts a project's training as a task and follows its losses; arguments leave the questions out. */
export async function runProject(
  services: ScaleOutServices,
  given: unknown,
  project: unknown,
  how: unknown,
  count: unknown,
): Promise<void> {
  const { messages, permission } = services;
  if (!permission.isGiven) {
    const text = vscode.l10n.t(
      'Programs are started in a trusted workspace on the desktop alone. Trust this workspace first.',
    );
    void messages.show('warning', text);
    return;
  }
  const active = await activeNetwork(services, 'formulas', given instanceof vscode.Uri ? given : undefined);
  if (!active) return;
  const folder = project instanceof vscode.Uri ? project : await askForProject(active.uri);
  if (!folder) return;
  const program = vscode.Uri.joinPath(folder, 'train.py');
  const isThere = await vscode.workspace.fs.stat(program).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const text = vscode.l10n.t(
      '{0} has no train.py. Choose a folder that Export for Scale-out… has written.',
      baseName(folder),
    );
    void messages.show('warning', text);
    return;
  }
  const launcher = launchers.find((one) => one === how) ?? (await askForLauncher());
  if (!launcher) return;
  const processes = launcher === 'python' ? 1 : await processesOf(count);
  if (processes === undefined) return;
  const { training } = active.good.network;
  const run = new FollowedRun(services, active.uri, vscode.Uri.joinPath(folder, 'run', 'metrics.jsonl'), {
    name: `${launcher} × ${processes}`,
    training,
  });
  await execute(services, active.uri, folder, taskOf(active.uri, folder, launcher, processes), run);
}

/**
 * The command line of a launcher, all of it run by the person's interpreter.
 *
 * @param out the folder for what comes of the run: a cluster works on a copy of the project, and leaves it there.
 */
function argumentsOf(launcher: Launcher, processes: number, out: string): string[] {
  switch (launcher) {
    case 'python':
      return ['train.py'];
    case 'torchrun':
      // What the command torchrun runs. Before PyTorch 2 it has no hyphens in its options.
      return ['-m', 'torch.distributed.run', '--standalone', `--nproc_per_node=${processes}`, 'train.py'];
    case 'ray': {
      const submit = ['job', 'submit', '--working-dir', '.', '--'];
      const train = ['python', 'train.py', '--ray', String(processes), '--out', out];
      return ['-m', 'ray.scripts.scripts', ...submit, ...train];
    }
  }
}

function taskOf(network: vscode.Uri, folder: vscode.Uri, launcher: Launcher, processes: number): vscode.Task {
  const python = vscode.workspace
    .getConfiguration(settings.section, network)
    .get<string>(settings.python, 'python3');
  const execution = new vscode.ProcessExecution(
    python,
    argumentsOf(launcher, processes, vscode.Uri.joinPath(folder, 'run').fsPath),
    {
      cwd: folder.fsPath,
    },
  );
  const scope = vscode.workspace.getWorkspaceFolder(folder) ?? vscode.TaskScope.Workspace;
  const name = vscode.l10n.t('Train {0} with {1}', baseName(folder), launcher);
  return new vscode.Task({ type: 'process' }, scope, name, 'Backprop', execution);
}

/** Runs the task to its end, looks at its losses meanwhile, and says what became of it. */
async function execute(
  { messages }: ScaleOutServices,
  network: vscode.Uri,
  folder: vscode.Uri,
  task: vscode.Task,
  run: FollowedRun,
): Promise<void> {
  // What an earlier run has left is not this one's.
  await vscode.workspace.fs
    .delete(vscode.Uri.joinPath(folder, 'run', 'metrics.jsonl'))
    .then(undefined, () => undefined);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    const start = performance.now();
    await run.update();
    // A long file takes long to read: a tenth of the time at most goes into it.
    const pause = Math.max(followMs, 10 * (performance.now() - start));
    if (!isOver) timer = setTimeout(() => void look(), pause);
  };
  const end = new TaskEnd();
  let exitCode: number | undefined;
  try {
    const started = await vscode.tasks.executeTask(task);
    void look();
    exitCode = await end.of(started);
  } finally {
    end.dispose();
  }
  isOver = true;
  clearTimeout(timer);
  await run.update();
  if (exitCode !== 0) {
    const text = vscode.l10n.t(
      '{0} ended with exit code {1}. Its terminal says why.',
      task.name,
      exitCode ?? '?',
    );
    void messages.show('warning', text);
    return;
  }
  await offerImport(messages, network, vscode.Uri.joinPath(folder, 'run', 'weights.safetensors'), run.epochs);
}

/** Says that the run is over, and offers the weights that it has left as a network of their own. */
async function offerImport(
  messages: ScaleOutServices['messages'],
  network: vscode.Uri,
  weights: vscode.Uri,
  epochs: number,
): Promise<void> {
  const importWeights = vscode.l10n.t('Import Its Weights');
  const text = vscode.l10n.t(
    '{0}: the run is over, {1} epochs. Its losses are in the Loss view.',
    baseName(network),
    epochs,
  );
  const chosen = await messages.show('information', text, importWeights);
  if (chosen) await vscode.commands.executeCommand(commands.importNetwork, weights);
}

async function askForProject(network: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    ...(network.scheme === 'file' ? { defaultUri: vscode.Uri.joinPath(network, '..') } : {}),
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('The folder that Export for Scale-out… has written'),
  });
  return chosen?.[0];
}

async function askForLauncher(): Promise<Launcher | undefined> {
  const items = [
    {
      label: 'python train.py',
      detail: vscode.l10n.t('One process on this machine'),
      launcher: 'python' as const,
    },
    {
      label: 'torchrun',
      detail: vscode.l10n.t('Several processes on this machine'),
      launcher: 'torchrun' as const,
    },
    { label: 'ray job submit', detail: vscode.l10n.t('Workers of a Ray cluster'), launcher: 'ray' as const },
  ];
  const title = vscode.l10n.t('Train with your own Python');
  return (await vscode.window.showQuickPick(items, { title, matchOnDetail: true }))?.launcher;
}

async function processesOf(count: unknown): Promise<number | undefined> {
  const isFine = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= mostProcesses;
  if (typeof count === 'number' && isFine(count)) return count;
  const text = await vscode.window.showInputBox({
    title: vscode.l10n.t('How many processes?'),
    value: '2',
    validateInput: (typed) =>
      isFine(Number(typed)) ? null : vscode.l10n.t('A whole number from 1 to {0}.', mostProcesses),
  });
  return text === undefined ? undefined : Number(text);
}
