import type { Handlers } from '../../../protocol/channel';
import { RequestError } from '../../../protocol/channel';
import type { CurveRange, CurveView, LossRequests, RunNameView } from '../../../protocol/views/loss';
import { archivedCurve, endEpochOf, type ArchivedRun } from '../../training/archivedRun';
import { historyColumns, keptColumns, lossesCsv } from '../../training/lossesCsv';
import { renameRun } from '../../training/renameRun';
import { runInSlices } from '../../slices';
import type { Run } from '../../training/trainingRun';
import { lossEvents, scheduleWords } from './lossEvents';
import type { ViewSource } from './viewSource';
import { say } from '../../../core/words/say';

type LossHandlers = Handlers<{ readonly requests: LossRequests; readonly events: object }>;

/** What the loss chart is answered. */
export function lossHandlers(source: ViewSource): LossHandlers {
  const { archive, keeper, saving } = source.services;
  /** The kept runs of the file that is shown, and which of them is the run that is shown. */
  const kept = async (): Promise<{
    readonly runs: readonly ArchivedRun[];
    readonly currentId: string | null;
  }> => ({
    runs: await archive.runs(source.uri()),
    currentId: await keeper.idOf(source.run()),
  });
  const find = async (id: string): Promise<ArchivedRun> => {
    const run = (await archive.runs(source.uri())).find((one) => one.id === id);
    if (run) return run;
    throw new RequestError({ code: 'invalidParams', message: say('no such run is kept') });
  };
  return {
    lossCurves: async ({ archived, ...range }) => {
      const run = source.run();
      const { runs, currentId } = await kept();
      return {
        current: run && run.losses.length > 0 ? await currentCurve(source, run, range) : null,
        archived: runs
          .filter(({ id }) => id !== currentId && archived.includes(id))
          .map((one) => ({ id: one.id, ...keptCurve(one, range) })),
        runs: [
          ...runs.map((one) => nameView(one, currentId)),
          ...(run && currentId === null ? [await unkeptName(source, run)] : []),
        ],
        events: run ? lossEvents(run, range.from, range.to) : [],
        schedule: run ? scheduleWords(run, range.from, range.to) : null,
      };
    },
    lossParts: async ({ from, to, points }) => {
      const run = source.run();
      return run ? source.services.runs.parts(run, from, to, points) : null;
    },
    renameRun: async ({ id }) => {
      const uri = source.uri();
      await renameRun(archive, uri, await find(id));
      return null;
    },
    removeRun: async ({ id }) => {
      const uri = source.uri();
      await archive.remove(uri, (await find(id)).id);
      return null;
    },
    exportLosses: async ({ archived }, cancellation) => {
      const uri = source.uri();
      const run = source.run();
      const { runs, currentId } = await kept();
      const columns = runs
        .filter(({ id }) => id !== currentId && archived.includes(id))
        .map((one) => keptColumns(one));
      if (run && run.losses.length > 0) {
        const name = runs.find(({ id }) => id === currentId)?.name ?? (await unkeptName(source, run)).name;
        columns.push(historyColumns(name, run));
      }
      const text = await runInSlices(lossesCsv(columns), cancellation);
      if (text !== undefined) await saving.save(uri, 'losses', 'csv', new TextEncoder().encode(text));
      return null;
    },
    exportPicture: async ({ format, bytes }) => {
      if (!isPicture(format, bytes)) {
        throw new RequestError({ code: 'invalidParams', message: say('this is no picture') });
      }
      await saving.save(source.uri(), 'loss', format, bytes);
      return null;
    },
  };
}

async function currentCurve({ services }: ViewSource, run: Run, range: CurveRange): Promise<CurveView> {
  const { from, to, buckets } = range;
  const found = await services.runs.losses(run, from, to, buckets);
  return { losses: found.losses, testLosses: found.testLosses, startEpoch: 0, endEpoch: endOf(run) };
}

/** The epoch after the last that a curve shows. */
function endOf({ losses, every }: Run): number {
  return losses.length * every;
}

function keptCurve(run: ArchivedRun, { from, to, buckets }: CurveRange): CurveView {
  return {
    ...archivedCurve(run, from, to, buckets),
    startEpoch: run.startEpoch,
    endEpoch: endEpochOf(run),
  };
}

function nameView(run: ArchivedRun, currentId: string | null): RunNameView {
  const { id, name, startEpoch } = run;
  return { id, name, startEpoch, endEpoch: endEpochOf(run), isCurrent: id === currentId };
}

/** The run that is shown before it is kept, under the name that it will have. */
async function unkeptName({ services }: ViewSource, run: Run): Promise<RunNameView> {
  const name = await services.archive.nextName(run.uri, run.network.training);
  return { id: null, name, startEpoch: 0, endEpoch: endOf(run), isCurrent: true };
}

const pngStart = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether the panel sends what it says: nothing else may reach a person's files by this way. */
function isPicture(format: 'png' | 'svg', bytes: Uint8Array): boolean {
  if (format === 'png') return pngStart.every((byte, at) => bytes[at] === byte);
  return new TextDecoder().decode(bytes.subarray(0, 5)) === '<svg ';
}
