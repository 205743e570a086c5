import assert from 'node:assert/strict';
import { createRandom, type Random } from '../../../src/core/engine/random';
import { contains } from '../../../src/core/verify/trees';
import type { Syntax, Written } from '../../../src/core/verify/written';
import { contextOf, judged, networks, repaired } from './judgeNetworks';
import { equation, mutated, rewritten, rightTree, subjectsOf } from './randomFormulas';
import type { Subject } from '../../../src/core/network/subject';
import { checkFormulas } from '../../../src/core/verify/check';
import { partialOf } from '../../../src/core/verify/trees';

const syntaxes: readonly Syntax[] = ['markdown', 'latex', 'python'];
const contexts = Object.values(networks).map(contextOf);

function draw(random: Random): { context: (typeof contexts)[number]; subject: Subject; tree: Written } {
  for (;;) {
    const context = contexts[Math.floor(random.uniform() * contexts.length)]!;
    const subjects = subjectsOf(context.network);
    const subject = subjects[Math.floor(random.uniform() * subjects.length)]!;
    const tree = rightTree(context.network, subject);
    if (tree) return { context, subject, tree };
  }
}

describe('judging random formulas', () => {
  it('raises no false alarm on 500 right formulas in other forms', () => {
    const random = createRandom(1);
    let proved = 0;
    while (proved < 500) {
      const { context, subject, tree } = draw(random);
      let form = tree;
      for (let n = 0; n < 4; n++) form = rewritten(form, random);
      const syntax = syntaxes[proved % 3]!;
      const text = equation(context.network, subject, form, syntax);
      if (text === null || (syntax === 'python' && !/^d[a-z]+\d/.test(text))) continue;
      const { verdict, mistake } = judged(context, text, syntax);
      assert.equal(verdict, 'right', `${text}: ${mistake?.message ?? ''}`);
      proved++;
    }
  });

  it('finds 300 single mistakes in right formulas, names at least 95 % rightly and mends what it can write', () => {
    const random = createRandom(2);
    const misnamed: string[] = [];
    let found = 0;
    let mended = 0;
    let open = 0;
    while (found < 300) {
      const { context, subject, tree } = draw(random);
      const mutation = mutated(context.network, tree, random);
      if (!mutation) continue;
      const syntax = syntaxes[found % 2]!;
      const text = contains(mutation.tree, 'updated')
        ? null
        : equation(context.network, subject, mutation.tree, syntax);
      // An updated weight has no spelling that the small reader shares with the writer: its tree is judged.
      const checked =
        text === null ? judgedTree(context, subject, mutation.tree) : judged(context, text, syntax);
      assert.equal(checked.verdict, 'wrong', text ?? JSON.stringify(mutation.tree));
      found++;
      if (!mutation.codes.includes(checked.mistake!.code)) {
        misnamed.push(
          `${mutation.codes.join()} named ${checked.mistake!.code}: ${text ?? ''} (${checked.mistake!.message})`,
        );
      }
      if (text === null || checked.suggestion === null) {
        open++;
        continue;
      }
      const right = repaired(text, checked);
      assert.equal(
        judged(context, right, syntax).verdict,
        'right',
        `${text}\n${checked.mistake!.message}\n${right}`,
      );
      mended++;
    }
    assert.ok(misnamed.length <= 15, `${misnamed.length} misnamed:\n${misnamed.join('\n')}`);
    assert.ok(mended + open === 300 && mended >= 200, `${mended} mended`);
    if (process.env['SHOW']) console.log(misnamed.length, mended, misnamed.join('\n'));
  });
});

function judgedTree(context: (typeof contexts)[number], subject: Subject, side: Written) {
  const formula = {
    span: { start: 0, end: 0 },
    syntax: 'markdown' as const,
    left: partialOf({ kind: 'loss' }, subject),
    isUpdate: false,
    sides: [side],
    misspellings: [],
  };
  return checkFormulas(context, '', { formulas: [formula], unreadable: [] })[0]!;
}
