/**
 * The flows: each a folder of content/law and an area of words with the same name. `build/content/law-<id>.json` is the
 * pack, `messages-<id>-<lang>.json` the words.
 */
export const FLOW_IDS = [
  'package',
  'rulings',
  'refusals',
  'registry',
  'amina',
  'labour',
  'expulsion',
  'decrees',
  'violence',
] as const
export type FlowId = (typeof FLOW_IDS)[number]
