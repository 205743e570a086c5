/**
 * What one document may cost: it is hostile input, and whatever stands in it is read in time that grows with its
 * length. What goes past a limit is told as unreadable.
 */
export const READ_LIMITS = {
  /** Tokens of one formula, or of one statement of a program. */
  tokens: 5_000,
  /** Assignments of one program, over all of its cells or fences. */
  assignments: 20_000,
  /** Brackets, fractions and exponents within each other. */
  depth: 100,
  /** Times that a place of one formula is read in one manner before it is in another. */
  attempts: 200,
  /** Operations that build on each other. */
  treeDepth: 500,
  /** Nodes of one formula with intermediate names put in. */
  nodes: 20_000,
  /** Parts that are evaluated, in all of a program, to recognise its forward equations. */
  forwardWork: 2_000_000,
  /** Gradient formulas, and places that could not be read, of one document. */
  formulas: 1_000,
  /** Lines of prose with an equals sign that are tried as formulas. */
  lines: 10_000,
  /** Wrong formulas of one document whose mistake is searched for; more are judged, but no editor shows them. */
  searchedMistakes: 200,
  /** Symbols of the network that a misspelt name is compared with. */
  comparedNames: 5_000,
  /** Different misspelt names of one document. */
  misspellings: 200,
  /** Names of one network whose meaning is kept for the next time. */
  rememberedNames: 20_000,
  /** Letters and scripts that may make up one name. */
  nameParts: 40,
} as const;
