/** The day of the build, YYYY-MM-DD. */
declare const __BUILT__: string
/** Whether this is the app in one HTML file. */
declare const __ONE_FILE__: boolean
/** What is said when not even the words of a language could be loaded. */
declare const __RETRY__: Record<'ru' | 'uz' | 'tg' | 'ky' | 'en', { title: string; again: string }>
