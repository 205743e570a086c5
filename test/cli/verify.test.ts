import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backprop, example, failure, smallNetwork, Workshop } from './program';

interface Marked {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly verdict: 'right' | 'wrong' | 'unknown';
  readonly mistake: string | null;
  readonly wrongPart: string | null;
  readonly suggestion: string | null;
  readonly message: string | null;
  readonly wrongPartLine: number | null;
  readonly wrongPartColumn: number | null;
}

const networkB = example('network-b');
/** The same in JSON without comments. */
const plainNetworkB = join('test', 'fixtures', 'formulas', 'networks', 'network-b.backprop.json');
const text2 = join('test', 'fixtures', 'formulas', 'text-2.md');

const right5 = '$∂E_{total}/∂w_5 = (a_{o_1} - t_1) a_{o_1} (1 - a_{o_1}) a_{h_1}$';
const wrong5 = '$∂E_{total}/∂w_5 = (a_{o_1} - t_1) a_{h_1}$';

/** The marks of a document, and the exit code they end with. */
function marked(...args: readonly string[]): {
  readonly formulas: readonly Marked[];
  readonly status: number;
} {
  const { status, stdout, stderr } = backprop('verify', ...args, '--json');
  assert.equal(stderr, '');
  const { formulas, ...rest } = JSON.parse(stdout) as { formulas: readonly Marked[] };
  assert.deepEqual(rest, {});
  return { formulas, status: status! };
}

const verdicts = (...args: readonly string[]): string[] =>
  marked(...args).formulas.map(({ verdict }) => verdict);

