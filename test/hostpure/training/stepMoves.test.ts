import { strict as assert } from 'node:assert';
import { moved, nextStop, type Stop } from '../../../src/host/training/stepMoves';
import type { StepBy } from '../../../src/protocol/panel';

/** `2.1 loss`: epoch 2, after one update of it, the part that is looked at. */
function said(stop: Stop | null): string {
  if (!stop) return 'none';
  const { place, phase } = stop;
  return `${place.epoch}.${place.updates}${phase ? ` ${phase}` : ''}`;
}

function read(text: string): Stop {
  const [place = '', phase = null] = text.split(' ');
  const [epoch = 0, updates = 0] = place.split('.').map(Number);
  return { place: { epoch, updates }, phase: phase as Stop['phase'] };
}

describe('the stops of a run', () => {
  const cases: readonly [from: string, by: StepBy, back: string, forward: string][] = [
    ['0.0', 'epoch', 'none', '1.0'],
    ['0.1', 'epoch', '0.0', '1.0'],
    ['2.0', 'epoch', '1.0', '3.0'],
    ['2.0 loss', 'epoch', '2.0', '3.0'],
    ['2.0 update', 'epoch', '1.0', '3.0'],
    ['0.0', 'batch', 'none', '0.1'],
    ['2.0', 'batch', '1.2', '2.1'],
    ['2.2', 'batch', '2.1', '3.0'],
    ['2.2 backward', 'batch', '2.2', '3.0'],
    ['0.0', 'pass', 'none', '0.0 forward'],
    ['0.0 forward', 'pass', '0.0', '0.0 loss'],
    ['2.0 forward', 'pass', '2.0 update', '2.0 loss'],
    ['2.0 loss', 'pass', '2.0 forward', '2.0 backward'],
    ['2.2 backward', 'pass', '2.2 loss', '3.0 update'],
    ['3.0 update', 'pass', '2.2 backward', '3.0 forward'],
  ];
  for (const [from, by, back, forward] of cases) {
    it(`of ${from}, by ${by}, are ${back} and ${forward}`, () => {
      assert.equal(said(nextStop(read(from), by, -1, 3)), back);
      assert.equal(said(nextStop(read(from), by, 1, 3)), forward);
    });
  }

  it('come back to where they began', () => {
    for (const by of ['batch', 'pass'] as const) {
      let stop: Stop = { place: { epoch: 0, updates: 0 }, phase: null };
      const way = [said(stop)];
      for (let n = 0; n < 30; n++) {
        stop = nextStop(stop, by, 1, 3)!;
        way.push(said(stop));
      }
      for (let n = 29; n >= 0; n--) {
        stop = nextStop(stop, by, -1, 3)!;
        assert.equal(said(stop), way[n]);
      }
    }
  });

  it('of a full batch are its epochs', () => {
    assert.deepEqual(moved({ epoch: 4, updates: 0 }, 1, 1), { epoch: 5, updates: 0 });
    assert.deepEqual(moved({ epoch: 4, updates: 0 }, -1, 1), { epoch: 3, updates: 0 });
    assert.equal(moved({ epoch: 0, updates: 0 }, -1, 1), null);
  });
});
