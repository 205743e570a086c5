import assert from 'node:assert/strict';
import fc from 'fast-check';
import { checkSubject, panelChecks } from '../../src/host/panel/panelMessages';
import { Channel, RequestError, createPortPair, type Handlers } from '../../src/protocol/channel';
import type { PanelHostSide, PanelSide } from '../../src/protocol/panel';

const writing = { level: 'numbers', form: 'terms', names: 'file' } as const;
const weight = { kind: 'weight', layer: 1, i: 0, j: 1 } as const;

describe('messages from the panel', () => {
  it('lets through what the panel asks', () => {
    const empty = { value: null };
    assert.deepEqual(panelChecks.ready({ selection: null }), { value: { selection: null } });
    assert.deepEqual(panelChecks.ready({ selection: weight }), { value: { selection: weight } });
    assert.deepEqual(panelChecks.select({ subject: weight, reveal: true }), {
      value: { subject: weight, reveal: true },
    });
    for (const name of ['train', 'step', 'stop', 'reset', 'showProblem', 'openExample'] as const) {
      assert.deepEqual(panelChecks[name](null), empty, name);
    }
    assert.deepEqual(panelChecks.showSample({ sample: 3 }), { value: { sample: 3 } });
    assert.deepEqual(panelChecks.copy({ text: '\\frac{1}{2}' }), { value: { text: '\\frac{1}{2}' } });
    for (const level of ['delta', 'activations', 'inputs', 'numbers']) {
      for (const form of ['terms', 'summation', 'index', 'matrix']) {
        for (const names of ['file', 'indices', 'numbered']) {
          const value = { level, form, names };
          assert.deepEqual(panelChecks.write({ ...value, extra: 'x' }), { value });
        }
      }
    }
  });

  it('knows every kind of subject, and takes no field that does not belong to it', () => {
    const subjects = [
      weight,
      { kind: 'bias', layer: 0, j: 2 },
      { kind: 'preActivation', layer: 0, j: 2 },
      { kind: 'activation', layer: 0, j: 2 },
      { kind: 'input', i: 1 },
      { kind: 'target', k: 1 },
      { kind: 'lossTerm', k: 0 },
      { kind: 'loss' },
    ];
    for (const subject of subjects) {
      assert.deepEqual(checkSubject({ ...subject, extra: 'x' }), subject);
    }
  });

  it('refuses wrong types, ranges and sizes', () => {
    const bad: readonly (readonly [keyof typeof panelChecks, unknown])[] = [
      ['ready', null],
      ['ready', {}],
      ['ready', { selection: 'w_5' }],
      ['ready', { selection: { kind: 'weight', layer: 1, i: 0 } }],
      ['select', { subject: weight }],
      ['select', { subject: weight, reveal: 1 }],
      ['select', { subject: { ...weight, i: -1 }, reveal: true }],
      ['select', { subject: { ...weight, i: 0.5 }, reveal: true }],
      ['select', { subject: { ...weight, i: NaN }, reveal: true }],
      ['select', { subject: { ...weight, i: 1e9 }, reveal: true }],
      ['select', { subject: { ...weight, i: '0' }, reveal: true }],
      ['select', { subject: { kind: '__proto__' }, reveal: true }],
      ['select', { subject: Object.create(weight) as unknown, reveal: true }],
      ['train', undefined],
      ['train', {}],
      ['stop', 'now'],
      ['showSample', { sample: 0 }],
      ['showSample', { sample: 1e300 }],
      ['showSample', { sample: [1] }],
      ['showEpoch', null],
      ['showEpoch', {}],
      ['showEpoch', { epoch: -1 }],
      ['showEpoch', { epoch: 0.5 }],
      ['showEpoch', { epoch: 1e11 }],
      ['showEpoch', { epoch: '3' }],
      ['showEpoch', Object.create({ epoch: 3 }) as unknown],
      ['stepMoment', { by: 'epoch' }],
      ['stepMoment', { by: 'epoch', direction: 0 }],
      ['stepMoment', { by: 'toString', direction: 1 }],
      ['stepMoment', { by: ['batch'], direction: 1 }],
      ['forkRun', {}],
      ['why', undefined],
      ['why', {}],
      ['copy', { text: 5 }],
      ['copy', { text: 'x'.repeat(1_000_001) }],
      ['copy', ['text']],
      ['write', null],
      ['write', 'numbers'],
      ['write', { level: 'numbers', form: 'terms' }],
      ['write', { ...writing, level: 'Numbers' }],
      ['write', { ...writing, level: ['numbers'] }],
      ['write', { ...writing, form: 'toString' }],
      ['write', { ...writing, form: 1 }],
      ['write', { ...writing, names: '__proto__' }],
      ['write', { ...writing, names: null }],
      ['write', Object.create(writing) as unknown],
      ['write', [writing.level, writing.form, writing.names]],
    ];
    for (const [name, params] of bad) {
      assert.equal(panelChecks[name](params), null, `${name} ${JSON.stringify(params)}`);
    }
  });

  it('drops 10,000 mutated requests without an effect on the host', async () => {
    const [webview, port] = createPortPair();
    let calls = 0;
    const called = (): null => {
      calls += 1;
      return null;
    };
    const handlers = {
      ...Object.fromEntries(Object.keys(panelChecks).map((method) => [method, called])),
      ready: () => {
        calls += 1;
        throw new RequestError({ code: 'unavailable', message: '' });
      },
    } as unknown as Handlers<PanelHostSide>;
    const host = new Channel<PanelHostSide, PanelSide>(port, { handlers, checks: panelChecks });
    const answers: unknown[] = [];
    webview.onMessage((message) => answers.push(message));
    // Any value but the ones that a check rightly takes: null for a bare request, a subject, a sample, a text. What views
    // ask is checked in tests of their own, beside these.
    const hostile = fc.oneof(
      fc.anything().filter((value) => value !== null && typeof value !== 'object'),
      fc.array(fc.anything()),
      fc
        .record({ subject: fc.anything(), reveal: fc.anything() })
        .filter(({ subject }) => subject !== null && !checkSubject(subject)),
      fc.record({ sample: fc.oneof(fc.string(), fc.double({ max: 0.5 }), fc.constant(1e300)) }),
      fc.record({ text: fc.oneof(fc.integer(), fc.array(fc.string())) }),
      fc
        .record({ selection: fc.oneof(fc.string(), fc.integer(), fc.record({ kind: fc.string() })) })
        .filter(({ selection }) => !checkSubject(selection)),
      // One word of the three is right at most: a choice is taken whole or not at all.
      fc.record({
        level: fc.constantFrom('numbers', 'Numbers', 'toString', 4, null),
        form: fc.constantFrom('term', '__proto__', 'terms ', true, ['terms']),
        names: fc.oneof(fc.constant('file'), fc.anything()),
      }),
    );
    const requests = fc.record({
      kind: fc.constant('request'),
      id: fc.integer(),
      method: fc.constantFrom(...Object.keys(handlers), 'writeWeights', '__proto__', 'toString'),
      params: hostile,
    });
    const sent = fc.sample(requests, { numRuns: 10_000, seed: 7 });
    for (const message of sent) webview.post(message);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls, 0);
    assert.equal(answers.length, sent.length);
    assert.ok(answers.every((answer) => (answer as { kind: string }).kind === 'failure'));
    host.dispose();
  });
});
