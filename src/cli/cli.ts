import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments, type Command } from './arguments';
import { check } from './check';
import { diff } from './diff';
import { explainSymbol } from './explain';
import { exportNetwork } from './export';
import { grad } from './grad';
import { importNetwork, importSnippet } from './import';
import { CommandError, problemLine } from './problem';
import { sweep } from './sweep';
import { processTerminal, type Outcome, type Terminal } from './terminal';
import { train } from './train';
import { UsageError } from './usageError';
import { verify } from './verify';
import { usage } from './usage';
import { showHidden } from '../core/network/hidden';
import { nodeHelpers } from '../worker/helpers.node';

// The entry of dist/cli.js: the same core without an editor. Nothing here ends the process: what was written
// reaches a slow reader whole, and the exit code is set for when all is done.

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  const isManifest = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return isManifest ? String(manifest.version) : '';
}

async function execute(command: Command, terminal: Terminal): Promise<Outcome> {
  switch (command.kind) {
    case 'help':
      return { output: usage(command.topic), errors: '', exitCode: 0 };
    case 'version':
      return { output: `${version()}\n`, errors: '', exitCode: 0 };
    case 'check':
      return check(command, terminal);
    case 'grad':
      return grad(command, terminal);
    case 'train':
      return train(command, terminal, nodeHelpers(join(__dirname, 'helperWorker.js')));
    case 'explain':
      return explainSymbol(command, terminal);
    case 'verify':
      return verify(command, terminal);
    case 'diff':
      return diff(command);
    case 'export':
      return exportNetwork(command);
    case 'import':
      return importNetwork(command);
    case 'importSnippet':
      return importSnippet(command);
    case 'sweep':
      return sweep(command, terminal, join(__dirname, 'poolWorker.js'));
  }
}

async function run(args: readonly string[], terminal: Terminal): Promise<Outcome> {
  try {
    return await execute(readArguments(args), terminal);
  } catch (error) {
    terminal.progress.clear();
    if (error instanceof CommandError) {
      return { output: '', errors: `${problemLine(error.problem)}\n`, exitCode: 1 };
    }
    if (error instanceof UsageError) {
      return { output: '', errors: `${showHidden(error.message)}\n\n${usage(error.topic)}`, exitCode: 2 };
    }
    throw error;
  }
}

/** A reader that has gone away (`… | head`) is no fault; nothing more is written. */
function onStreamError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

async function main(): Promise<void> {
  process.stdout.on('error', onStreamError);
  process.stderr.on('error', onStreamError);
  const { output, errors, exitCode } = await run(process.argv.slice(2), processTerminal());
  process.exitCode = exitCode;
  if (output !== '') process.stdout.write(output);
  if (errors !== '') process.stderr.write(errors);
}

void main();
