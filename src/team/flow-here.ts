/** Which flow the sheet around a component belongs to: facts of several flows bear the same names, and their words differ. */
import { getContext, setContext } from 'svelte'
import type { FlowId } from '../law/flow-ids.ts'

const KEY = Symbol('flow')

/** Called once by a sheet, while it is made. */
export const sayFlow = (flow: FlowId): void => {
  setContext(KEY, flow)
}

/** Undefined outside a sheet that says its flow: then the ruling sheet and the package check speak, as they always did. */
export const flowHere = (): FlowId | undefined => getContext<FlowId | undefined>(KEY)
