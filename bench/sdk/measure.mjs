import { performance } from 'node:perf_hooks'

/** Runs one case for about the given time with so many at once; operations per second. */
async function rate(once, milliseconds, inFlight) {
  const start = performance.now()
  const end = start + milliseconds
  let count = 0
  const worker = async () => {
    while (performance.now() < end) {
      for (let step = 0; step < 8; step += 1) await once()
      count += 8
    }
  }
  await Promise.all(Array.from({ length: inFlight }, worker))
  return (count * 1000) / (performance.now() - start)
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]

/**
 * Measures all cases of a group in turns, so that a slow moment of the machine meets all of them, and
 * turns the order round in every second round. The ratio is the median of the ratios within the rounds.
 * @returns Medians of the rates, and of the ratio of `sdk` to each other case.
 */
export async function measureGroup(group, { rounds = 15, milliseconds = 120 } = {}) {
  const names = Object.keys(group.cases)
  const results = new Set(await Promise.all(names.map((name) => group.cases[name]())))
  if (group.sameResult !== false && results.size > 1 && group.name.startsWith('verify'))
    throw new Error(`${group.name}: the cases disagree`)
  for (const name of names) await rate(group.cases[name], milliseconds / 2)
  const samples = []
  for (let round = 0; round < rounds; round += 1) {
    const sample = {}
    for (const name of round % 2 === 0 ? names : names.toReversed())
      sample[name] = await rate(group.cases[name], milliseconds, group.inFlight)
    samples.push(sample)
  }
  return {
    name: group.name,
    unit: group.unit,
    inFlight: group.inFlight,
    rates: Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample[name]))])),
    ratios: Object.fromEntries(names.map((name) => [name, median(samples.map((sample) => sample.sdk / sample[name]))])),
  }
}
