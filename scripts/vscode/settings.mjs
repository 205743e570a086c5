// How VS Code is set up here: it looks for nothing on the network, greets nobody and offers no chat; and where
// a program drives it, nothing moves by itself, so that screenshots of the same state are the same.

/** User settings for a window that a person uses. */
export const CALM_SETTINGS = {
  'chat.commandCenter.enabled': false,
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** User settings for a window that a test drives. */
export const QUIET_SETTINGS = {
  ...CALM_SETTINGS,
  'editor.cursorBlinking': 'solid',
  'editor.hover.delay': 100,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
  'files.hotExit': 'off',
  'remote.autoForwardPorts': false, // the status bar would count what else runs on the machine
  'terminal.integrated.enablePersistentSessions': false,
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'window.commandCenter': false,
  'workbench.editor.enablePreview': false,
  'workbench.layoutControl.enabled': false,
  'workbench.reduceMotion': 'on',
};

/** For a window whose workspace nobody has trusted, and that does not ask. */
export const UNTRUSTED_SETTINGS = {
  ...QUIET_SETTINGS,
  'security.workspace.trust.banner': 'never',
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/** Built-in extensions that look for accounts, networks or natively built modules when they start. */
export const SKIPPED_EXTENSIONS = [
  'github.copilot-chat',
  'vscode.git',
  'vscode.git-base',
  'vscode.github',
  'vscode.github-authentication',
  'vscode.microsoft-authentication',
  'vscode.tunnel-forwarding',
];
