/** A printed kit holds the keys of its day: after a rotation it is stale, and said to be. */
import { expect, test } from 'vitest'
import { kitIsStale, rememberKit } from '../src/team/session/kit-age.ts'
import * as people from '../src/team/session/people.ts'
import { joins, syncAll, TODAY, useHouse } from './people.steps.ts'

const house = useHouse()

test('a kit goes stale with a rotation and is fresh again when it is printed again', async () => {
  const { anna, remote } = house
  expect(await kitIsStale(anna)).toBe(null)
  await rememberKit(anna)
  expect(await kitIsStale(anna)).toBe(false)
  const boris = await joins(remote, anna, 'Борис', 'defender')
  await syncAll(remote, anna, boris)
  expect(await kitIsStale(anna)).toBe(false)
  await people.remove(anna, remote, [boris.me.device], TODAY)
  expect(await kitIsStale(anna)).toBe(true)
  await rememberKit(anna)
  expect(await kitIsStale(anna)).toBe(false)
})
