/** Every identifier that package.json and the code share; test/host/manifest.test.ts keeps the two equal. */

export const commands = {
  train: 'backprop.train',
  step: 'backprop.step',
  stop: 'backprop.stop',
  reset: 'backprop.reset',
  openPanel: 'backprop.openPanel',
  compareRates: 'backprop.compareRates',
  explainAtCursor: 'backprop.explainAtCursor',
  showEpoch: 'backprop.showEpoch',
  nextEpoch: 'backprop.nextEpoch',
  previousEpoch: 'backprop.previousEpoch',
  newestEpoch: 'backprop.newestEpoch',
  forkRun: 'backprop.forkRun',
  writeTrainedWeights: 'backprop.writeTrainedWeights',
  openExample: 'backprop.openExample',
  newNetwork: 'backprop.newNetwork',
  openWalkthrough: 'backprop.openWalkthrough',
  showNetworks: 'backprop.showNetworks',
  checkFormulas: 'backprop.checkFormulas',
  explainNumber: 'backprop.explainNumber',
  checkGradients: 'backprop.checkGradients',
  copyGradientAs: 'backprop.copyGradientAs',
  increaseNumber: 'backprop.increaseNumber',
  decreaseNumber: 'backprop.decreaseNumber',
  toggleInlayHints: 'backprop.toggleInlayHints',
  toggleHeat: 'backprop.toggleHeat',
  formatNetwork: 'backprop.formatNetwork',
  compareNetworks: 'backprop.compareNetworks',
  exportNetwork: 'backprop.exportNetwork',
  importNetwork: 'backprop.importNetwork',
  /** The same in the menu of a file, whose entries have no name of an extension before them. */
  importFile: 'backprop.importFile',
  exportScaleOut: 'backprop.exportScaleOut',
  runScaleOut: 'backprop.runScaleOut',
  checkStep: 'backprop.checkStep',
  copyStepSnippet: 'backprop.copyStepSnippet',
  /** Both act on the run that is selected in the list of networks. */
  renameRun: 'backprop.renameRun',
  removeRun: 'backprop.removeRun',
  pin: 'backprop.pin',
  unpin: 'backprop.unpin',
  back: 'backprop.back',
  forward: 'backprop.forward',
  /** Internal, hidden from the palette: what a lens or a hover link runs. */
  showDerivation: 'backprop.showDerivation',
  /** Internal: what a level in a hover runs. */
  showAtLevel: 'backprop.showAtLevel',
  /** Internal: what a pin in the list of networks runs. */
  showPin: 'backprop.showPin',
  /** Internal: the status bar's menu. */
  showMenu: 'backprop.showMenu',
  /** Internal: a quick fix of whatever docs/doctor.md explains. */
  explainFinding: 'backprop.explainFinding',
  /** Internal: a quick fix of whatever can be turned off. */
  turnOffFinding: 'backprop.turnOffFinding',
} as const;

export const contextKeys = {
  /** A run of the active network file is going on. */
  isTraining: 'backprop.isTraining',
  /** The active network file has a run whose parameters differ from the file's. */
  hasRun: 'backprop.hasRun',
  /** The run of the active network file has epochs that can be shown. */
  hasEpochs: 'backprop.hasEpochs',
  /** An earlier moment of that run is on show. */
  showsEarlier: 'backprop.showsEarlier',
  /** A cursor of the active editor is in a number of a network file. */
  isOnNumber: 'backprop.isOnNumber',
  /** A network file is active, in the editor or behind the panel. */
  isActive: 'backprop.isActive',
  /** The workspace has a network file. */
  hasNetworks: 'backprop.hasNetworks',
  /** A person asked for the list of network files. */
  wantsNetworks: 'backprop.wantsNetworks',
  /** A person has looked at the card of a number. */
  hasHovered: 'backprop.hasHovered',
  /** A person has changed a number of a network file. */
  hasChangedNumber: 'backprop.hasChangedNumber',
} as const;

export const settings = {
  section: 'backprop',
  codeLensEnabled: 'codeLens.enabled',
  codeLensDetail: 'codeLens.detail',
  codeLensMaxPerLine: 'codeLens.maxPerLine',
  codeLensMaxPerFile: 'codeLens.maxPerFile',
  inlayHintsEnabled: 'inlayHints.enabled',
  heatEnabled: 'heat.enabled',
  level: 'derivation.level',
  form: 'derivation.form',
  names: 'derivation.names',
  doctorEnabled: 'doctor.enabled',
  doctorOff: 'doctor.off',
  python: 'scaleOut.python',
} as const;

/** Documents that cannot be edited: comparisons, and network files with trained weights in them. */
export const comparisonScheme = 'backprop-comparison';
/** The scheme of the documents that explain findings. */
export const explanationScheme = 'backprop-doctor';

/** The list of the workspace's network files, in the Explorer. */
export const networksViewId = 'backprop.networks';
/** The editor's own command that shows it. */
export const focusNetworks = 'backprop.networks.focus';

/** The walkthrough as the editor knows it. */
export const walkthroughId = 'backprop.backprop#backprop.start';

export const panelViewType = 'backprop.panel';

/** What makes a document a network file. */
export const networkFilePattern = /\.backprop\.json$/;
/** The language that VS Code takes network files for; a person may have given it another one. */
export const networkLanguage = 'backprop';
export const networkSelector = [{ pattern: '**/*.backprop.json' }] as const;
