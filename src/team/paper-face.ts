/** The face that the letter is printed in, for its preview: Times metrics, letters of all five languages. From our own origin. */
const FACES = [
  ['regular', '400'],
  ['bold', '700'],
] as const

/** Asks for the face once. Without it the paper is shown in the system's Times, and nothing else changes. */
export function usePaperFace(): void {
  if ([...document.fonts].some(({ family }) => family === 'Tinos')) return
  for (const [name, weight] of FACES)
    document.fonts.add(
      new FontFace('Tinos', `url(${import.meta.env.BASE_URL}fonts/tinos-${name}.ttf)`, {
        weight,
        display: 'swap',
      }),
    )
}
