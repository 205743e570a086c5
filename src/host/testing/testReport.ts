import * as vscode from 'vscode';

/** One result as a person sees it. */
export interface ReportedTest {
  readonly item: vscode.TestItem;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'errored';
  readonly messages: readonly vscode.TestMessage[];
  /** What stands in the output of the test. */
  readonly output: string;
}

/** A run of tests, the one place where their results reach a person; our own tests listen to it. */
export class TestReport {
  readonly #run: vscode.TestRun;
  readonly #told: (result: ReportedTest) => void;
  /** When the test that runs was started, in milliseconds. */
  #start = 0;

  constructor(run: vscode.TestRun, told: (result: ReportedTest) => void) {
    this.#run = run;
    this.#told = told;
  }

  enqueued(items: readonly vscode.TestItem[]): void {
    for (const item of items) this.#run.enqueued(item);
  }

  started(item: vscode.TestItem): void {
    this.#start = performance.now();
    this.#run.started(item);
  }

  passed(item: vscode.TestItem, output: string): void {
    this.say(output, item);
    this.#run.passed(item, this.#duration());
    this.#told({ item, outcome: 'passed', messages: [], output });
  }

  /** Says why a test came to no verdict. */
  skipped(item: vscode.TestItem, output: string): void {
    this.say(output, item);
    this.#run.skipped(item);
    this.#told({ item, outcome: 'skipped', messages: [], output });
  }

  failed(item: vscode.TestItem, messages: readonly vscode.TestMessage[], output: string): void {
    this.say(output, item);
    this.#run.failed(item, messages, this.#duration());
    this.#told({ item, outcome: 'failed', messages, output });
  }

  /** Says why a test could not be run at all. */
  errored(item: vscode.TestItem, message: vscode.TestMessage): void {
    this.#run.errored(item, message);
    this.#told({ item, outcome: 'errored', messages: [message], output: '' });
  }

  /** A line of output, of a test or of the whole run. It is shown as a terminal shows it: what is no text goes. */
  say(output: string, item?: vscode.TestItem): void {
    const name = item ? `${item.label}: ` : '';
    // eslint-disable-next-line no-control-regex -- a file's names must not steer a terminal
    const text = `${name}${output}`.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
    const location = item?.uri && item.range ? new vscode.Location(item.uri, item.range) : undefined;
    this.#run.appendOutput(`${text}\r\n`, location, item);
  }

  /** Whatever has no result by now keeps the one it had. */
  end(): void {
    this.#run.end();
  }

  #duration(): number {
    return performance.now() - this.#start;
  }
}