describe('backprop verify', () => {
  let workshop: Workshop;

  beforeEach(() => {
    workshop = new Workshop();
  });
  afterEach(() => {
    workshop.dispose();
  });

  describe('the second teaching text', () => {
    const wrongLines = [58, 59, 68];

    it('has exactly three wrong formulas, each with its mistake and what mends it', () => {
      const { formulas, status } = marked(text2, '--network', networkB);
      assert.equal(status, 1);
      const wrong = formulas.filter(({ verdict }) => verdict === 'wrong');
      assert.deepEqual(
        wrong.map(({ line, mistake, wrongPart, suggestion }) => [line, mistake, wrongPart, suggestion]),
        [
          [58, 'wrongIndex', '∂E_1/∂a\\_h2', '∂E_2/∂a\\_h1'],
          [59, 'missingPath', '∂E_1/∂a\\_h_1', '∂E_1/∂a\\_h_1 + ∂E_2/∂a\\_h_1'],
          [68, 'wrongIndex', '∂E_1/∂a\\_h_2', '∂E_2/∂a\\_h_1'],
        ],
      ); // prettier-ignore
      assert.ok(formulas.length > 30 && formulas.every(({ verdict }) => verdict !== 'unknown'));
    });

    it('gives places that lead to the texts beside them, and the keys of the format', () => {
      const lines = readFileSync(text2, 'utf8').split('\n');
      const { formulas } = marked(text2, '--network', networkB);
      for (const one of formulas) {
        assert.deepEqual(Object.keys(one), [
          'line',
          'column',
          'text',
          'verdict',
          'mistake',
          'wrongPart',
          'suggestion',
          'message',
          'wrongPartLine',
          'wrongPartColumn',
        ]);
        const textAt = (line: number, column: number, length: number): string =>
          lines[line - 1]!.slice(column - 1, column - 1 + length);
        assert.equal(textAt(one.line, one.column, one.text.length), one.text);
        const { mistake, message, wrongPart, wrongPartLine, wrongPartColumn } = one;
        assert.equal(mistake === null, message === null);
        assert.equal(wrongPart === null, wrongPartLine === null && wrongPartColumn === null);
        if (wrongPart !== null) {
          assert.equal(textAt(wrongPartLine!, wrongPartColumn!, wrongPart.length), wrongPart);
        }
      }
      assert.ok(formulas.some(({ wrongPart }) => wrongPart !== null));
      assert.ok(formulas.some(({ wrongPart }) => wrongPart === null));
    });

    it('is marked for people at its places, with a summary', () => {
      const { status, stdout, stderr } = backprop('verify', text2, '--network', networkB);
      assert.deepEqual([status, stderr], [1, '']);
      const told = [
        ...stdout.matchAll(/^(\S+?):(\d+):(\d+): (wrong|right, misspelt): .+ \[([A-Za-z]+)\]$/gm),
      ];
      assert.ok(told.every(([, file]) => file === text2));
      assert.deepEqual(
        told.filter((one) => one[4] === 'wrong').map((one) => Number(one[2])),
        wrongLines,
      );
      assert.match(stdout, /:58:51: wrong: .+\n {4}∂E_1\/∂a\\_h2 {2}→ {2}∂E_2\/∂a\\_h1\n/);
      assert.match(stdout, /text-2\.md: \d+ formulas, \d+ right, 3 wrong\n$/);
      assert.ok(!stdout.includes('\u001b'));
    });

    it('is all right once mended as suggested, a side of an equation at a time', () => {
      const mended = workshop.write('mended.md', readFileSync(text2, 'utf8'));
      const { formulas } = marked(mended, '--network', networkB);
      // Line 59 lacks the same path on two of its sides.
      for (let round = 1; round <= 2; round++) mend(mended);
      const again = marked(mended, '--network', networkB);
      assert.equal(again.status, 0);
      assert.ok(again.formulas.every(({ verdict, mistake }) => verdict === 'right' && mistake === null));
      assert.equal(again.formulas.length, formulas.length);
    });

    /** Puts every suggestion where the part that has to change stands. */
    function mend(file: string): void {
      const lines = readFileSync(file, 'utf8').split('\n');
      for (const one of marked(file, '--network', networkB).formulas.toReversed()) {
        const { wrongPart, suggestion } = one;
        if (wrongPart === null || suggestion === null) continue;
        const [line, start] = [one.wrongPartLine! - 1, one.wrongPartColumn! - 1];
        const old = lines[line]!;
        lines[line] = old.slice(0, start) + suggestion + old.slice(start + wrongPart.length);
      }
      workshop.write('mended.md', lines.join('\n'));
    }
  });

  it('tells a slip once that several gradients are written with, and counts them all', () => {
    const program = `delta_o1 = (a_o1 - t2) * a_o1 * (1 - a_o1)\ndw5 = delta_o1 * a_h1\ndw6 = delta_o1 * a_h2\n`;
    const file = workshop.write('notes.py', program);
    const { status, stdout } = backprop('verify', file, '--network', networkB);
    assert.equal(status, 1);
    assert.equal(stdout.match(/wrongOutput/g)?.length, 1, stdout);
    assert.match(stdout, /: 3 formulas, 0 right, 3 wrong\n$/);
    assert.equal(marked(file, '--network', networkB).formulas.length, 3);
  });

  it('the first teaching text, with general indices, is all right for the example of it', () => {
    const { formulas, status } = marked(
      join('test', 'fixtures', 'formulas', 'text-1.md'),
      '--network',
      example('network-a'),
    );
    assert.equal(status, 0);
    assert.ok(formulas.length >= 15 && formulas.every(({ verdict }) => verdict === 'right'));
  });

  describe('the exit code', () => {
    const statusOf = (text: string): number =>
      marked(workshop.write('notes.md', text), '--network', networkB).status;

    it('is 0 where something is right and nothing wrong', () => {
      assert.equal(statusOf(right5), 0);
      assert.equal(statusOf(`${right5}\n\n$∂E_{total}/∂w_6 = (a_{o_1} -$`), 0);
    });

    it('is 1 where one is wrong, or none could be judged', () => {
      assert.equal(statusOf(`${right5}\n\n${wrong5}`), 1);
      assert.equal(statusOf('$∂E_{total}/∂w_6 = (a_{o_1} -$'), 1);
      assert.equal(statusOf('Nothing but words, and $y = x^2$.'), 1);
      assert.equal(statusOf(''), 1);
    });

    it('of a document without formulas comes with how one begins', () => {
      const file = workshop.write('notes.md', 'Nothing but words.');
      const { stdout } = backprop('verify', file, '--network', networkB);
      assert.match(stdout, /notes\.md: there is no gradient formula in it\. One begins with /);
    });
  });

  describe('the network', () => {
    /** lessons/week/notes.md beside nets/b.json, where the names of network B belong to its own text. */
    function lay(): void {
      mkdirSync(workshop.path('lessons/week'), { recursive: true });
      mkdirSync(workshop.path('nets'));
      cpSync(networkB, workshop.path('nets/b.backprop.json'));
    }

    it('is the one that the document names, from the folder of the document', () => {
      lay();
      const comment = 'backprop: ../../nets/b.backprop.json';
      const documents = [
        ['notes.md', `<!-- ${comment} -->\n\n${right5}\n`],
        ['notes.tex', `% ${comment}\n\\[${right5.slice(1, -1)}\\]\n`],
        ['notes.py', `# ${comment}\ndw5 = (a_o1 - t1) * a_o1 * (1 - a_o1) * a_h1\n`],
        ['notes.ipynb', { cells: [{ cell_type: 'markdown', source: [`<!-- ${comment} -->\n`, right5] }] }],
      ] as const;
      for (const [name, content] of documents) {
        const file = workshop.write(`lessons/week/${name}`, content);
        assert.deepEqual(verdicts(file), ['right'], name);
      }
    });

    it('of --network wins, from where the command is given', () => {
      lay();
      const notes = `<!-- backprop: ../../nets/none.backprop.json -->\n\n${right5}\n`;
      const file = workshop.write('lessons/week/notes.md', notes);
      assert.match(failure('verify', file), /nets\/none\.backprop\.json: error: .*no such file/);
      assert.deepEqual(verdicts(file, '--network', networkB), ['right']);
      // And the other way round: a document about network B is not about another.
      const other = workshop.write('other.json', smallNetwork());
      const named = workshop.write('lessons/week/b.md', notes.replace('none', 'b'));
      assert.deepEqual(verdicts(named), ['right']);
      assert.deepEqual(verdicts(named, '--network', other), ['unknown']);
    });

    it('needs no data', () => {
      const { data, ...rest } = JSON.parse(readFileSync(plainNetworkB, 'utf8')) as Record<string, unknown>;
      assert.ok(data);
      const network = workshop.write('bare.json', rest);
      assert.deepEqual(verdicts(text2, '--network', network).filter((one) => one === 'wrong').length, 3);
    });

    it('that is missing, broken or not given is an error in the one form', () => {
      const notes = workshop.write('notes.md', right5);
      const refused = (network: string | object): string =>
        failure('verify', notes, '--network', workshop.write('net.json', network));
      assert.match(
        failure('verify', notes),
        /^\S+notes\.md: error: It names no network\. Give one with --network FILE, .* \[verify\.network\]$/,
      );
      assert.match(
        failure('verify', notes, '--network', workshop.path('none.json')),
        /^\S+none\.json: error: .*no such file\. \[file\.read\]$/,
      );
      assert.match(
        failure('verify', notes, '--network', workshop.folder),
        /: error: .*folder\. \[file\.read\]$/,
      );
      assert.match(refused('{ "inputs": 2, '), /^\S+net\.json:1:\d+: error: .+ \[json\.[a-z]+\]$/i);
      assert.match(refused(right5), /^\S+net\.json:1:1: error: .+\]$/);
      assert.match(refused(smallNetwork({ loss: 'none' })), /^\S+net\.json:1:\d+: error: .* \[loss\.type\]$/);
      assert.match(failure('verify', notes, '--json'), /\[verify\.network\]$/);
    });
  });

  it('refuses a document that is missing, of another kind, or no text', () => {
    const verify = (file: string): string => failure('verify', file, '--network', networkB);
    assert.match(verify(workshop.path('none.md')), /^\S+none\.md: error: .*no such file\. \[file\.read\]$/);
    for (const name of ['notes.docx', 'notes.json', 'notes', 'md']) {
      assert.match(
        verify(workshop.write(name, right5)),
        /: error: Formulas are read from Markdown .* \[verify\.kind\]$/,
      );
    }
    assert.match(
      verify(workshop.write('bytes.md', Uint8Array.of(0x41, 0x0a, 0xff, 0xff, 0x42))),
      /^\S+bytes\.md:2:1: error: .*UTF-8.* \[file\.encoding\]$/,
    );
  });

  it('makes visible what a terminal would obey, and keeps a mark on its line', () => {
    const bad = `$∂E_{total}/∂w_5 = (a_{o_1} - t_1)\n\\text{\u001b[31m\u202e} a_{h_1}$\n\n${wrong5}`;
    const { stdout } = backprop('verify', workshop.write('notes.md', bad), '--network', networkB);
    // eslint-disable-next-line no-control-regex -- they are what must not be there
    assert.doesNotMatch(stdout, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    for (const line of stdout.trimEnd().split('\n')) assert.match(line, /^( {4}|\S+notes\.md:)/);
  });
});
