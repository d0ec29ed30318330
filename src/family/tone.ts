/** The colour and word of a finding's badge. What comes first is decided in src/law/package.ts. */
import type { Finding } from '../law/types.ts'

export type Tone = 'urgent' | 'soon' | 'fine' | 'plain'

export function toneOf(finding: Finding): Tone {
  if (finding.status === 'question') return 'soon'
  // Green reassures, so only a value without any caution may be green.
  if (finding.kind === 'not-needed' || finding.severity === 'fine')
    return finding.cautions.length === 0 ? 'fine' : 'plain'
  if (finding.kind === 'disclosure' || finding.severity === 'context') return 'plain'
  return finding.severity === 'soon' ? 'soon' : 'urgent'
}
