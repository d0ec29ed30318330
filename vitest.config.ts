import { defineConfig } from 'vitest/config'

/**
 * Proofs through the screens that have a shorter one beside them (`people`, `guests`, `safety-session`, `trustees-session`, `flows`, `practice`, `desk`, units of casework): `npm run test:long` runs
 * them too. `npm test` has to end within ten minutes on two cores.
 */
const LONG = [
  'people-screens',
  'members.load',
  'flow-stories',
  'trustees',
  'trainer-file',
  'safety',
  'import',
  'patterns',
  'filed',
  'kit',
]

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'tools/**/*.test.ts'],
          testTimeout: 60_000,
          // One fewer than the cores, the default, would leave one of two idle.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: process.env.HAMROH_LONG === '1' ? [] : LONG.map((name) => `e2e/${name}.test.ts`),
          testTimeout: 120_000,
          hookTimeout: 60_000,
          // Two browsers on two cores: much of a browser test is waiting. More would starve each other.
          maxWorkers: 2,
        },
      },
    ],
  },
})
