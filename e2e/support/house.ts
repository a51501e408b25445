import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createSimulator } from '@redress/simulator'
import type { Page } from 'playwright-core'
import { setupProcessDatabase } from './database.ts'
import { eventually, freePort, type RunningProcess, runToEnd, start } from './process.ts'
import { root, temporaryFolder } from './tree.ts'

export const redressBin = join(root, 'packages/desk/bin/redress.js')

export const merchant = { mchid: '1900000001', slug: 'shop', name: '晨光文具旗舰店' } as const
export const operator = { username: 'operator', password: 'correct-horse-battery-staple' } as const

/**
 * A simulator, and a real `redress serve` process of its own data folder and ports with one merchant, one operator and a
 * registered notification address: what an integrator has after the set-up of the README. Everything ends with the scope.
 */
export async function setupHouse() {
  const closing: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    const folder = temporaryFolder('house')
    closing.push(() => folder[Symbol.dispose]())
    const simulator = await createSimulator({ merchants: [{ mchid: merchant.mchid, name: merchant.name }] })
    closing.push(() => simulator.close())
    const database = await setupProcessDatabase()
    closing.push(() => database[Symbol.asyncDispose]())
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const env = {
      ...database.env,
      PATH: process.env['PATH'],
      REDRESS_PORT: String(port),
      REDRESS_PUBLIC_URL: url,
      REDRESS_PLATFORM_URL: simulator.url,
      REDRESS_DATA_DIR: join(folder.path, 'data'),
    }
    const redress = async (...words: string[][]) => {
      const args = words.flat()
      const result = await runToEnd(process.execPath, [redressBin, ...args], { cwd: folder.path, env })
      if (result.code !== 0) throw new Error(`redress ${args[0]} ${args[1]}: exit ${result.code}\n${result.stderr}`)
      return result.stdout
    }

    const file = (name: string, text: string) => {
      const path = join(folder.path, name)
      writeFileSync(path, text, { mode: 0o600 })
      return path
    }
    const keys = simulator.credentials(merchant.mchid)
    await redress(
      ['merchant', 'add', '--slug', merchant.slug, '--mchid', merchant.mchid, '--name', merchant.name],
      ['--private-key', file('apiclient_key.pem', keys.privateKey)],
      ['--certificate', file('apiclient_cert.pem', keys.certificate)],
      ['--apiv3-key-file', file('apiv3.key', `${keys.apiV3Key}\n`)],
    )
    await redress(
      ['user', 'add', operator.username, '--role', 'operator', '--display-name', '小林'],
      ['--password-file', file('password', `${operator.password}\n`)],
    )

    const serve = (): RunningProcess => start(process.execPath, [redressBin, 'serve'], { cwd: folder.path, env })
    const desk = serve()
    closing.push(() => desk[Symbol.asyncDispose]())
    await eventually('the desk is ready', async () => (await fetch(`${url}/readyz`)).ok).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${desk.output()}`)
    })
    await redress(['callback-url', 'ensure', merchant.slug])
    return {
      url,
      simulator,
      desk,
      redress,
      folder: folder.path,
      [Symbol.asyncDispose]: close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

export type House = Awaited<ReturnType<typeof setupHouse>>

/** Signs the operator in, as a person does. */
export async function signInToConsole(page: Page, house: House): Promise<void> {
  await page.goto(house.url)
  await page.getByLabel('用户名').fill(operator.username)
  await page.getByLabel('密码').fill(operator.password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('navigation').first().waitFor()
}
