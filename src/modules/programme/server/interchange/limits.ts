/** Caps that keep a hostile file from costing more than a large honest one (the largest known schedule has 2,500 sessions). */
export const limits = {
  bytes: 30 * 1024 * 1024,
  depth: 64,
  nodes: 3_000_000,
  records: 20_000,
  /** Records of one kind whose ids or names a session may name. */
  refs: 500,
  title: 400,
  text: 50_000,
  /** Before cleaning. */
  rawLine: 20_000,
  rawText: 500_000,
  key: 120,
  url: 2_000,
} as const
