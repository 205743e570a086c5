import type { NetworkView } from '../../src/protocol/panel';
import type { DiagramLayout } from './diagramLayout';
import type { EdgeNumbers } from './edgeMeaning';
import type { LitPaths } from './litPaths';
import type { Box } from './labelPlacement';
import { drawBiases, drawWeights } from './sceneEdges';
import { SceneParts, type SceneStop } from './sceneParts';
import { drawInputs, drawLoss, drawUnits } from './sceneUnits';

/** The picture of one shape of network: its elements, and how they take new numbers and a new selection. */
export interface Scene {
  readonly groups: readonly SVGGElement[];
  readonly stops: readonly SceneStop[];
  setNumbers(network: NetworkView, edges: EdgeNumbers): void;
  setLit(lit: LitPaths | null): void;
}

/** Draws `network` as `layout` places it; numbers and selection are set afterwards. */
export function drawScene(network: NetworkView, layout: DiagramLayout): Scene {
  const parts = new SceneParts(layout);
  drawInputs(parts, network);
  let labels: Box[][] = [];
  network.layers.forEach((layer, l) => {
    labels = drawWeights(parts, network, l, labels);
    drawUnits(parts, layer, l);
    drawBiases(parts, layer, l);
  });
  drawLoss(parts, network);
  return {
    groups: [parts.back, parts.edges, parts.units, parts.labels],
    stops: parts.stops,
    setNumbers: (shown, edges) => {
      parts.setNumbers(shown, edges);
    },
    setLit: (lit) => {
      parts.setLit(lit);
    },
  };
}
