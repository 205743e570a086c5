'use strict';

// The table of walls (ARCHITECTURE.md) as rules. A path that no rule below allows is refused, dynamic
// imports and type-only imports included; test/walls plants one breach of each and sees it refused.

/** Packages that the core may use: parsers, the schema, and a seeded random generator; all pure. */
const CORE_PACKAGES = 'node_modules/(jsonc-parser|zod|pure-rand)/';

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

module.exports = {
  forbidden: [
    forbid('no-circular', 'A cycle has no reading order.', {}, { circular: true }),
    forbid('unresolved', 'Every import must be found.', {}, { couldNotResolve: true, pathNot: '^vscode$' }),

    forbid(
      'core-is-pure',
      'core imports core and its few pure packages: no vscode, no Node, no other folder.',
      { path: '^src/core/' },
      { pathNot: ['^src/core/', CORE_PACKAGES] },
    ),
    forbid(
      'core-words-apart',
      'words says sentences in a language and knows nothing of what they are about; the panel shares it.',
      { path: '^src/core/words/' },
      { pathNot: '^src/core/words/' },
    ),
    forbid(
      'core-network-first',
      'network is the bottom of core: network → math → engine → insight, and above them exchange, verify and language.',
      { path: '^src/core/network/' },
      { path: '^src/core/(math|engine|insight|exchange)/' },
    ),
    forbid(
      'core-math-second',
      'math reads network only.',
      { path: '^src/core/math/' },
      { path: '^src/core/(engine|insight|exchange)/' },
    ),
    forbid(
      'core-engine-third',
      'engine reads network and math.',
      { path: '^src/core/engine/' },
      { path: '^src/core/(insight|exchange)/' },
    ),
    forbid(
      'core-insight-fourth',
      'insight reads network, math and engine.',
      { path: '^src/core/insight/' },
      { path: '^src/core/exchange/' },
    ),
    forbid(
      'core-verify-judges',
      'verify reads network, math, engine and insight: it judges any document, not the ones exchange writes.',
      { path: '^src/core/verify/' },
      { path: '^src/core/exchange/' },
    ),
    forbid(
      'core-verify-on-top',
      'Nothing in core but verify itself reads verify.',
      { path: '^src/core/', pathNot: '^src/core/verify/' },
      { path: '^src/core/verify/' },
    ),
    forbid(
      'core-language-edits',
      'language reads network, math, engine and insight: it serves whoever writes a network file.',
      { path: '^src/core/language/' },
      { path: '^src/core/(exchange|verify)/' },
    ),
    forbid(
      'core-language-on-top',
      'Nothing in core but language itself reads language.',
      { path: '^src/core/', pathNot: '^src/core/language/' },
      { path: '^src/core/language/' },
    ),

    forbid(
      'protocol-takes-types-of-core',
      'protocol is shared by every side of a wire: it may know the types of core, nothing else.',
      { path: '^src/protocol/' },
      { pathNot: ['^src/protocol/', '^src/core/'] },
    ),
    forbid(
      'protocol-takes-no-values',
      'protocol imports types only from core.',
      { path: '^src/protocol/' },
      { path: '^src/core/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'worker-walls',
      'worker: core, protocol, worker_threads, and how many cores there are.',
      { path: '^src/worker/' },
      { pathNot: ['^src/(core|protocol|worker)/', '^(node:)?(worker_threads|os)$'] },
    ),
    forbid(
      'debug-walls',
      'debug: core and the debug-adapter library.',
      { path: '^src/debug/' },
      { pathNot: ['^src/(core|debug)/', 'node_modules/@vscode/debug(adapter|protocol)/'] },
    ),
    forbid(
      'host-walls',
      'host: core, protocol, debug, typeset, how threads are started, the pool of threads, vscode; Node only in *.node.ts.',
      { path: '^src/(host/|extension\\.ts)' },
      {
        pathNot: [
          '^src/(core|protocol|debug|host|typeset)/',
          '^src/worker/thread(\\.node)?\\.ts$',
          '^src/worker/(pool(Batch|Problems|Task)?|restarts)\\.ts$',
          '^vscode$',
          '^node:',
          '^worker_threads$',
          'node_modules/@types/vscode/',
        ],
        dependencyTypesNot: ['core'],
      },
    ),
    forbid(
      'host-node-only-in-node-files',
      'Node modules only in host/*.node.ts, each with a *.web.ts twin.',
      { path: '^src/(host/|extension\\.ts)', pathNot: '\\.node\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'cli-walls',
      'cli: core, worker, typeset and Node.',
      { path: '^src/cli/' },
      { pathNot: ['^src/(core|worker|cli|protocol|typeset)/'], dependencyTypesNot: ['core'] },
    ),
    forbid(
      'typeset-walls',
      'typeset: KaTeX, MathJax, protocol, the wire of a thread, and its own files.',
      { path: '^src/typeset/' },
      {
        pathNot: [
          '^src/(typeset|protocol)/',
          '^src/worker/hostPort\\.platform\\.ts$',
          'node_modules/(katex|mathjax-full)/',
        ],
      },
    ),
    forbid(
      'typeset-when-asked-for',
      'typeset is a bundle of its own, loaded with import() when a formula is to be set.',
      { path: '^src/', pathNot: '^src/typeset/' },
      { path: '^src/typeset/', dynamic: false },
    ),
    forbid(
      'vscode-only-in-host',
      'Only host and the entry import vscode.',
      { path: '^(src|webview)/', pathNot: '^src/(host/|extension\\.ts)' },
      { path: '(^vscode$|node_modules/@types/vscode/)' },
    ),
    forbid(
      'webview-walls',
      'webview: protocol, types of core, KaTeX, uPlot, and its own files.',
      { path: '^webview/', pathNot: '^webview/ui/' },
      {
        pathNot: [
          '^webview/',
          '^src/(protocol|core)/',
          'node_modules/(katex|uplot)/',
          'node_modules/@types/vscode-webview/',
        ],
      },
    ),
    forbid(
      'webview-takes-types-of-core',
      'The panel renders and computes no mathematics: of core its types, and how sentences are said in a language.',
      { path: '^webview/' },
      { path: '^src/core/', pathNot: '^src/core/words/', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'toolkit-behind-its-seam',
      'Only webview/ui knows the UI toolkit.',
      { path: '^webview/ui/' },
      {
        pathNot: [
          '^webview/ui/',
          'node_modules/@vscode/(webview-ui-toolkit)/',
          'node_modules/@vscode-elements/',
        ],
      },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      mainFields: ['module', 'main', 'types'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
  },
};
