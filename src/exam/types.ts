/**
 * The trainer's words: what a task is, what an answer is, what is known about a learner. Everything else in `src/exam` is functions over these.
 * Pure: no clock, no randomness and no storage of its own; days and seeds are arguments. Facts about the real test: docs/formats/exam.md.
 */

/** School grades that are tested alike. Grade 1 is oral only. */
export type Band = '1' | '2' | '3-5' | '6-9' | '10-11'
export const BANDS = ['1', '2', '3-5', '6-9', '10-11'] as const satisfies readonly Band[]

/** The sixteen kinds of tasks; which apply in which band stands in content/exam/grades.yaml. */
export const TASKS = [
  'numerals',
  'stress',
  'paronyms',
  'spelling',
  'tsya',
  'government',
  'agreement',
  'aspect',
  'word-order',
  'alphabet',
  'general-word',
  'listening',
  'retelling',
  'conversation',
  'writing',
  'reading',
] as const
export type Task = (typeof TASKS)[number]

export type Section = 'oral' | 'written'

export type Case = 'nom' | 'gen' | 'dat' | 'acc' | 'ins' | 'prep'
export type Gender = 'm' | 'f' | 'n'

/** How an answer is given, and so how it is marked. `spoken` is marked by a grown-up who taps the key ideas. */
export type Mode = 'choose' | 'type' | 'order' | 'mark-stress' | 'spoken'

/** A wrong answer that names the error rule which makes it (`errors.yaml`); its explanation is the message `error.<id>`. */
export interface Distractor {
  text: string
  error: string
}

/** One question, ready to be shown. The same template, tables and seed give the same item everywhere. */
export interface Item {
  /** `<template>#<seed>` */
  id: string
  template: string
  task: Task
  section: Section
  band: Band
  /** The memory item: what is remembered or forgotten as one thing (a word's stress, a rule with a class of words). Stable across editions. */
  skill: string
  mode: Mode
  /** Message id of the instruction, in the child's language. */
  instruction: string
  /** Russian text of the task: part of what is tested, never translated. `___` is the gap. */
  stem: string
  /** A longer text that the question is about: id in texts. */
  text?: string
  /** All accepted answers; the first is shown as the key. For `order`, each is the pieces joined by `|`. */
  accepted: string[]
  distractors: Distractor[]
  /** For `order`: the pieces as they are shown. For `spoken`: key ideas with their points. */
  pieces?: string[]
  ideas?: { id: string; text: string }[]
  /** A check word or the question to ask, in Russian; shown after the answer, never before. */
  note?: string
  /** Points in a paper; 0 = practice only, never scored (for example a stress without two sources). */
  points: number
  /** Author's prior on the logit scale; 0 is middling, higher is harder. */
  difficulty: number
  review: 'unsigned' | 'signed'
}

/** What a child did with an item. `at` is a UTC day; no time of day is kept. */
export interface Answer {
  item: string
  template: string
  task: Task
  section: Section
  skill: string
  day: string
  /** Whole seconds, at most 600: only to notice random taps. */
  seconds: number
  right: boolean
  /** The error that the chosen distractor names. */
  error?: string
}
