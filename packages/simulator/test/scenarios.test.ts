import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createSimulator, parseScenario } from '../src/index.ts'
import { SCENARIOS } from '../src/scenarios/library.ts'
import { scenarioInput } from '../src/scenarios/scenario.ts'

const manual = { clock: 'manual', now: new Date('2026-01-20T04:00:00Z') } as const

it.each(Object.keys(SCENARIOS))('%s plays and leaves what it says', async (name) => {
  await using simulator = await createSimulator({ ...manual, seed: name, scenario: name })
  const scenario = SCENARIOS[name]
  const expected =
    (scenario?.complaints?.length ?? 0) + (scenario?.crowds ?? []).reduce((sum, { count }) => sum + count, 0)
  expect(simulator.complaints()).toHaveLength(expected)
  expect(
    simulator.complaints().every(({ complaintTime }) => Date.parse(complaintTime) <= simulator.now().getTime()),
  ).toBe(true)
})

it('draws the same crowd from the same seed, in all states and with every kind of problem', async () => {
  const scenario = { crowds: [{ count: 300, overHours: 48 }] }
  const [a, b, c] = await Promise.all(
    ['one', 'one', 'two'].map(async (seed) => {
      await using simulator = await createSimulator({ ...manual, seed, scenario })
      return simulator.complaints()
    }),
  )
  expect(a).toEqual(b)
  expect(a).not.toEqual(c)
  expect(new Set(a?.map(({ state }) => state))).toEqual(new Set(['PENDING', 'PROCESSING', 'PROCESSED']))
  expect(new Set(a?.map(({ problemType }) => problemType))).toEqual(new Set(['REFUND', 'SERVICE_NOT_WORK', 'OTHERS']))
  expect(a?.some(({ images }) => images.length > 0)).toBe(true)
})

it('seeds ten thousand complaints in less than five seconds', async () => {
  await using simulator = await createSimulator({ ...manual, seed: 'many' })
  const started = performance.now()
  expect(await simulator.playScenario({ crowds: [{ count: 10_000, overHours: 720 }] })).toEqual({ complaints: 10_000 })
  expect(performance.now() - started).toBeLessThan(5000)
})

it('starts with the seed and the merchants of a scenario alone', async () => {
  const scenario = { seed: 'mine', merchants: [{ mchid: '1900000005' }] }
  await using a = await createSimulator({ ...manual, scenario })
  await using b = await createSimulator({ ...manual, seed: 'mine', merchants: [{ mchid: '1900000005' }] })
  expect(a.merchants().map(({ mchid }) => mchid)).toEqual(['1900000005'])
  expect(a.credentials('1900000005').serialNo).toBe(b.credentials('1900000005').serialNo)
})

it('reads YAML and JSON, and names the place of a mistake', () => {
  const yaml = 'merchants:\n  - mchid: "1900000005"\ncrowds:\n  - count: 3\nadvance: 2h\n'
  expect(parseScenario(yaml)).toEqual({ merchants: [{ mchid: '1900000005' }], crowds: [{ count: 3 }], advance: '2h' })
  expect(parseScenario('{"crowds":[{"count":3}]}')).toEqual({ crowds: [{ count: 3 }] })
  expect(() => parseScenario('crowds:\n  - size: 3\n')).toThrow(expect.objectContaining({ field: '/crowds/0/size' }))
  expect(() => parseScenario('a: [')).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
})

it('refuses a scenario that the library does not have, and a crowd about nobody', async () => {
  await using simulator = await createSimulator({ ...manual, seed: 'refused' })
  await expect(simulator.playScenario('quiet-day')).rejects.toMatchObject({ field: '/name' })
  await expect(simulator.playScenario({ crowds: [{ count: 1, mchids: ['1999'] }] })).rejects.toMatchObject({
    code: 'MERCHANT_UNKNOWN',
  })
  expect(simulator.complaints()).toEqual([])
})

it('publishes the schema by which it reads', () => {
  const published = JSON.parse(readFileSync(new URL('../scenario.schema.json', import.meta.url), 'utf8'))
  expect(published).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Scenario of the Redress simulator',
    ...scenarioInput.schema,
  })
})

it('plays the sample of the guide', async () => {
  const guide = readFileSync(new URL('../../../docs/simulator-scenarios.md', import.meta.url), 'utf8')
  const sample = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
  await using simulator = await createSimulator({ ...manual, seed: 'guide', scenario: parseScenario(sample) })
  expect(simulator.complaints()).toHaveLength(81)
  expect(simulator.faults()).toMatchObject([{ kind: 'drop-answer-after-commit', count: 3 }])
  for (const name of Object.keys(SCENARIOS)) expect(guide).toContain(`\`${name}\``)
})
