/** One answer that can be chosen, with the words the person sees. */
export interface Option {
  value: string
  label: string
  hint?: string
}
