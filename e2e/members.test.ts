/** The whole road in a real browser against a real relay: set up, unlock, a request comes in, a case, its deadline and letter, the answer, the lock. */
import { expect, test } from 'vitest'
import { thirdParty, useSite } from './harness.ts'
import { Families, openMembers, PASSPHRASE, setupLink } from './members.steps.ts'

const site = useSite()
const PLANTED = 'Заринамоёнпланктон'

test('the road', async () => {
  const { page, member, errors, requests, close } = await openMembers(site, {
    at: setupLink(site.server.output()),
  })
  expect(page.url()).not.toContain('setup')
  await member.setUp()
  const families = new Families(site.url)
  const family = await families.begin()
  await families.ask(family, { text: `Politsiya bayonnoma yozdi. ${PLANTED}`, lang: 'uz', kind: 'ruling' })
  await member.sync()
  await member.go('requests')
  await page.locator('[data-box]').click()
  await page.getByText(PLANTED).first().waitFor()

  // Open as a case, add the day that starts the term: the deadline is counted.
  await page.getByRole('button', { name: 'Открыть как дело' }).click()
  await page.locator('[data-seers]').waitFor()
  expect(await page.locator('[data-seers]').textContent()).toBe('Видят: К.')
  await member.add('event', { kind: 'copy-served', when: '24.12.2025' })
  const term = page.locator('[data-deadlines] [data-term="koap.appeal"]')
  await term.waitFor()
  expect(await term.textContent()).toContain('12 января 2026')
  expect(await term.textContent()).toContain('Нерабочие дни: 3–11 января 2026')

  // The sheet inside the case: its marks are the case's marks; the letter is frozen as it was sent.
  await page.getByRole('button', { name: 'Разобрать протокол' }).click()
  await page.locator('[data-fact="protocol.interpreter"] .segment:has(input[value="absent"])').click()
  await page.locator('[data-fact="language.need"] .segment:has(input[value="yes"])').click()
  await page.locator('.paper').waitFor()
  await page.getByRole('button', { name: 'Записать как отправленное' }).click()
  const sha = await page.locator('[data-frozen]').getAttribute('data-frozen')
  await page.getByRole('button', { name: '← Назад' }).click()
  await page.locator(`[data-sent="${sha}"]`).waitFor()

  // The answer, from a template in the family's language.
  await page.getByRole('button', { name: 'Переписка с семьёй' }).click()
  await page.getByRole('button', { name: 'Получено', exact: true }).click()
  await expect.poll(() => page.locator('#answer').inputValue()).toContain('Xabaringiz')
  await page.locator('#answer').fill('Salom! Nusxa kelgan kunni yozing.')
  await page.getByRole('button', { name: 'Запечатать и отправить' }).click()
  await page.getByText('Salom!').first().waitFor()
  await member.sync()
  await member.allSent()
  expect(await families.read(family)).toEqual(['Salom! Nusxa kelgan kunni yozing.'])
  await families.ask(family, { text: 'Rahmat', lang: 'uz' })
  await member.sync()
  await page.getByText('Rahmat').first().waitFor()

  // The lock, a reload, a wrong passphrase, the right one: everything is there.
  await page.keyboard.press('F2')
  await page.locator('#pass').waitFor()
  expect(await page.content()).not.toContain(PLANTED)
  await page.reload()
  await page.locator('#pass').fill('совсем не та фраза')
  await page.keyboard.press('Enter')
  await page.getByText('Не открылось. Проверьте фразу и раскладку.').waitFor({ timeout: 30_000 })
  await member.unlock(PASSPHRASE)
  await member.go('cases')
  await page.locator('[data-case]').click()
  await page.locator(`[data-sent="${sha}"]`).waitFor()

  const stored = await member.storedBytes()
  expect(stored.length).toBeGreaterThan(5_000)
  for (const needle of [PLANTED, 'Вымышленный', 'Salom', 'koap', 'interpreter', PASSPHRASE])
    expect(stored.includes(needle), needle).toBe(false)
  expect(errors).toEqual([])
  expect(thirdParty(requests, site.url)).toEqual([])
  await close()
})

test('where the policy forbids wasm the lock opens all the same, only slower', async () => {
  const { page, member, close } = await openMembers(site)
  await page.route('**/team/', async (route) => {
    const response = await route.fetch()
    const headers = { ...response.headers() }
    headers['content-security-policy'] = headers['content-security-policy']!.replace(
      " 'wasm-unsafe-eval'",
      '',
    )
    await route.fulfill({ response, headers })
  })
  // No link: the set-up road is shown for any token, and nothing is sent before the vault is made.
  await page.goto('about:blank')
  await page.goto(`${site.url}/team/#setup=${'A'.repeat(43)}`)
  await page.locator('#org-name').fill('Вымышленный дом')
  await page.locator('#own-alias').fill('К.')
  await page.locator('form button[type=submit]').click()
  await member.newPassphrase()
  await page.locator('.agree input').check()
  await page.locator('form button[type=submit]').click()
  await page.locator('.m-shell').waitFor({ timeout: 60_000 })
  await page.reload()
  await page.locator('#pass').fill(PASSPHRASE)
  const took = await page.evaluate(async () => {
    const began = performance.now()
    document.querySelector<HTMLButtonElement>('form button[type=submit]')!.click()
    while (!document.querySelector('.m-shell')) await new Promise((done) => setTimeout(done, 5))
    return (performance.getEntriesByName('hamroh-vault-open').at(-1)?.startTime ?? 0) - began
  })
  process.stdout.write(`vault opened by noble in ${took.toFixed(0)} ms\n`)
  expect(took).toBeGreaterThan(0)
  await close()
})
