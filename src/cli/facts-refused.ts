/** Facts that could not be read, in words: the problem's code is law's, the sentence is content. */
import type { Problem } from '../law/facts.ts'
import type { FlowPack } from '../law/types.ts'
import type { Translate } from '../ui/messages.ts'

/** Path and sentence of each problem. What was given and what is allowed is added where the sentence may not name it. */
export function reasonsOf(
  flow: FlowPack,
  problems: readonly Problem[],
  words: Translate,
): { path: string; reason: string }[] {
  return problems.map(({ path, code, params }) => {
    if (code === 'contradiction')
      return { path, reason: words.dynamic(`${flow.flow}.constraint.${params.constraint}`, params) }
    return { path, reason: words.dynamic(`problem.${code}`, params) }
  })
}
