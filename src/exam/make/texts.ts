/** Task types 12, 13, 14 and 16: questions about a text heard or read, retelling, reading aloud, conversation. */
import type { Maker } from '../made.ts'

/** Templates `listening.*` and `reading.find`: one question with answers to choose from. */
export const makeQuestion: Maker = (template, tables, dice) => {
  const texts = tables.texts.filter(({ kind, questions }) => kind === template.table && questions.length > 0)
  if (texts.length === 0) return null
  const text = dice.pick(texts)
  const question = dice.pick(text.questions)
  return {
    skill: `${template.task}:${text.id}.${question.id}`,
    stem: question.ask,
    accepted: [question.key, ...question.also],
    distractors: dice.shuffle(question.wrong).slice(0, 3),
    text: text.id,
    proof: { kind: 'line', table: 'texts', id: `${text.id}.${question.id}` },
  }
}

/** `retelling.*`: the key ideas of a text in its order, and the rubric; tapped by a grown-up. */
export const makeRetelling: Maker = (_template, tables, dice) => {
  const texts = tables.texts.filter(({ kind, ideas }) => kind === 'listening' && ideas.length > 0)
  if (texts.length === 0) return null
  const text = dice.pick(texts)
  return {
    skill: `retelling:${text.id}`,
    stem: text.title,
    accepted: [],
    distractors: [],
    text: text.id,
    ideas: [...text.ideas, ...tables.rubrics.retelling],
    proof: { kind: 'line', table: 'texts', id: text.id },
  }
}

/** `retelling.view`: the same events told by someone of the text. */
export const makeView: Maker = (_template, tables, dice) => {
  const texts = tables.texts.filter(({ kind, view }) => kind === 'listening' && view)
  if (texts.length === 0) return null
  const text = dice.pick(texts)
  return {
    skill: `retelling:view:${text.id}`,
    stem: `${text.title}. Расскажи от лица ${text.view}.`,
    accepted: [],
    distractors: [],
    text: text.id,
    ideas: [...text.ideas, ...tables.rubrics.view],
    proof: { kind: 'line', table: 'texts', id: text.id },
  }
}

/** `retelling.main`: what the text is about, in one sentence. */
export const makeMain: Maker = (_template, tables, dice) => {
  const texts = tables.texts.filter(({ kind, main }) => kind === 'listening' && main)
  if (texts.length === 0) return null
  const text = dice.pick(texts)
  return {
    skill: `retelling:main:${text.id}`,
    stem: `${text.title}. О чём этот текст? Скажи одним предложением.`,
    accepted: [],
    distractors: [],
    text: text.id,
    ideas: [{ id: 'main', text: `Например: ${text.main}` }, ...tables.rubrics.main],
    proof: { kind: 'line', table: 'texts', id: text.id },
  }
}

/** `monologue.talk`: one short story that answers all the questions. */
export const makeMonologue: Maker = (_template, tables, dice) => {
  if (tables.monologue.length === 0) return null
  const talk = dice.pick(tables.monologue)
  return {
    skill: `conversation:${talk.id}`,
    stem: `${talk.topic}. ${talk.questions.join(' ')}`,
    accepted: [],
    distractors: [],
    ideas: [
      ...talk.questions.map((text, at) => ({ id: `question-${at + 1}`, text: `Ответил: ${text}` })),
      ...tables.rubrics.monologue,
    ],
    proof: { kind: 'line', table: 'monologue', id: talk.id },
  }
}

/** `reading.aloud`: a text read aloud, with the rubric. */
export const makeAloud: Maker = (_template, tables, dice) => {
  const texts = tables.texts.filter(({ kind }) => kind === 'reading')
  if (texts.length === 0) return null
  const text = dice.pick(texts)
  return {
    skill: `reading:aloud:${text.id}`,
    stem: text.title,
    accepted: [],
    distractors: [],
    text: text.id,
    ideas: tables.rubrics.reading,
    proof: { kind: 'line', table: 'texts', id: text.id },
  }
}

export const makeConversation: Maker = (_template, tables, dice) => {
  if (tables.conversation.length === 0) return null
  const talk = dice.pick(tables.conversation)
  return {
    skill: `conversation:${talk.id}`,
    stem: dice.pick(talk.questions),
    accepted: [],
    distractors: [],
    ideas: tables.rubrics.conversation,
    proof: { kind: 'line', table: 'conversation', id: talk.id },
  }
}
