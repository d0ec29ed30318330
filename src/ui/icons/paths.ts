/** Line icons drawn for this project: one path each on a 24 × 24 grid, stroke 1.75. */
export const ICONS = {
  next: 'M5 12h14M13 6l6 6-6 6',
  back: 'M19 12H5M11 6l-6 6 6 6',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  more: 'M6 9l6 6 6-6',
  paper: 'M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6',
  papers: 'M8 7h8l3 3v11H8zM16 7v3h3M5 17V3h9',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8 14h3',
  question: 'M9 9.2a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2.1M12 17.5v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18',
  notice: 'M12 8v5M12 16.5v.1M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18',
  unseen:
    'M4 4l16 16M9.9 5.3A10 10 0 0 1 12 5c5 0 8.5 4 10 7a15 15 0 0 1-3.1 4M6.3 7.4A15 15 0 0 0 2 12c1.5 3 5 7 10 7a10 10 0 0 0 4.4-1M9.9 10a3 3 0 0 0 4.2 4.2',
  print: 'M7 9V3h10v6M7 18H4v-8h16v8h-3M7 14h10v7H7z',
  save: 'M12 4v11M7 10.5l5 5 5-5M4 20h16',
  again: 'M4 12a8 8 0 1 0 2.6-5.9M4 4v5h5',
  phone: 'M7 2.5h10v19H7zM11 18.5h2',
  globe:
    'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18M3 12h18M12 3c2.6 2.5 4 5.5 4 9s-1.4 6.5-4 9c-2.6-2.5-4-5.5-4-9s1.4-6.5 4-9',
  message: 'M4 5h16v11H10l-4 4v-4H4z',
  camera: 'M4 7h4l2-3h4l2 3h4v12H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7',
  voice: 'M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M6 11a6 6 0 0 0 12 0M12 17v4M9 21h6',
} as const

export type IconName = keyof typeof ICONS

/** The two leaves of the mark on a 26 × 26 grid: class and outline. */
export const MARK_PATHS = [
  [
    'leaf-one',
    'M8 2.5c3 0 4.7 2.2 4.7 5 0 4-2.2 9.3-3.9 15.2-.3 1-1.5 1-1.7 0C6 17 3.3 11.5 3.3 7.5c0-2.8 1.7-5 4.7-5z',
  ],
  [
    'leaf-two',
    'M18.3 4.8c2.7 0 4.2 2 4.2 4.6 0 3.7-2 8.4-3.5 13.7-.3 1-1.3 1-1.5 0-1-5-3.4-10-3.4-13.7 0-2.6 1.5-4.6 4.2-4.6z',
  ],
] as const
