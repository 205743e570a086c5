import { parameterIndex } from '../../../core/engine/layout';
import { drawNetwork, type Diagram } from '../../../core/exchange/diagram';
import { diagramSvg } from '../../../core/exchange/diagramSvg';
import { diagramTikz } from '../../../core/exchange/diagramTikz';
import type { ParameterSubject } from '../../../core/network/subject';
import { matrixOverview, type MatrixOverview } from '../../../core/insight/matrixOverview';
import { nextStep } from '../../../core/insight/prediction';
import { nudged } from '../../../core/network/nudge';
import { typedNumber } from '../../../core/network/typedNumber';
import { RequestError, type Handlers } from '../../../protocol/channel';
import type { DiagramRequests, LayerOverview, NextUpdates } from '../../../protocol/views/diagram';
import { numberReason, writeParameter, writtenParameter } from '../../parameterEdit';
import { asClosed } from '../../training/startCheck';
import { hasSubject } from '../knownSubject';
import { foldAbove, shownCount } from '../networkView';
import { saveDiagram } from './saveDiagram';
import { symbolsOf } from './symbols';
import type { ViewSource } from './viewSource';
import { say } from '../../../core/words/say';

/** The answers to the diagram. */
export function diagramHandlers(
  source: ViewSource,
): Handlers<{ readonly requests: DiagramRequests; readonly events: object }> {
  const { pointing, documents } = source.services;
  return {
    spelling: async ({ subject }) => {
      const document = documents.document(source.uri());
      // The number of the present text, though it may have been written a moment ago.
      if (document) await documents.current(document).catch(asClosed);
      return { text: spelled(source, subject) };
    },
    nudge: ({ text, steps }) => ({ text: nudged(numberOf(text), steps) }),
    preview: (wanted) => {
      if (!wanted) {
        source.preview(null);
        pointing.point(source.uri(), null);
        return null;
      }
      const { subject } = wanted;
      const text = numberOf(wanted.text);
      spelled(source, subject);
      source.preview({ subject, value: Number(text) });
      pointing.point(source.uri(), subject, text);
      return null;
    },
    edit: async ({ subject, text }) => {
      known(source, subject);
      const uri = source.uri();
      const reason = await writeParameter(documents, uri, source.good(), subject, text, source.run());
      pointing.point(uri, null);
      if (reason === null) return null;
      source.preview(null);
      throw unavailable(reason);
    },
    point: ({ subject }) => {
      if (subject) known(source, subject);
      pointing.point(source.uri(), subject);
      return null;
    },
    nextUpdates: () => nextUpdates(source),
    symbols: () => symbolsOf(source.good()),
    overview: ({ layer }) => layerOverview(source, layer),
    diagramSvg: () => ({ source: diagramSvg(printed(source)) }),
    exportDiagram: async ({ format, png }) => {
      const content =
        png ?? encoded(format === 'tikz' ? `${diagramTikz(printed(source))}\n` : diagramSvg(printed(source)));
      await saveDiagram(source.services.saveDialog, source.uri(), format, content);
      return null;
    },
  };
}

function unavailable(message: string): RequestError {
  return new RequestError({ code: 'unavailable', message });
}

/** Refuses what the network shown does not have. */
function known(source: ViewSource, subject: Parameters<typeof hasSubject>[1]): void {
  if (hasSubject(source.good().network, subject)) return;
  throw new RequestError({ code: 'invalidParams', message: say('the network shown has no such quantity') });
}

function spelled(source: ViewSource, subject: ParameterSubject): string {
  known(source, subject);
  const written = writtenParameter(source.good(), subject, source.run());
  if ('reason' in written) throw unavailable(written.reason);
  return written.text;
}

function numberOf(typed: string): string {
  const text = typedNumber(typed);
  if (text === null) throw unavailable(numberReason(typed));
  return text;
}

/** As the optimizer makes it when it remembers nothing: what it does remember in a run, its thread alone knows. */
function nextUpdates(source: ViewSource): NextUpdates | null {
  const { network, model } = source.good();
  const { parameters, evaluation } = source.shown();
  if (!evaluation) return null;
  const { learningRate } = network.training;
  const change = nextStep(network, model, parameters, evaluation.gradient, learningRate, null);
  return {
    layers: model.layout.layers.map(({ inputs, units, weightOffset, biasOffset }) => {
      const isShown = inputs <= foldAbove && units <= foldAbove;
      return {
        weights: isShown ? change.slice(weightOffset, weightOffset + inputs * units) : null,
        biases: biasOffset === null ? null : change.slice(biasOffset, biasOffset + shownCount(units)),
      };
    }),
  };
}

/** Cells of an overview along each side at most: more than these are smaller than can be pointed at. */
const mostCells = 128;

function layerOverview(source: ViewSource, layer: number): LayerOverview {
  const place = source.good().model.layout.layers[layer];
  if (!place) {
    throw new RequestError({
      code: 'invalidParams',
      message: say('the network shown has no layer {0}', layer),
    });
  }
  const { inputs, units, weightOffset } = place;
  const { parameters, evaluation } = source.shown();
  const of = (values: Float64Array): MatrixOverview =>
    matrixOverview(values.subarray(weightOffset, weightOffset + inputs * units), inputs, units, mostCells);
  return {
    inputs,
    units,
    weights: of(parameters),
    gradients: evaluation && of(evaluation.gradient),
  };
}

/** The diagram of what is shown, as it is drawn for print. */
function printed(source: ViewSource): Diagram {
  const { network, model } = source.good();
  const { parameters } = source.shown();
  return drawNetwork(network, (subject) => parameters[parameterIndex(model.layout, subject)]!);
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
